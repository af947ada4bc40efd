"""The filter of a policy: the conditions that a ticket must meet to have it."""

from typing import Any

from ombud.families.conditions.known import Choices
from ombud.families.conditions.refusing import refusals
from ombud.families.conditions.table import load_table
from ombud.families.conditions.written import conditions_in
from ombud.rules.conditions import Conditions
from ombud.rules.definitions import filter_definitions
from ombud.rules.errors import brief
from ombud.rules.fields import Place
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["definitions", "filter_in"]


def filter_in(ctx: Context, title: str, given: object, place: Place) -> str:
    """The filter of a policy as it is stored; raises Invalid, and BadRequest for what is none."""
    with refusals(title):
        if given is UNSET or given is None:
            raise Invalid.blank("filter")
        found = Conditions.of_object(given)
        if place == "group_sla" and found.any:
            description = "Filter: any is not valid, all conditions must hold"
            value = brief(found.any[0].value)
            raise Invalid.one("filter", description, position="any[0]", value=value)
        return conditions_in(ctx, found, place).stored()


def definitions(ctx: Context, place: Place) -> dict[str, Any]:
    """What filters may ask for."""
    return filter_definitions(ctx.db.cached(load_table), place, Choices(ctx))
