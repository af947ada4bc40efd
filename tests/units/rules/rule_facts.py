"""Facts and a condition table for the units of rules."""

from typing import Any

from ombud.rules.conditions import Condition, value_in
from ombud.rules.evaluate import evaluate
from ombud.rules.facts import Facts, NewComment, Person, Update
from ombud.rules.fields import CustomField, CustomOption, Place, Table

__all__ = ["ALICE", "EMMA", "NOW", "OPTIONS", "TABLE", "Everything", "Nothing", "facts", "holds"]

NOW = 1_772_636_400
ALICE, EMMA, SUPPORT, ACME = 11, 12, 21, 31
OPTIONS = (CustomOption(1, "opt_a", "A"), CustomOption(2, "opt_b", "B"))
TABLE = Table(
    (
        CustomField("ticket", 100, "text", "Serial number"),
        CustomField("ticket", 101, "checkbox", "Is urgent"),
        CustomField("ticket", 102, "date", "Needed by"),
        CustomField("ticket", 103, "integer", "Amount"),
        CustomField("ticket", 104, "decimal", "Price"),
        CustomField("ticket", 105, "tagger", "Product", options=OPTIONS),
        CustomField("ticket", 106, "multiselect", "Parts", options=OPTIONS),
        CustomField("ticket", 107, "lookup", "Asset"),
        CustomField("requester", 200, "dropdown", "Plan", "plan", OPTIONS),
        CustomField("requester", 201, "checkbox", "Is VIP", "vip"),
        CustomField("organization", 300, "text", "Region", "region"),
        CustomField("organization", 301, "decimal", "Turnover", "turnover"),
    )
)
PEOPLE = {
    EMMA: Person(EMMA, "end-user", 1, "UTC", {"plan": "opt_a", "vip": True}),
    ALICE: Person(ALICE, "agent", 2, "Berlin"),
}
TICKET: dict[str, Any] = {
    "id": 1,
    "status": "open",
    "custom_status_id": None,
    "type": None,
    "priority": None,
    "raw_subject": "The printer is on fire",
    "recipient": "help@acme.example",
    "requester_id": EMMA,
    "assignee_id": None,
    "group_id": SUPPORT,
    "organization_id": ACME,
    "brand_id": 41,
    "ticket_form_id": None,
    "is_public": True,
    "satisfaction_score": "unoffered",
    "via_channel": "api",
    "via_source": {"from": {}, "to": {}, "rel": None},
    "sharing_agreement_ids": [],
    "email_cc_ids": [],
    "incident_count": 0,
    "tags": [],
    "custom_fields": {},
    "created_at": NOW - 7200,
    "updated_at": NOW - 3600,
    "due_at": None,
    "solved_at": None,
    "closed_at": None,
}


class Everything:
    """An account in which every record exists."""

    def uses(self, field: str, value: object = None) -> bool:
        del field, value
        return True

    def exists(self, record: str, id_: int | str) -> bool:
        del record, id_
        return True


class Nothing:
    """An account without any records."""

    def uses(self, field: str, value: object = None) -> bool:
        del field, value
        return True

    def exists(self, record: str, id_: int | str) -> bool:
        del record, id_
        return False


def facts(
    after: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
    *,
    said: str | None = None,
    public: bool = True,
    metrics: dict[str, Any] | None = None,
) -> Facts:
    """An update by Alice; a new ticket unless there is something `before`."""
    now_so = {**TICKET, **(before or {}), **(after or {})}
    was_so = {} if before is None else {**TICKET, **before}
    comment = None if said is None else NewComment(said, public)
    return Facts(
        after=now_so,
        before=was_so,
        now=NOW,
        today="2026-03-04",
        update=Update(not was_so, 5, comment),
        current_user_id=ALICE,
        current_user_role="agent",
        current_group_ids=frozenset({SUPPORT}),
        user=PEOPLE.get,
        organization={ACME: {"region": "Süd", "turnover": 2.5}}.get,
        metrics=lambda: metrics or {},
    )


def holds(
    found: Facts, field: str, operator: str, value: object = None, place: Place = "trigger"
) -> bool:
    """Whether a condition holds."""
    return evaluate(Condition(field, operator, value_in(value)), TABLE, place, found)
