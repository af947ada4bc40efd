"""Operations on automations, in the order of the reference."""

from collections.abc import Sequence

from ombud import tables
from ombud.families.automations import queries, running, service
from ombud.families.automations.shapes import (
    Automation,
    AutomationQuery,
    AutomationSearch,
    show,
)
from ombud.families.job_statuses.batches import IdsQuery, check_batch, ids_of
from ombud.families.rule_shapes import ConditionsChange, RuleItem
from ombud.families.rule_usages.ordering import orders_of, titled
from ombud.families.rule_usages.rights import PERMISSION, require_rights
from ombud.families.rule_usages.sideloads import beside_rules
from ombud.wire.answers import Created, Many, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest
from ombud.wire.operation import delete, get, post, put

CHORES = running.CHORES
AUTOMATION = "/automations/{automation_id}"


def _permissions(ctx: Context, automations: Sequence[Automation]) -> None:
    """Those that came with the account can be switched off, not deleted."""
    may = ctx.actor.may(PERMISSION)
    for automation in automations:
        may_delete = may and not automation.default
        automation.permissions = {"can_edit": may, "can_delete": may_delete}


BESIDE_AUTOMATIONS = beside_rules(_permissions)


def _page(ctx: Context, query: AutomationQuery) -> Page[Automation]:
    orders = orders_of(ctx, tables.automations, "position")
    return Page(Automation, queries.matching(ctx, query), orders, show)


@get("/automations", name="ListAutomations", role="agents", page="both", include=BESIDE_AUTOMATIONS)
def list_automations(ctx: Context, query: AutomationQuery) -> Page[Automation]:
    """All automations in the order in which they run."""
    return _page(ctx, query)


@get(
    "/automations/active",
    name="ListActiveAutomations",
    role="agents",
    page="offset",
    include=BESIDE_AUTOMATIONS,
)
def list_active_automations(ctx: Context) -> Page[Automation]:
    """Those that run."""
    return _page(ctx, AutomationQuery(active=True))


@get(
    "/automations/search",
    name="SearchAutomations",
    role="agents",
    page="offset",
    include=BESIDE_AUTOMATIONS,
)
def search_automations(ctx: Context, query: AutomationSearch) -> Page[Automation]:
    """Those whose title holds some words."""
    if query.query is None:
        raise BadRequest.missing("query")
    page = _page(ctx, query)
    page.statement = titled(page.statement, tables.automations, query.query)
    return page


@get(AUTOMATION, name="ShowAutomation", role="agents")
def show_automation(ctx: Context, automation_id: int) -> One[Automation]:
    """One automation."""
    return One(show(ctx, [queries.find(ctx, automation_id)])[0])


@post("/automations", name="CreateAutomation", role="agents")
def create_automation(ctx: Context, automation: ConditionsChange) -> Created[Automation]:
    """Create an automation."""
    made = show(ctx, [queries.find(ctx, service.create(ctx, automation))])[0]
    return Created(made, made.url)


@put(AUTOMATION, name="UpdateAutomation", role="agents")
def update_automation(
    ctx: Context, automation_id: int, automation: ConditionsChange
) -> One[Automation]:
    """Change an automation. Conditions and actions are replaced together."""
    service.update_automation(ctx, automation_id, automation)
    return show_automation(ctx, automation_id)


@put(
    "/automations/update_many",
    name="UpdateManyAutomations",
    role="agents",
)
def update_many_automations(ctx: Context, automations: list[RuleItem]) -> Many[Automation]:
    """Move automations, or switch them on and off."""
    check_batch(automations, "automations")
    ids = service.update_many(ctx, automations)
    return Many(Automation, show(ctx, queries.by_ids(ctx, ids)), paged=True)


@delete(AUTOMATION, name="DeleteAutomation", role="agents")
def delete_automation(ctx: Context, automation_id: int) -> Nothing:
    """Delete an automation that did not come with the account."""
    service.delete_many(ctx, [automation_id])
    return Nothing()


@delete(
    "/automations/destroy_many",
    name="BulkDeleteAutomations",
    role="agents",
)
def destroy_many_automations(ctx: Context, query: IdsQuery) -> Nothing:
    """Delete several of them, or none when one is not there."""
    require_rights(ctx)
    service.delete_many(ctx, ids_of(query))
    return Nothing()
