"""Operations on macros, in the order of the reference."""

from msgspec import Struct

from ombud import tables
from ombud.families.conditions.known import Choices
from ombud.families.conditions.table import load_actions, load_table
from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.job_statuses.batches import IdsQuery, check_batch, ids_of
from ombud.families.macros import applying, files, queries, replicas, service
from ombud.families.macros.rights import check_may_change
from ombud.families.macros.shapes import (
    Macro,
    MacroAttachment,
    MacroChange,
    MacroQuery,
    MacroSearch,
    ReplicaQuery,
)
from ombud.families.macros.showing import BESIDE_MACROS, category_of, show, show_attachments
from ombud.families.rule_shapes import RuleItem
from ombud.families.rule_usages.ordering import orders_of, titled
from ombud.rules import definitions
from ombud.wire.answers import Created, Many, Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest
from ombud.wire.forms import FormFile
from ombud.wire.operation import delete, get, post, put

MACRO = "/macros/{macro_id}"
ATTACHMENTS = f"{MACRO}/attachments"


class ActiveMacroQuery(Struct):
    """Which active macros a list shows; see MacroQuery."""

    access: str | None = None
    category: str | None = None
    group_id: int | None = None


def _page(ctx: Context, query: MacroQuery) -> Page[Macro]:
    orders = orders_of(ctx, tables.macros, "alphabetical")
    return Page(Macro, queries.listed(ctx, query), orders, show)


@get("/macros", name="ListMacros", role="agents", page="both", include=BESIDE_MACROS)
def list_macros(ctx: Context, query: MacroQuery) -> Page[Macro]:
    """Shared macros and the caller's own, by title."""
    return _page(ctx, query)


@get(
    "/macros/active",
    name="ListActiveMacros",
    role="agents",
    page="offset",
    include=BESIDE_MACROS,
)
def list_active_macros(ctx: Context, query: ActiveMacroQuery) -> Page[Macro]:
    """Those of them that can be used."""
    wanted = MacroQuery(query.access, category=query.category, group_id=query.group_id)
    wanted.active = True
    return _page(ctx, wanted)


@get("/macros/search", name="SearchMacro", role="agents", page="offset", include=BESIDE_MACROS)
def search_macros(ctx: Context, query: MacroSearch) -> Page[Macro]:
    """Those whose title holds some words."""
    if query.query is None:
        raise BadRequest.missing("query")
    page = _page(ctx, query)
    page.statement = titled(page.statement, tables.macros, query.query)
    return page


@get("/macros/categories", name="ListMacroCategories", role="agents")
def list_categories(ctx: Context) -> Raw:
    """What stands before `::` in the titles of active macros."""
    titles = Titles(ctx)
    found = {category_of(titles.shown(raw)) for raw in queries.category_titles(ctx)}
    return Raw({"categories": sorted(category for category in found if category)})


@get("/macros/actions", name="ListMacrosActions", role="agents")
def list_actions(ctx: Context) -> Raw:
    """What macros can do, in the older form."""
    table = ctx.db.cached(load_actions)
    return Raw({"actions": definitions.macro_actions(table, Choices(ctx))})


@get("/macros/definitions", name="ListMacroActionDefinitions", role="agents")
def list_definitions(ctx: Context) -> Raw:
    """What macros can do."""
    known = ctx.db.cached(load_table), ctx.db.cached(load_actions)
    return Raw({"definitions": definitions.rule_definitions(*known, "macro", Choices(ctx))})


@get("/macros/new", name="ShowDerivedMacro", role="agents")
def show_replica(ctx: Context, query: ReplicaQuery) -> One[Macro]:
    """A macro to begin with, derived from another or from a ticket; it is not stored."""
    return One(replicas.replica(ctx, query))


@get(MACRO, name="ShowMacro", role="agents", include=BESIDE_MACROS)
def show_macro(ctx: Context, macro_id: int) -> One[Macro]:
    """One macro."""
    return One(show(ctx, [queries.find(ctx, macro_id)])[0])


