"""Draws tickets with everything around them, and conditions that may be true of them."""

import datetime as dt
from dataclasses import dataclass
from operator import or_
from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st

from ombud.rules import kinds
from ombud.rules.columns import Owner
from ombud.rules.conditions import Condition
from ombud.rules.fields import CustomField, CustomOption, CustomStatus, Field, Place, Table
from ombud.rules.fields.operators import CHANGES, INCLUDE, PRESENT
from ombud.rules.kinds.dates import WITHIN
from ombud.rules.sources import OfUpdate
from ombud.values.choices import PRIORITIES, SATISFACTION, STATUSES, TYPES
from ombud.values.times import iso
from tests.cast.company import OPENED, Cast

__all__ = [
    "NOW",
    "STATUS_IDS",
    "TABLE",
    "TEXTS",
    "TODAY",
    "DrawnTicket",
    "Pool",
    "conditions",
    "drawn_tickets",
    "every_condition",
    "record_values",
]

# A Wednesday afternoon.
NOW = OPENED + 3 * 86_400 + 6 * 3600
TODAY = "2026-03-04"
HOUR = 3600

# Letters with several forms, with one, and what means something in a pattern.
ALPHABET = "aAbB zZ09*?[]^%_\\'\"-.,/ßẞüÜ\u0130\u0131\u017f\u212aµμ\u03c3ςΣ日本é€\n"
TEXTS = st.one_of(
    st.text(ALPHABET, max_size=12),
    st.sampled_from(
        [
            "Printer on fire",
            "PRINTER",
            "принтер Счёт",
            "СЧЁТ",
            "50% off [now]",
            "a_b",
            "\u0130stanbul",
        ]
    ),
)
PHRASES = [
    "printer",
    "fire printer",
    "Принтер",
    "счёт",
    "50% OFF",
    "[NOW",
    "a_b",
    "A",
    "b a",
    "print",
]
TAGS = ["vip", "opt_a", "opt_b", "refund", "übel", "50%"]
DAYS = [(dt.date(2026, 3, 4) + dt.timedelta(days=each)).isoformat() for each in range(-3, 4)]
NUMBERS = ["0", "-1", "1", "2", "10", "0.5", "2.50", "100000000000"]
OPTIONS = tuple(CustomOption(at + 1, each, each.title()) for at, each in enumerate(TAGS[:4]))
ADDRESSES = ["help@acme.example", "HELP@acme.example", "help@zebra.example", "helper@acme.example"]
TICKET_TYPES = (
    ("text", ()),
    ("checkbox", ()),
    ("date", ()),
    ("integer", ()),
    ("decimal", ()),
    ("tagger", OPTIONS),
    ("multiselect", OPTIONS),
    ("lookup", ()),
)
# Lookup fields of tickets by what they point to.
LINKS = {108: "user", 109: "organization"}
STATUS_IDS = (901, 902)
RECORD_TYPES = (
    ("text", ()),
    ("checkbox", ()),
    ("date", ()),
    ("integer", ()),
    ("decimal", ()),
    ("dropdown", OPTIONS),
    ("multiselect", OPTIONS),
)
OWNERS: tuple[tuple[Owner, int], ...] = (("requester", 200), ("organization", 300))
TABLE = Table(
    (
        *(
            CustomField("ticket", 100 + at, type_, type_.title(), options=options)
            for at, (type_, options) in enumerate(TICKET_TYPES)
        ),
        *(
            CustomField("ticket", field_id, "lookup", record, record=record)
            for field_id, record in LINKS.items()
        ),
        *(
            CustomField(owner, start + at, type_, type_.title(), f"a_{type_}", options)
            for owner, start in OWNERS
            for at, (type_, options) in enumerate(RECORD_TYPES)
        ),
    ),
    tuple(CustomStatus(status_id, f"Status {status_id}") for status_id in STATUS_IDS),
)
SPELT: dict[type, list[str]] = {
    kinds.TagList: [*TAGS, "vip refund", "opt_a opt_b unknown"],
    kinds.MemberOf: ["1", "12", "121", ""],
    kinds.Instant: [iso(NOW + hours * HOUR) for hours in range(-60, 60, 3)],
    kinds.HoursBetween: [*map(str, range(10)), "12", "24", "48"],
    kinds.Flag: ["true", "false"],
    kinds.Address: [*ADDRESSES, "help", "Help", "hel", ""],
    kinds.Exact: ["UTC", "Berlin", "7", "8", ""],
}
PLACES: tuple[Place, ...] = ("trigger", "automation", "view", "sla", "group_sla", "routing")
# Each field with each operator that stored tickets can be asked for, and a place that knows it.
ASKABLE: dict[tuple[str, str], tuple[Field, Place, str]] = {
    (field.name, operator): (field, place, operator)
    for field in TABLE.fields
    if not isinstance(field.source, OfUpdate)
    for place in PLACES
    for operator in field.operators_in(place)
    if operator not in CHANGES
}


