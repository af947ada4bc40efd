"""What a search means: every rule of the language on the records of tests/cast/findable.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ombud.db import Account, Directory, migrate
from ombud.search import index
from ombud.search.conditions import Asking
from ombud.search.index import Document
from ombud.search.language import IllegalSearch, Term, parse
from ombud.search.query import matching_ids
from ombud.search.records import KINDS, RECORDS, known_keywords
from ombud.search.searching import Order, read
from ombud.search.words import LONGEST_WORD, words_in
from ombud.tables import metadata, tickets
from tests.cast.findable import NOW, SAM, fill

UTC = ZoneInfo("Etc/UTC")
LETTERS = {"ticket": "T", "user": "U", "organization": "O", "group": "G"}


@dataclass(frozen=True)
class Records:
    """An account with the records in it."""

    account: Account

    def find(self, text: str, *, zone: ZoneInfo = UTC, caller: int = SAM) -> list[str]:
        """What a search finds, in its order: `T1`, `U501`."""
        with self.account.transaction(writes=False) as db:
            search = read(Asking(db, caller, NOW, zone), text)
            visible = {kind: RECORDS[kind].table.select() for kind in KINDS}
            hits = search.hits(visible, search.order(), 0, 100)
            assert search.count(visible) == len(hits)
        return [f"{LETTERS[hit.kind]}{hit.id}" for hit in hits]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def records(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Records]:
    """The records on SQLite, then on PostgreSQL; no test changes them."""
    folder = tmp_path_factory.mktemp("records")
    if request.param == "sqlite":
        yield from _filled(Directory(folder, metadata.tables))
        return
    server = request.getfixturevalue("postgresql")
    with server.database() as name:
        yield from _filled(Directory(folder, metadata.tables, url=server.url(name)))


def _filled(directory: Directory) -> Iterator[Records]:
    account = directory.add("findable")
    migrate.upgrade(account)
    with account.transaction(writes=True) as db:
        fill(db)
    yield Records(account)
    directory.close()


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


class TestWords:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("Tip-Top DESKTOPS", "tip top desktops"),
            ("dana@example.org", "dana example org"),
            ("model__x100", "model x100"),
            ("Crème brûlée", "creme brulee"),
            ("CRE\u0300ME", "creme"),
            ("Straße", "strasse"),
            ("ﬁne", "fine"),
            ("東京タワー", "東 京 タ ワ ー"),
            ("한국어", "한국어"),
            ("हिन्दी भाषा", "हिन्दी भाषा"),
            ("\u2019\u201c\u2014 \u2026", ""),
            ("x" * 100, "x" * LONGEST_WORD),
        ],
    )
    def test_words(self, text: str, wanted: str) -> None:
        assert words_in(text) == wanted.split()

    @given(st.text())
    def test_words_have_nothing_that_an_index_could_misread(self, text: str) -> None:
        for word in words_in(text):
            assert not set(word) & set(" \t\n'\"\\():*&|!<>{}^-+,")
            assert words_in(word)


class TestIndex:
    """What is written is found, and what is taken away is not."""

    def found(self, records: Records, words: str) -> list[int]:
        with records.account.transaction(writes=False) as db:
            return sorted(db.values(matching_ids(db, "ticket", words)))

    def test_what_changes(self, records: Records) -> None:
        with records.account.transaction(writes=True) as db:
            index.put(db, "ticket", 70, "Zanzibar", "spices", notes="secret", more="tagged")
        for word in ("zanz", "SPICES", "secret", "tagged", "zanzibar spices"):
            assert self.found(records, word) == [70]
        with records.account.transaction(writes=True) as db:
            index.put(db, "ticket", 70, "Zanzibar", "cloves")
        assert self.found(records, "spices") == []
        assert self.found(records, "cloves") == [70]
        with records.account.transaction(writes=True) as db:
            index.remove(db, "ticket", 70)
        assert self.found(records, "zanzibar") == []

    def test_many_at_once(self, records: Records) -> None:
        documents = [Document("ticket", 1000 + n, f"quokka {n}") for n in range(1201)]
        with records.account.transaction(writes=True) as db:
            index.put_many(db, documents)
        assert len(self.found(records, "quokka")) == 1201
        with records.account.transaction(writes=True) as db:
            for document in documents:
                index.remove(db, "ticket", document.id)
        assert self.found(records, "quokka") == []

    def test_very_long_texts(self, records: Records) -> None:
        long = " ".join(f"lang{n}" for n in range(100_000))
        with records.account.transaction(writes=True) as db:
            index.put(db, "ticket", 71, "Short", long, notes="é" * 400_000)
        assert self.found(records, "short") == [71]
        with records.account.transaction(writes=True) as db:
            index.remove(db, "ticket", 71)

    def test_another_kind_is_another_record(self, records: Records) -> None:
        with records.account.transaction(writes=True) as db:
            index.put(db, "group", 1, "okapi", "")
        assert self.found(records, "okapi") == []
        with records.account.transaction(writes=True) as db:
            index.remove(db, "group", 1)

    def test_words_without_letters_match_nothing(self, records: Records) -> None:
        assert self.found(records, "") == []
        assert self.found(records, "* -- '") == []

    def test_new_keywords_are_known_at_once(self, records: Records) -> None:
        with records.account.transaction(writes=False) as db:
            assert "custom_field_9001" in db.cached(known_keywords)
            assert {"plan", "tier", "organization_id"} <= db.cached(known_keywords)

    def test_a_search_for_one_kind(self, records: Records) -> None:
        with records.account.transaction(writes=False) as db:
            search = read(Asking(db, SAM, NOW, UTC), "vip", ("ticket",))
            hits = search.hits({"ticket": tickets.select()}, Order("created"), 0, 10)
            assert [hit.id for hit in hits] == [1, 3]