@post("/macros", name="CreateMacro", role="agents")
def create_macro(ctx: Context, macro: MacroChange) -> One[Macro]:
    """Create a macro: admins for everybody, other agents for themselves.

    # Zendesk: macro-created (docs/quirks.md#macro-created)
    """
    return show_macro(ctx, service.create(ctx, macro))


@put(MACRO, name="UpdateMacro", role="agents")
def update_macro(ctx: Context, macro_id: int, macro: MacroChange) -> One[Macro]:
    """Change a macro; its actions are replaced together."""
    service.update_macro(ctx, macro_id, macro)
    return show_macro(ctx, macro_id)


@put("/macros/update_many", name="UpdateManyMacros", role="agents")
def update_many_macros(ctx: Context, macros: list[RuleItem]) -> Many[Macro]:
    """Move macros, or switch them on and off."""
    check_batch(macros, "macros")
    ids = service.update_many(ctx, macros)
    return Many(Macro, show(ctx, queries.by_ids(ctx, ids)), paged=True)


@delete(MACRO, name="DeleteMacro", role="agents")
def delete_macro(ctx: Context, macro_id: int) -> Nothing:
    """Delete a macro."""
    service.delete_many(ctx, [macro_id])
    return Nothing()


@delete("/macros/destroy_many", name="DeleteManyMacros", role="agents")
def destroy_many_macros(ctx: Context, query: IdsQuery) -> Nothing:
    """Delete several macros, or none when one is not there."""
    service.delete_many(ctx, ids_of(query))
    return Nothing()


@get(f"{MACRO}/apply", name="ShowChangesToTicket", role="agents")
def show_changes(ctx: Context, macro_id: int) -> Raw:
    """What a macro would change of a new ticket."""
    return Raw({"result": {"ticket": applying.changes_of(ctx, macro_id)}})


@get("/tickets/{ticket_id}/macros/{macro_id}/apply", name="ShowTicketAfterChanges", role="agents")
def show_ticket_after(ctx: Context, ticket_id: int, macro_id: int) -> Raw:
    """A ticket as it would be with a macro, and the comment; nothing is stored."""
    return Raw({"result": {"ticket": applying.ticket_after(ctx, ticket_id, macro_id)}})


@get(ATTACHMENTS, name="ListMacroAttachments", role="agents")
def list_attachments(ctx: Context, macro_id: int) -> Many[MacroAttachment]:
    """The files of a macro."""
    rows = queries.attachments_of(ctx, queries.find(ctx, macro_id).id)
    return Many(MacroAttachment, show_attachments(ctx, rows))


@get("/macros/attachments/{attachment_id}", name="ShowMacroAttachment", role="agents")
def show_attachment(ctx: Context, attachment_id: int) -> One[MacroAttachment]:
    """One file of a macro."""
    return One(show_attachments(ctx, [queries.find_attachment(ctx, attachment_id)])[0])


@post(ATTACHMENTS, name="CreateAssociatedMacroAttachment", role="agents", forms=True)
def create_attachment_of_macro(
    ctx: Context, macro_id: int, attachment: FormFile, filename: str | None = None
) -> Created[MacroAttachment]:
    """Add a file to a macro, of at most five."""
    macro = show_macro(ctx, macro_id).shape
    check_may_change(ctx, macro.restriction)
    return _created(ctx, files.add(ctx, attachment, filename, macro.id))


@post("/macros/attachments", name="CreateMacroAttachment", role="agents", forms=True)
def create_attachment(
    ctx: Context, attachment: FormFile, filename: str | None = None
) -> Created[MacroAttachment]:
    """Keep a file for a macro that is still to be made."""
    return _created(ctx, files.add(ctx, attachment, filename, None))


def _created(ctx: Context, attachment_id: int) -> Created[MacroAttachment]:
    shown = show_attachment(ctx, attachment_id).shape
    return Created(shown, shown.url)
