"""How the short forms of the configuration are written on the wire."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.golden.names import Names

__all__ = [
    "conditions",
    "group_policy",
    "item",
    "macro",
    "parts",
    "plain",
    "policy",
    "rule",
    "schedule",
    "trigger",
    "user",
    "view",
]

DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
DAY = 24 * 60
Json = dict[str, Any]
# What describes the record to the loader or to the week, not to the desk.
OURS = frozenset({"category", "all", "any", "seen_by", "groups", "targets", "key"})


def plain(written: Json, names: Names) -> Json:
    """As it is written."""
    del names
    return written


def rule(written: Json, names: Names) -> Json:
    """Conditions and actions."""
    del names
    actions = [{"field": name, "value": value} for name, value in written["actions"]]
    return {**_kept(written), "conditions": conditions(written), "actions": actions}


def trigger(written: Json, names: Names) -> Json:
    """A rule in its category."""
    category_id = str(names.id("category", written["category"]))
    return {**rule(written, names), "category_id": category_id}


def macro(written: Json, names: Names) -> Json:
    """Actions, and for whom they are."""
    actions = [{"field": name, "value": value} for name, value in written["actions"]]
    return {**_kept(written), "actions": actions, **_restricted(written, names)}


def view(written: Json, names: Names) -> Json:
    """Conditions, and how the tickets are shown."""
    outputs = ("columns", "group_by", "group_order", "sort_by", "sort_order")
    output = {name: written[name] for name in outputs if name in written}
    kept = {name: value for name, value in _kept(written).items() if name not in outputs}
    return {**kept, **conditions(written), "output": output, **_restricted(written, names)}


def policy(written: Json, names: Names) -> Json:
    """A filter, and targets such as `120b` for each priority of a metric."""
    del names
    return {**_kept(written), "filter": conditions(written), "policy_metrics": _targets(written)}


def group_policy(written: Json, names: Names) -> Json:
    """The groups that it is for, and its targets."""
    ids = [names.id("group", name) for name in written["groups"]]
    asked = {"all": [{"field": "group_id", "operator": "includes", "value": ids}]}
    return {**_kept(written), "filter": asked, "policy_metrics": _targets(written)}


def schedule(written: Json, names: Names) -> Json:
    """Name and time zone; the rest are parts."""
    del names
    return {"name": written["name"], "time_zone": written["time_zone"]}


def user(written: Json, names: Names) -> Json:
    """A person whose address is known to be theirs."""
    found = {**_kept(written), "verified": True, "skip_verify_email": True}
    if "groups" in written:
        found["default_group_id"] = names.id("group", written["groups"][0])
    if "organization" in found:
        found["organization_id"] = names.id("organization", found.pop("organization"))
    return found


def item(written: Json, names: Names) -> Json:
    """Dynamic content, the first variant being the default."""
    ids = {code: names.id("locale", code) for code in written["variants"]}
    default = next(iter(ids.values()))
    variants = [
        {
            "locale_id": ids[code],
            "content": content,
            "default": ids[code] == default,
            "active": True,
        }
        for code, content in written["variants"].items()
    ]
    return {"name": written["name"], "default_locale_id": default, "variants": variants}


def parts(kind: str, written: Json, id_: int, names: Names) -> Iterator[tuple[str, Json]]:
    """The requests after the one that creates a record: path and body."""
    if kind == "schedule":
        path = f"/business_hours/schedules/{id_}"
        intervals = [_interval(text) for text in written["open"]]
        yield f"{path}/workweek", {"workweek": {"intervals": intervals}}
        for holiday in written.get("holidays", ()):
            yield f"{path}/holidays", {"holiday": holiday}
    if kind == "user":
        for name in written.get("groups", ())[1:]:
            membership = {"user_id": id_, "group_id": names.id("group", name)}
            yield "/group_memberships", {"group_membership": membership}


def conditions(written: Mapping[str, Any]) -> Json:
    """`all` and `any` as the API has them."""
    return {
        place: [
            {"field": name, "operator": operator, "value": value}
            for name, operator, value in written.get(place, ())
        ]
        for place in ("all", "any")
    }


def _kept(written: Json) -> Json:
    return {name: value for name, value in written.items() if name not in OURS}


def _restricted(written: Json, names: Names) -> Json:
    given = written.get("restriction")
    if given is None:
        return {}
    if given["type"] == "User":
        return {"restriction": {"type": "User", "id": names.id("user", given["user"])}}
    ids = [names.id("group", name) for name in given["groups"]]
    return {"restriction": {"type": "Group", "id": ids[0], "ids": ids}}


def _targets(written: Json) -> list[Json]:
    return [
        {
            "metric": metric,
            "priority": priority,
            "target": int(text[:-1]),
            "business_hours": text.endswith("b"),
        }
        for metric, by_priority in written["targets"].items()
        for priority, text in by_priority.items()
    ]


def _interval(text: str) -> Json:
    """`Mon 09:00-12:30` in minutes from Sunday."""
    day, _, hours = text.partition(" ")
    start, end = (
        DAYS.index(day) * DAY + int(time[:2]) * 60 + int(time[3:]) for time in hours.split("-")
    )
    return {"start_time": start, "end_time": end}
