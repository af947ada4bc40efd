"""Audits, mails, metrics and service levels as lines that people can read and check.

Ids have become names; nothing else is left out but other forms of the same words.
"""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from tests.golden.names import Names

__all__ = ["audit_lines", "mail_line", "metric_line", "metrics_of", "standing_line", "time_of"]

Json = dict[str, Any]
# Of events: ids, which say nothing, and other forms of the same words.
UNTOLD = frozenset({"id", "type", "html_body", "plain_body", "audit_id", "via", "attachments"})


def audit_lines(names: Names, audit: Json) -> list[str]:
    """Who changed what when, then each event; `<-` says which rule made it."""
    author = names.named(audit["author_id"])
    head = f"{time_of(audit['created_at'])} by {author} via {_via(names, audit['via'])}"
    metadata = {name: value for name, value in audit["metadata"].items() if name != "system"}
    if metadata.pop("custom", None):
        head += f" {metadata}"
    return [head, *(_event_line(names, event, audit["via"]) for event in audit["events"])]


def mail_line(names: Names, row: Mapping[str, Any]) -> str:
    """A row of deliveries: to whom, by which rule, subject and text."""
    to = names.named(row["recipient_id"])
    copies = ", ".join(names.named(json.loads(row["copy_ids"])))
    rule = _via(names, json.loads(row["rule"]))
    people = f"{to} copy {copies}" if copies else to
    return (
        f"{_instant(row['created_at'])} to {people} [{rule}] {row['subject']} | {row['body_text']}"
    )


def metrics_of(metric: Json) -> Json:
    """The values of a metric set, minutes as calendar/business."""
    untold = {"id", "url", "ticket_id"}
    return {
        name: _minutes(value) if isinstance(value, dict) else time_of(value)
        for name, value in metric.items()
        if name not in untold
    }


def standing_line(entry: Json) -> str:
    """An entry of the `slas` side-load."""
    left = next(
        (f"{name} {entry[name]}" for name in ("minutes", "hours", "days") if name in entry), ""
    )
    return f"{entry['metric']} {entry['stage']} {time_of(entry['breach_at'])} {left}".rstrip()


def metric_line(event: Json) -> str:
    """A metric event: when, of which instance, what."""
    told = f"{time_of(event['time'])} {event['instance_id']} {event['type']}"
    target = event.get("sla") or event.get("group_sla")
    if target:
        hours = "b" if target["business_hours"] else "c"
        told += f" {target['target']}{hours} of {target['policy']['title']}"
    if "status" in event:
        told += f" {event['status']['calendar']}/{event['status']['business']}"
    return told + (" deleted" if event.get("deleted") else "")


def time_of(value: Any) -> Any:
    """`Thu 26 09:10` for a time of the API; anything else stays."""
    if isinstance(value, str) and len(value) == 20 and value.endswith("Z"):
        return _instant(int(dt.datetime.fromisoformat(value).timestamp()))
    return value


def _event_line(names: Names, event: Json, via: Json) -> str:
    by = ""
    if "via" in event and event["via"] != via:
        by = f"  <- {_via(names, event['via'])}"
    kind, field = event["type"], names.named(event.get("field_name", ""))
    given = names.named({name: value for name, value in event.items() if name not in UNTOLD})
    if kind == "Create":
        return f"Create {field} = {given['value']!r}{by}"
    if kind == "Change" and field == "tags":
        return f"Change tags {_difference(given['previous_value'], given['value'])}{by}"
    if kind == "Change":
        return f"Change {field}: {given['previous_value']!r} -> {given['value']!r}{by}"
    if kind == "Comment":
        privacy = "public" if given["public"] else "private"
        files = " ".join(each["file_name"] for each in event["attachments"])
        said = f"{privacy} by {given['author_id']}: {given['body']!r} {files}".rstrip()
        return f"Comment {said}{by}"
    if "recipients" in given:
        return f"{kind} to {', '.join(given['recipients'])}: {given['subject']!r}{by}"
    return f"{kind} {given}{by}"


def _difference(before: list[str], after: list[str]) -> str:
    """What came and what went."""
    gone = [f"-{tag}" for tag in before if tag not in after]
    return " ".join([f"+{tag}" for tag in after if tag not in before] + gone)


def _via(names: Names, via: Json) -> str:
    source = names.named(via["source"])
    rel = source["rel"]
    if rel is None:
        return str(via["channel"])
    found = source["from"]
    if rel in {"trigger", "automation"}:
        return str(found["id"])
    return f"{via['channel']} {rel} {found}" if found else f"{via['channel']} {rel}"


def _minutes(value: Json) -> str | None:
    if value.get("calendar") is None:
        return None
    return "/".join(str(part) for part in value.values())


def _instant(seconds: int) -> str:
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return moment.strftime("%a %d %H:%M") + (f":{moment.second:02}" if moment.second else "")