@dataclass(frozen=True, slots=True)
class DrawnTicket:
    """The columns of a ticket, its metrics if it is measured."""

    columns: dict[str, Any]
    metrics: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pool:
    """The records of the company that tickets and conditions may name."""

    cast: Cast
    brands: tuple[int, ...]
    custom_statuses: tuple[int, ...]

    @property
    def ids(self) -> list[int]:
        cast = self.cast
        people = [cast.emma, cast.zoe, cast.agent, cast.bob]
        others = [cast.support, cast.billing, cast.acme]
        return [*people, *others, *self.brands, *self.custom_statuses[:2]]


def value_of(field: CustomField) -> st.SearchStrategy[Any]:
    """A value as it is stored, or none."""
    chosen = st.sampled_from([option.value for option in OPTIONS])
    whole = st.sampled_from(NUMBERS).filter(lambda text: "." not in text)
    of_ticket = field.owner == "ticket"
    values: dict[str, st.SearchStrategy[Any]] = {
        "text": TEXTS.filter(bool),
        "checkbox": st.booleans(),
        "date": st.sampled_from(DAYS),
        "integer": whole if of_ticket else whole.map(int),
        "decimal": st.sampled_from(NUMBERS) if of_ticket else st.sampled_from(NUMBERS).map(float),
        "multiselect": st.lists(chosen, unique=True, max_size=3),
        "lookup": st.sampled_from(["7", "8", "01H078CBDY28"]),
    }
    return st.none() | values.get(field.type, chosen)


def record_values(owner: str) -> st.SearchStrategy[dict[str, Any]]:
    """Stored custom field values of a record by id of the field, for tickets, or by key."""
    fields = [field for field in TABLE.custom if field.owner == owner and field.id not in LINKS]
    return st.fixed_dictionaries({field.key or str(field.id): value_of(field) for field in fields})


def links(cast: Cast) -> st.SearchStrategy[dict[str, Any]]:
    """Values of the lookup fields that lead to people and organizations; some lead nowhere."""
    users = st.sampled_from([None, str(cast.emma), str(cast.zoe), "7", "01H078CBDY28"])
    firms = st.sampled_from([None, str(cast.acme), f"0{cast.acme}", "7"])
    return st.fixed_dictionaries({"108": users, "109": firms})


