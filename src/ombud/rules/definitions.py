"""What may be asked and done, as the `definitions` endpoints describe it, from the same rows."""

from collections.abc import Sequence
from typing import Any

from ombud.rules.actions import ActionField, ActionPlace, ActionTable
from ombud.rules.fields import Field, Place, Table
from ombud.rules.fields.operators import TERMINAL, TITLES
from ombud.rules.kinds.kind import Listed
from ombud.rules.known import Lists

__all__ = ["actions", "conditions", "filter_definitions", "macro_actions", "rule_definitions"]

Json = dict[str, Any]
NULL = Listed("__NULL__", "-")
CHOSEN = frozenset({"list", "multiselect_list", "list_with_textarea", "email", "target", "webhook"})
# Words that make sense only where somebody looks.
LOOKING = {"current_groups": {"view", "macro"}}
NOBODY_LOOKS = frozenset({"automation", "sla", "group_sla"})


def rule_definitions(
    table: Table, action_table: ActionTable, place: ActionPlace, lists: Lists
) -> Json:
    """The `definitions` of triggers, automations and macros; those have no conditions."""
    found: Json = {"actions": actions(action_table, place, lists)}
    if place != "macro":
        found.update(conditions(table, place, lists))
    return found


def conditions(table: Table, place: Place, lists: Lists) -> Json:
    """`conditions_all` and `conditions_any`, the form of triggers, views and routing."""
    offered = [field for field in table.offered(place) if lists.uses(field.name)]
    shown = [(field, _condition(field, place, lists)) for field in offered]
    return {
        "conditions_all": [each for _, each in shown],
        "conditions_any": [each for field, each in shown if not field.is_time],
    }


def actions(table: ActionTable, place: ActionPlace, lists: Lists) -> list[Json]:
    """The `actions` of a rule's definitions."""
    return [
        {
            "title": lists.shown(field.title),
            "subject": field.name,
            "type": field.kind.type,
            "group": field.group,
            "nullable": field.kind.nullable,
            "repeatable": field.repeatable,
            "values": _values(field, place, lists, NULL),
        }
        for field in table.offered(place)
    ]


def filter_definitions(table: Table, place: Place, lists: Lists) -> Json:
    """`all` and `any`, the form of service level policies."""
    shown = [_filter(field, place, lists) for field in table.offered(place)]
    return {"all": shown, "any": shown} if place != "group_sla" else {"all": shown}


def macro_actions(table: ActionTable, lists: Lists) -> list[Json]:
    """The older form of the actions of macros: null is the empty text, a follower is a `cc`."""
    return [
        {
            "title": lists.shown(field.title),
            "title_for_field": lists.shown(field.title),
            "value": name,
            "field": name,
            "operators": [{"value": "is", "title": TITLES["is"]}],
            "group": field.group,
            "output_key": None,
            "target": None,
            "repeatable": field.repeatable,
            "values": {
                "type": field.kind.type,
                "list": _values(field, "macro", lists, Listed("", "-")),
            },
        }
        for field in table.offered("macro")
        for name in ["cc" if field.name == "follower" else field.name]
    ]


def _condition(field: Field, place: Place, lists: Lists) -> Json:
    return {
        "title": lists.shown(field.title),
        "subject": field.name,
        "type": field.kind.type,
        "group": field.group,
        "nullable": field.kind.nullable,
        "repeatable": False,
        "operators": [
            {"value": operator, "title": TITLES[operator], "terminal": operator in TERMINAL}
            for operator in field.operators_in(place)
        ],
        "values": _values(field, place, lists, NULL),
    }


def _filter(field: Field, place: Place, lists: Lists) -> Json:
    # Policies of groups name ids as numbers.
    listed: list[Json] = [
        {
            "value": int(each["value"]) if place == "group_sla" else each["value"],
            "title": each["title"],
        }
        for each in _values(field, place, lists, None)
    ]
    if field.kind.nullable and field.kind.type in CHOSEN:
        listed.insert(0, {"value": None, "title": "-"})
    return {
        "title": lists.shown(field.title),
        "value": field.name,
        "operators": [
            {"value": operator, "title": TITLES[operator]} for operator in field.operators_in(place)
        ],
        "values": {"type": field.kind.type, "list": listed},
        "group": field.group,
        "title_for_field": lists.shown(field.title),
        "output_key": None,
        "target": None,
    }


def _values(
    field: Field | ActionField, place: str, lists: Lists, null: Listed | None
) -> list[Json]:
    """The values that can be chosen; none for what is written freely."""
    kind = field.kind
    if kind.type not in CHOSEN and not kind.listed:
        return []
    found: list[Listed] = [null] if kind.nullable and null is not None else []
    found += [each for each in _offered(kind.listed, place) if lists.uses(field.name, each.value)]
    if kind.record is not None:
        found += lists.choices(kind.record)
    return [
        {"value": each.value, "title": lists.shown(each.title), "enabled": each.enabled}
        for each in found
    ]


def _offered(listed: Sequence[Listed], place: str) -> list[Listed]:
    return [
        each
        for each in listed
        if place in LOOKING.get(each.value, {place})
        and not (each.value == "current_user" and place in NOBODY_LOOKS)
    ]
