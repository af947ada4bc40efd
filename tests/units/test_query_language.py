"""What a search means: every rule of the language on the records of tests/cast/findable.py."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.search.language import IllegalSearch, Term, parse
from tests.units.records import Records

COMBINING = [
    ("type:ticket", "T1 T2 T3 T4 T5"),
    ("type:ticket status:open", "T1"),
    ("type:ticket status:open status:pending", "T1 T3"),
    ("STATUS:Open", "T1"),
    ("type:ticket status<solved", "T1 T2 T3"),
    ("type:ticket status>=solved", "T4 T5"),
    ("type:ticket -status:solved -status:closed", "T1 T2 T3"),
    ("type:ticket priority>normal", "T1 T4"),
    ("type:ticket priority<=normal", "T3 T5"),
    ("type:ticket priority<high priority>low", "T3"),
    ("type:ticket priority:none", "T2"),
    ("type:ticket -priority:high", "T2 T3 T4 T5"),
    ("type:ticket -priority>normal", "T2 T3 T5"),
    ("type:ticket ticket_type:incident ticket_type:problem status:closed", "T5"),
    ("type:ticket status:nonsense", ""),
    ("type:ticket group>31", ""),
    ("type:ticket type:user tags:vip", "T1 T3 U501"),
    ("-type:ticket tags:vip", "U501 O701"),
    ("type:article camera", ""),
    ("tags:vip", "T1 T3 U501 O701"),
    ('organization:"blue lake" status:open', "T1"),
    ("organization:701 created>2026-02-15", "T1 U503"),
    ("-organization:701 -status:closed", "T2 T4"),
    ("status : open", ""),
    ("nosuch:keyword", ""),
    ("http://nowhere.example", ""),
]
PEOPLE = [
    ("type:ticket assignee:none", "T2"),
    ("type:ticket assignee:me", "T1 T4"),
    ('type:ticket assignee:"Ava Stone"', "T3 T5"),
    ("type:ticket assignee:ava status:pending", "T3"),
    ("type:ticket assignee:av", ""),
    ("type:ticket assignee:22 assignee:21 status<solved", "T1 T3"),
    ("type:ticket -assignee:me", "T2 T3 T5"),
    ("type:ticket assignee_id:21", "T1 T4"),
    ("type:ticket assignee_id:99999999999999999999999", ""),
    ("type:ticket requester:dana@example.org", "T1 T3 T5"),
    ("type:ticket requester:DANA@example.org", "T1 T3 T5"),
    ("type:ticket requester:+15550100 status:open", "T1"),
    ("type:ticket requester:+1-555-0100 status:open", "T1"),
    ("type:ticket submitter:ava", "T3"),
    ("type:ticket cc:lee", "T1"),
    ("type:ticket cc:none", "T2 T3 T4 T5"),
    ("type:ticket commenter:sam -tags:badge", "T1"),
]
PLACES = [
    ('type:ticket group:"Level 2"', "T1 T4"),
    ("type:ticket group:32 group:31 status<solved", "T1 T3"),
    ("type:ticket group:none", "T2"),
    ('type:ticket organization:"Blue Lake" tags:vip', "T1 T3"),
    ("type:ticket organization:none", "T2 T4"),
    ('type:ticket form:"default ticket form" brand:acme', "T2 T4"),
    ('type:ticket brand: "Acme Photo"', "T1 T5"),
    ('type:ticket brand_id:"91"', "T1 T5"),
    ("type:ticket recipient:help@acme.example", "T2"),
    ("type:ticket via:phone via:mail", "T2 T5"),
    ("type:ticket via:phone_call_inbound", "T5"),
    ("type:ticket via:voicemail", ""),
    ("type:ticket has_attachment:true -attachment_name:photo.jpg", "T1"),
    ("type:ticket has_attachment:false", "T2 T3 T5"),
    ('type:ticket external_id:"ORD-77"', "T1"),
    ("type:ticket external_id:none", "T2 T4 T5"),
    ("ticket_id:4", "T4"),
]
TAGS_AND_FIELDS = [
    ("type:ticket tags:camera tags:invoice", "T1 T3 T5"),
    ('type:ticket tags:"vip camera"', "T1"),
    ("type:ticket tags:vip -tags:invoice", "T1"),
    ("type:ticket tags:none", "T2"),
    ("type:ticket custom_field_9001:*", "T1 T3 T5"),
    ("type:ticket -custom_field_9001:* status<closed", "T2 T4"),
    ("type:ticket custom_field_9001:none", "T2 T4"),
    ("type:ticket custom_field_9002:true", "T1 T4"),
    ("type:ticket custom_field_9002:false", "T2 T3 T5"),
    ("type:ticket custom_field_9003:sn", "T1"),
    ("type:ticket custom_field_9003:s", ""),
    ('type:ticket custom_field_9003:"SN 44"', "T1"),
    ("type:ticket custom_field_9005>=15 custom_field_9005<40", "T3"),
    ("type:ticket custom_field_9005:40", "T4"),
    ("type:ticket custom_field_9005>15.5", "T4"),
    ("type:ticket custom_field_9005:many", ""),
    ("type:ticket custom_field_9006>2026-03-31", "T1"),
    ("type:ticket custom_field_9006:2026-04-01", "T1"),
    ("type:ticket custom_field_9006<2026-04-01", ""),
    ("type:ticket fieldvalue:model__x100", "T1 T5"),
    ("fieldValue:15", "T3"),
]
DATES = [
    ("type:ticket created:2026-03-09", "T1"),
    ("type:ticket created:03/09/2026", "T1"),
    ("type:ticket created>2026-03-09", "T2"),
    ("type:ticket created>=2026-03-09", "T1 T2"),
    ("type:ticket created<2026-01-01", "T4 T5"),
    ("type:ticket created<=2026-02-10 created>=2025-12-31", "T3 T4"),
    ("type:ticket created>=2026-03-09T09:05:00Z", "T1 T2"),
    ("type:ticket created:2026-03-09T09:05:00Z", "T1"),
    ("type:ticket created>2026-03-09T09:05:00Z", "T2"),
    ("type:ticket created<2026-03-10T14:00:00+02:00", "T1 T3 T4 T5"),
    ("type:ticket created>4hours", "T2"),
    ("type:ticket updated<2weeks status<solved", "T3"),
    ("type:ticket updated>90minutes", "T1"),
    ("type:ticket updated<1month status<solved", ""),
    ("type:ticket updated>1month status<solved", "T1 T2 T3"),
    ("type:ticket created<9999999years", ""),
    ("type:ticket solved:2026-01-05", "T4"),
    ("type:ticket due_date<2026-02-01", "T4"),
    ("type:ticket -due_date<2026-02-01", "T1 T2 T3 T5"),
    ("type:ticket created<=9999-12-31", "T1 T2 T3 T4 T5"),
    ("type:ticket created<0001-01-01", ""),
]
WORDS = [
    ("top", "T5"),
    ("desktop", "T5"),
    ("esktop", ""),
    ("tier", "T2 T3"),
    ("type:ticket description:tier", "T2"),
    ("type:ticket subject:photo*", "T4"),
    ("type:ticket subject:photo", ""),
    ("photo*", "T4"),
    ('"charge it overnight"', "T1"),
    ('"charge overnight"', ""),
    ('"charge it over"', ""),
    ('type:ticket -"charge it overnight"', "T2 T3 T4 T5"),
    ('type:ticket comment:"approved refund"', ""),
    ('type:ticket comment:"refund approved"', "T3"),
    ("type:ticket account upgrade", "T2"),
    ("type:ticket camera -subject:camera", "T5"),
    ("type:ticket -camera", "T2 T3 T4"),
    ("TIP TOP", "T5"),
    ("4711", "T3"),
    ("type:ticket 4", "T1 T3 T4"),
    ('type:ticket "4"', ""),
    ("-", ""),
    ("!!!", ""),
    ("type:ticket !!!", "T1 T2 T3 T4 T5"),
    ('"', ""),
    ("camera OR badge", ""),
]
RECORDS_OF_PEOPLE = [
    ("type:user role:agent role:admin", "U21 U22"),
    ("type:user role:end-user", "U501 U502 U503"),
    ("type:user role:enduser", "U501 U502 U503"),
    ("type:user email:dana@example.org", "U501"),
    ("type:user email:dana*", ""),
    ("type:user email:none", ""),
    ('type:user tags:gold organization:"red hill"', "U503"),
    ("type:user organization:none role:end-user", "U502"),
    ("type:user group:billing", "U22"),
    ("type:user is_suspended:true", "U502"),
    ("type:user suspended:false role:end-user", "U501 U503"),
    ("type:user is_verified:false omar", "U502"),
    ("type:user plan:plan_pro plan:plan_free", "U501 U503"),
    ("type:user plan:none", "U21 U22 U502"),
    ("type:user seats>4 seats<10", "U501"),
    ("type:user phone:none role:end-user", "U502 U503"),
    ("type:user phone:+15550100", "U501"),
    ("type:user notes:phone", "U501"),
    ("type:user details:madison", "U503"),
    ("type:user name:berg", "U501"),
    ('type:user name:"van der"', "U501"),
    ("type:user external_id:u-502", "U502"),
    ("user:lee", "U503"),
    ("user:503", "U503"),
    ("user:lee@example.org", "U503"),
    ("type:user lund.example", "U502"),
    ("type:user lund.example example.com", "U21 U22 U502"),
    ("type:organization tags:premium", "O701"),
    ("type:organization external_id:none", "O702"),
    ("type:organization tier:A details:london", "O701"),
    ("type:organization notes:emea", "O702"),
    ("type:organization created>2026-01-01", "O702"),
    ('type:group name:"level 2"', "G31"),
    ("billing", "G32"),
]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *COMBINING,
        *PEOPLE,
        *PLACES,
        *TAGS_AND_FIELDS,
        *DATES,
        *WORDS,
        *RECORDS_OF_PEOPLE,
    ],
)
def test_finds(records: Records, text: str, wanted: str) -> None:
    assert sorted(records.find(text)) == sorted(wanted.split())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("type:ticket status<solved order_by:created sort:asc", "T3 T1 T2"),
        ("type:ticket order_by:priority sort:desc", "T4 T1 T3 T5 T2"),
        ("type:ticket order_by:priority", "T4 T1 T3 T5 T2"),
        ("type:ticket order_by:status sort:asc", "T2 T1 T3 T4 T5"),
        ("type:ticket order_by:updated sort:desc", "T1 T2 T3 T4 T5"),
        ("type:ticket order_by:commented sort:asc", "T5 T4 T3 T1 T2"),
        ("type:ticket order_by:ticket_type sort:asc", "T2 T1 T5 T3 T4"),
        ("type:ticket order_by:nonsense sort:asc", "T2 T1 T3 T4 T5"),
        ("type:ticket sort:asc", "T2 T1 T3 T4 T5"),
        ("type:ticket", "T2 T1 T3 T4 T5"),
        ("badge", "T4"),
        ("tags:vip order_by:created sort:asc", "U501 O701 T3 T1"),
    ],
)
def test_order(records: Records, text: str, wanted: str) -> None:
    assert records.find(text) == wanted.split()


def test_a_word_of_the_subject_counts_more_than_one_of_a_comment(records: Records) -> None:
    assert records.find("camera") == ["T1", "T5"]


def test_a_day_is_a_day_of_the_account(records: Records) -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    assert records.find("type:ticket created:2026-01-01", zone=tokyo) == ["T4"]
    assert records.find("type:ticket created:2025-12-31", zone=tokyo) == []
    assert records.find("type:ticket created:2025-12-31") == ["T4"]


@pytest.mark.parametrize(
    "text",
    [
        "type:ticket created>2026-03-09T09:05:00",
        "type:ticket created:yesterday",
        "type:ticket created:4hours",
        'type:ticket due_date:"<1 day"',
        "type:ticket created:2026-02-30",
        "type:ticket created:2019-08-10T00:00:00 05:00",
        "type:ticket custom_field_9006:soon",
    ],
)
def test_dates_that_are_none(records: Records, text: str) -> None:
    with pytest.raises(IllegalSearch, match=r'Illegal value ".*" for ".*"\. Expected date as'):
        records.find(text)


def test_the_refusal_names_value_and_keyword(records: Records) -> None:
    with pytest.raises(IllegalSearch) as refused:
        records.find("created>2019-08-10T00:00:00")
    assert str(refused.value) == (
        'Illegal value "2019-08-10T00:00:00" for "created". Expected date as yyyy-mm-dd, ISO time '
        "such as yyyy-mm-ddThh:mm:ss+05:00, or relative time such as 2hours."
    )


@pytest.mark.parametrize("text", ["", "   ", "word " * 65, "a," * 1001])
def test_too_few_and_too_many_words(records: Records, text: str) -> None:
    with pytest.raises(IllegalSearch):
        records.find(text)
    assert records.find("camera " * 64) == ["T1", "T5"]


PIECES = st.one_of(
    st.sampled_from(
        [
            *("type:", "status", "created", "tags:", "assignee:", "custom_field_9005", "plan:"),
            *("custom_field_9006", "email:", "phone:", "via:", "order_by:", "sort:", "group:"),
            *(":", ">", "<=", "-", '"', "*", " ", "'", "\\", "(", ")", "NEAR", "AND", "{", "}"),
            *("ticket", "user", "none", "me", "open", "4hours", "2026-03-09", "9" * 30, "+1"),
        ]
    ),
    st.text(max_size=8).filter(lambda text: "\0" not in text and text.isprintable()),
)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_does_more_than_find_or_be_refused(records: Records, text: str) -> None:
    try:
        found = records.find(text)
    except IllegalSearch:
        return
    assert len(found) <= 14


class TestParse:
    KEYWORDS = frozenset({"status", "tags", "created"})

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("a", [Term("a")]),
            ("-a", [Term("a", negated=True)]),
            ("- a", [Term("-"), Term("a")]),
            ('"a b"', [Term("a b", quoted=True)]),
            ('-"a b"c', [Term("a b", negated=True, quoted=True), Term("c")]),
            ('"open end', [Term("open end", quoted=True)]),
            ("status:open", [Term("open", "status")]),
            ("-Status<=open", [Term("open", "status", "<=", negated=True)]),
            ('tags:"a b"', [Term("a b", "tags", quoted=True)]),
            ('tags: "a b"', [Term("a b", "tags", quoted=True)]),
            ("tags: a", [Term("tags:"), Term("a")]),
            ('tags:""', [Term('tags:""')]),
            ("other:x", [Term("other:x")]),
            ("created>=2026-01-01T00:00:00Z", [Term("2026-01-01T00:00:00Z", "created", ">=")]),
        ],
    )
    def test_terms(self, text: str, wanted: list[Term]) -> None:
        assert list(parse(text, self.KEYWORDS).terms) == wanted

    def test_the_order_is_no_condition(self) -> None:
        parsed = parse("a order_by:Created sort:ASC", self.KEYWORDS)
        assert parsed.terms == (Term("a"),)
        assert parsed.ordering == {"order_by": "created", "sort": "asc"}

    @given(st.text())
    def test_every_text_has_terms(self, text: str) -> None:
        try:
            parsed = parse(text, self.KEYWORDS)
        except IllegalSearch:
            return
        assert bool(parsed.terms) == bool(text.strip()) or parsed.ordering
