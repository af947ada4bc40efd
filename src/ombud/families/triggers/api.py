"""Operations on triggers, in the order of the reference."""

from ombud.families.conditions.known import Choices
from ombud.families.conditions.table import load_actions, load_table
from ombud.families.job_statuses.batches import IdsQuery, ids_of
from ombud.families.rule_usages import forgetting
from ombud.families.rule_usages.rights import require_rights
from ombud.families.rule_usages.sideloads import BESIDE_RULES
from ombud.families.triggers import ordering, queries, revisions, service
from ombud.families.triggers.revisions import Revision, RevisionsQuery
from ombud.families.triggers.shapes import (
    Trigger,
    TriggerChange,
    TriggerItem,
    TriggerQuery,
    TriggerSearch,
    show,
)
from ombud.families.users.sideload import users_of
from ombud.rules.definitions import rule_definitions
from ombud.wire.answers import Created, Many, Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

CHORES = forgetting.CHORES
TRIGGER = "/triggers/{trigger_id}"
AUTHORS = users_of("author_id")


@get("/triggers", name="ListTriggers", role="agents", page="both", include=BESIDE_RULES)
def list_triggers(ctx: Context, query: TriggerQuery) -> Page[Trigger]:
    """All triggers in the order in which they run."""
    return Page(Trigger, queries.matching(ctx, query), queries.orders(ctx), show)


@get(
    "/triggers/active", name="ListActiveTriggers", role="agents", page="both", include=BESIDE_RULES
)
def list_active_triggers(ctx: Context, query: TriggerQuery) -> Page[Trigger]:
    """Those that run."""
    query.active = True
    return list_triggers(ctx, query)


@get("/triggers/search", name="SearchTriggers", role="agents", page="offset", include=BESIDE_RULES)
def search_triggers(ctx: Context, query: TriggerSearch) -> Page[Trigger]:
    """Those whose title holds some words."""
    if query.sort:
        order = "desc" if query.sort.startswith("-") else "asc"
        ctx.request.query += [("sort_by", query.sort.lstrip("-")), ("sort_order", order)]
    return Page(Trigger, queries.found(ctx, query), queries.orders(ctx), show)


@get(TRIGGER, name="GetTrigger", role="agents")
def show_trigger(ctx: Context, trigger_id: int) -> One[Trigger]:
    """One trigger."""
    return One(show(ctx, [queries.find(ctx, trigger_id)])[0])


@get("/triggers/definitions", name="ListTriggerActionConditionDefinitions", role="agents")
def list_definitions(ctx: Context) -> Raw:
    """What triggers can ask for and do."""
    table, actions = ctx.db.cached(load_table), ctx.db.cached(load_actions)
    return Raw({"definitions": rule_definitions(table, actions, "trigger", Choices(ctx))})


@get(
    f"{TRIGGER}/revisions",
    name="ListTriggerRevisions",
    role="agents",
    page="cursor",
    include=(AUTHORS,),
)
def list_revisions(
    ctx: Context, trigger_id: int, query: RevisionsQuery
) -> Page[Revision] | Many[Revision]:
    """The history of a trigger, the newest first, with what each revision changed."""
    if any(name.startswith("page[") for name, _ in ctx.request.query):
        statement = revisions.history(ctx, trigger_id)
        return Page(Revision, statement, revisions.ORDERS, revisions.show_changes)
    return revisions.follow(ctx, trigger_id, query)


@get(
    f"{TRIGGER}/revisions/{{trigger_revision_id}}",
    name="TriggerRevision",
    role="agents",
    include=(AUTHORS,),
)
def show_revision(ctx: Context, trigger_id: int, trigger_revision_id: int) -> One[Revision]:
    """What a trigger was after one of its changes."""
    return One(revisions.show(ctx, revisions.find(ctx, trigger_id, trigger_revision_id)))


@post("/triggers", name="CreateTrigger", role="agents")
def create_trigger(ctx: Context, trigger: TriggerChange) -> Created[Trigger]:
    """Create a trigger; it runs last unless a position is given."""
    require_rights(ctx)
    made = show_trigger(ctx, service.create(ctx, trigger)).shape
    return Created(made, made.url)


@put(TRIGGER, name="UpdateTrigger", role="agents")
def update_trigger(ctx: Context, trigger_id: int, trigger: TriggerChange) -> One[Trigger]:
    """Change a trigger. Conditions and actions are replaced together."""
    require_rights(ctx)
    service.update_trigger(ctx, trigger_id, trigger)
    return show_trigger(ctx, trigger_id)


@put("/triggers/update_many", name="UpdateManyTriggers", role="agents")
def update_many_triggers(ctx: Context, triggers: list[TriggerItem]) -> Many[Trigger]:
    """Move triggers, or switch them on and off."""
    require_rights(ctx)
    ids = service.update_many(ctx, triggers)
    return Many(Trigger, show(ctx, queries.by_ids(ctx, ids)), paged=True)


@put("/triggers/reorder", name="ReorderTriggers", role="agents")
def reorder_triggers(ctx: Context, trigger_ids: list[int]) -> One[Trigger]:
    """Put all triggers into an order; answers the first of them."""
    require_rights(ctx)
    ordering.reorder(ctx, trigger_ids)
    return show_trigger(ctx, trigger_ids[0])


@delete(TRIGGER, name="DeleteTrigger", role="agents")
def delete_trigger(ctx: Context, trigger_id: int) -> Nothing:
    """Delete a trigger."""
    require_rights(ctx)
    service.delete_many(ctx, [trigger_id])
    return Nothing()


@delete("/triggers/destroy_many", name="DeleteManyTriggers", role="agents")
def destroy_many_triggers(ctx: Context, query: IdsQuery) -> Nothing:
    """Delete several triggers, or none when one is not there."""
    require_rights(ctx)
    service.delete_many(ctx, ids_of(query))
    return Nothing()
