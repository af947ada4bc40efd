"""Tells what became of tickets, and what views, macros and people look like then."""

from collections.abc import Mapping
from typing import Any

from ombud.tables import deliveries
from tests.desk import Caller, Desk
from tests.golden.lines import (
    audit_lines,
    mail_line,
    metric_line,
    metrics_of,
    standing_line,
    time_of,
)
from tests.golden.load import rules_in
from tests.golden.names import Names
from tests.golden.week import Week

__all__ = ["tell_macros", "tell_records", "tell_ticket", "tell_usage", "tell_views"]

Json = dict[str, Any]


def tell_ticket(week: Week, number: int) -> Json:
    """Audits, metrics, service levels and mails of one ticket."""
    desk, names, path = week.desk, week.names, f"/tickets/{number}"
    owner = desk.owner
    found = owner.get(path, include="slas,metric_events")
    if found.status == 404:
        # A deleted ticket is not shown any more; its mails were sent.
        (gone,) = [
            each
            for each in owner.get("/deleted_tickets").json["deleted_tickets"]
            if each["id"] == number
        ]
        return {"deleted": _shown(names, gone), "mails": _mails(desk, names, number)}
    ticket = found.json["ticket"]
    audits = owner.get(f"{path}/audits", per_page=100).json["audits"]
    return {
        "ticket": _shown(names, ticket),
        "audits": [audit_lines(names, each) for each in audits],
        "mails": _mails(desk, names, number),
        "metrics": metrics_of(owner.get(f"{path}/metrics").json["ticket_metric"]),
        "service levels": [standing_line(each) for each in ticket["slas"]["policy_metrics"]],
        "events": {
            metric: [metric_line(each) for each in events]
            for metric, events in ticket["metric_events"].items()
        },
    }


def tell_records(week: Week) -> Json:
    """The customers and their organizations, whose fields rules may set."""
    customers = [user["key"] for user in rules_in("user") if "role" not in user]
    told = {}
    for kind, keys in (("user", customers), ("organization", week.names.of("organization"))):
        for key in keys:
            path = f"/{kind}s/{week.names.id(kind, key)}"
            found = week.desk.owner.get(path).json[kind]
            told[key] = {name: found[name] for name in ("tags", f"{kind}_fields")}
    return told


def tell_views(week: Week) -> Json:
    """What is in each view for whoever looks into it, in its order."""
    told = {}
    for view in rules_in("view"):
        caller = week.caller(view["seen_by"])
        path = f"/views/{week.names.id('view', view['title'])}"
        rows = caller.get(f"{path}/execute", per_page=100).json["rows"]
        count = caller.get(f"{path}/count").json["view_count"]["value"]
        assert count == len(rows), view["title"]
        tickets = caller.get(f"{path}/tickets", per_page=100).json["tickets"]
        assert [each["id"] for each in tickets] == [row["ticket"]["id"] for row in rows]
        told[view["title"]] = [_row(week, row) for row in rows]
    return told


def tell_macros(week: Week, ticket: str) -> Json:
    """What each macro would make of a ticket, in Nora's hands."""
    caller, path = week.caller("nora"), f"/tickets/{week.names.id('ticket', ticket)}"
    before = caller.get(path).json["ticket"]
    told = {}
    for macro in rules_in("macro"):
        macro_id = week.names.id("macro", macro["title"])
        after = caller.get(f"{path}/macros/{macro_id}/apply").json["result"]["ticket"]
        changed = {name: each for name, each in after.items() if each != before.get(name)}
        if "fields" in changed:
            changed["fields"] = {
                str(each["id"]): each["value"]
                for each in changed["fields"]
                if each not in before["custom_fields"]
            }
            changed.pop("custom_fields", None)
        told[macro["title"]] = week.names.named(changed)
    return told


def tell_usage(desk: Desk) -> Json:
    """How often each rule fired in the week."""
    return {root: _usage(desk.owner, root) for root in ("triggers", "automations", "macros")}


def _usage(caller: Caller, root: str) -> Mapping[str, int]:
    found = caller.get(f"/{root}", active="true", include="usage_7d", per_page=100).json[root]
    return {rule["title"]: rule["usage_7d"] for rule in found}


def _row(week: Week, row: Json) -> str:
    shown = week.names.named({name: value for name, value in row.items() if name != "ticket"})
    shown |= {each["id"]: each["value"] for each in shown.pop("custom_fields", ())}
    shown.pop("fields", None)
    rest = ", ".join(f"{name} {time_of(value)}" for name, value in sorted(shown.items(), key=str))
    return f"{week.tickets[row['ticket']['id']]}: {rest}"


def _shown(names: Names, ticket: Json) -> Json:
    """The fields of a ticket that have a value."""
    untold = {"url", "slas", "metric_events", "fields", "generated_timestamp", "raw_subject"}
    shown = {name: value for name, value in ticket.items() if name not in untold and value}
    values = {str(each["id"]): each["value"] for each in shown.get("custom_fields", ())}
    shown["custom_fields"] = {field_id: value for field_id, value in values.items() if value}
    return {name: time_of(value) for name, value in names.named(shown).items()}


def _mails(desk: Desk, names: Names, number: int) -> list[str]:
    """To whom and what; whether it was sent by now is another story."""
    statement = deliveries.select().where(deliveries.c.ticket_id == number)
    with desk.account.transaction(writes=False) as db:
        rows = db.rows(statement.order_by(deliveries.c.id))
    return [mail_line(names, row._asdict()) for row in rows]