def drawn_tickets(pool: Pool) -> st.SearchStrategy[DrawnTicket]:
    """Tickets of the company."""
    cast = pool.cast
    moment = st.integers(-60, 30).map(lambda hours: NOW + hours * HOUR) | st.integers(
        NOW - 12 * HOUR, NOW + 3 * HOUR
    )
    maybe = st.none() | moment | moment
    columns = st.fixed_dictionaries(
        {
            "status": st.sampled_from(STATUSES),
            "type": st.none() | st.sampled_from(TYPES),
            "priority": st.none() | st.sampled_from(PRIORITIES),
            "raw_subject": st.none() | TEXTS,
            "recipient": st.none() | st.sampled_from(ADDRESSES),
            "requester_id": st.sampled_from([cast.emma, cast.zoe, cast.agent]),
            "assignee_id": st.sampled_from([None, cast.agent, cast.bob]),
            "group_id": st.sampled_from([None, cast.support, cast.billing]),
            "organization_id": st.sampled_from([None, cast.acme, cast.zebra]),
            "brand_id": st.sampled_from([None, *pool.brands]),
            "custom_status_id": st.sampled_from([None, *pool.custom_statuses, *STATUS_IDS]),
            "is_public": st.booleans(),
            "satisfaction_score": st.sampled_from(SATISFACTION),
            "via_channel": st.sampled_from(["web", "email", "api", "twitter", "voice", "odd"]),
            "via_source": st.sampled_from([None, "follow_up", "direct_message", "inbound"]).map(
                lambda rel: msgspec.json.encode({"from": {}, "to": {}, "rel": rel}).decode()
            ),
            "sharing_agreement_ids": st.sampled_from(["[]", "[1]", "[1,12]", "[12]", "[121]"]),
            "incident_count": st.integers(0, 3),
            "tags": st.lists(st.sampled_from(TAGS), unique=True, max_size=3),
            "custom_fields": st.builds(or_, record_values("ticket"), links(cast)),
            "created_at": moment,
            "updated_at": moment,
            "due_at": maybe,
            "solved_at": maybe,
            "closed_at": maybe,
        }
    )
    metrics = st.fixed_dictionaries(
        {
            **dict.fromkeys(
                ("reopens", "replies", "assignee_stations", "group_stations"), st.integers(0, 3)
            ),
            **dict.fromkeys(
                (
                    "assigned_at",
                    "status_updated_at",
                    "custom_status_updated_at",
                    "requester_updated_at",
                    "assignee_updated_at",
                ),
                maybe,
            ),
        }
    )
    return st.builds(DrawnTicket, columns, st.none() | metrics)


def conditions(pool: Pool, place: Place) -> st.SearchStrategy[Condition]:
    """A condition of a rule of this place."""

    def of(asked: tuple[Field, str]) -> st.SearchStrategy[Condition]:
        field, operator = asked
        values = st.sampled_from(spelt(field, operator, pool))
        return values.map(lambda value: Condition(field.name, operator, value))

    known = [(field, each) for field in TABLE.fields for each in field.operators_in(place)]
    return st.sampled_from(known).flatmap(of)


def every_condition(pool: Pool, dice: Random, values: int) -> list[tuple[Place, Condition]]:
    """Each field with each of its operators, and so many values."""
    return [
        (place, Condition(field.name, operator, value))
        for field, place, operator in ASKABLE.values()
        for options in [spelt(field, operator, pool)]
        for value in dice.sample(options, min(values, len(options)))
    ]


def spelt(field: Field, operator: str, pool: Pool) -> list[Any]:
    """Values that somebody may write for the field."""
    if operator in PRESENT:
        return [None]
    found: list[Any] = _words(field, operator, pool)
    takes_many = kinds.Options | kinds.Reference | kinds.Choice
    if operator in INCLUDE and isinstance(field.kind, takes_many):
        named = [text for text in found if text]
        found += [tuple(named[:2]), tuple(named[-2:]), tuple(named[1:4])]
    return found


def _words(field: Field, operator: str, pool: Pool) -> list[str]:
    kind = field.kind
    is_equality = operator in {"is", "is_not"}
    empty = [""] if kind.nullable and (is_equality or operator.endswith("includes")) else []
    match kind:
        case kinds.Choice():
            return [option.value for option in kind.options] + list(kind.also)
        case kinds.Options():
            return [listed.value for listed in kind.listed] + TAGS[:4] + empty
        case kinds.Reference():
            words = [word.name for word in kind.words] if is_equality else []
            return [*map(str, pool.ids), "1", "2", str(2**63 - 1), *words, *empty]
        case kinds.Number():
            return [text for text in NUMBERS if "." not in text or not kind.whole] + empty
        case kinds.Date():
            return ["0", "1", "2"] if operator in WITHIN else DAYS + empty
        case _:
            return SPELT.get(type(kind), PHRASES)
