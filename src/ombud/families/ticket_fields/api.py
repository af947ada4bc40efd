"""Operations on ticket fields and their options, in the order of the reference."""

from ombud.families.ticket_fields import options, queries, removal, service
from ombud.families.ticket_fields.shapes import (
    CustomFieldOption,
    OptionChange,
    TicketField,
    TicketFieldChange,
    TicketFieldQuery,
)
from ombud.families.ticket_fields.showing import show_options, shower
from ombud.families.users.sideload import users_of
from ombud.wire.answers import Count, Created, Many, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put
from ombud.wire.paging import total_of

JOBS = removal.JOBS
USERS = users_of("creator_user_id")


@get("/ticket_fields", name="ListTicketFields", role="agents", page="cursor", include=(USERS,))
def list_ticket_fields(
    ctx: Context, query: TicketFieldQuery
) -> Page[TicketField] | Many[TicketField]:
    """All fields at once by position, or page by page by id when the caller names a page."""
    show = shower(creator=query.creator or "users" in ctx.included, locale=query.locale)
    statement = queries.visible(ctx)
    if any(name.startswith("page[") for name, _ in ctx.request.query):
        return Page(TicketField, statement, queries.ORDERS, show)
    rows = ctx.db.rows(statement.order_by(*queries.BY_POSITION))
    return Many(TicketField, show(ctx, rows), paged=True)


@get("/ticket_fields/count", name="CountTicketFields", role="agents")
def count_ticket_fields(ctx: Context) -> Count:
    """How many ticket fields there are."""
    return Count(total_of(ctx, queries.visible(ctx)))


@get(
    "/ticket_fields/{ticket_field_id}",
    name="ShowTicketfield",
    role="agents",
    include=(USERS,),
)
def show_ticket_field(
    ctx: Context, ticket_field_id: int, query: TicketFieldQuery
) -> One[TicketField]:
    """One ticket field."""
    show = shower(creator=query.creator or "users" in ctx.included, locale=query.locale)
    return One(show(ctx, [queries.find(ctx, ticket_field_id)])[0])


@post("/ticket_fields", name="CreateTicketField", role="admins")
def create_ticket_field(ctx: Context, ticket_field: TicketFieldChange) -> Created[TicketField]:
    """Create a custom field."""
    field_id = service.create(ctx, ticket_field)
    created = shower(creator=False)(ctx, [queries.find(ctx, field_id)])[0]
    return Created(created, created.url)


@put("/ticket_fields/reorder", name="ReorderTicketFields", role="admins")
def update_ticket_field_order(ctx: Context, ticket_field_ids: list[int]) -> Nothing:
    """Put fields into this order."""
    service.reorder(ctx, ticket_field_ids)
    return Nothing(200)


@put("/ticket_fields/{ticket_field_id}", name="UpdateTicketField", role="admins")
def update_ticket_field(
    ctx: Context, ticket_field_id: int, ticket_field: TicketFieldChange, query: TicketFieldQuery
) -> One[TicketField]:
    """Change a field; options that are not sent again are removed."""
    service.update_field(ctx, ticket_field_id, ticket_field)
    return show_ticket_field(ctx, ticket_field_id, query)


@delete("/ticket_fields/{ticket_field_id}", name="DeleteTicketField", role="admins")
def delete_ticket_field(ctx: Context, ticket_field_id: int, query: TicketFieldQuery) -> Nothing:
    """Delete a custom field and, soon after, its values on tickets."""
    # Documented, but there is no field left to add the creator to.
    del query
    service.delete_field(ctx, ticket_field_id)
    return Nothing()


@get(
    "/ticket_fields/{ticket_field_id}/options",
    name="ListTicketFieldOptions",
    role="agents",
    page="both",
)
def list_ticket_field_options(ctx: Context, ticket_field_id: int) -> Page[CustomFieldOption]:
    """The options of a dropdown or multiselect."""
    statement = queries.options_of(ctx, ticket_field_id)
    return Page(CustomFieldOption, statement, queries.OPTION_ORDERS, show_options)


@get(
    "/ticket_fields/{ticket_field_id}/options/{ticket_field_option_id}",
    name="ShowTicketFieldOption",
    role="agents",
)
def show_ticket_field_option(
    ctx: Context, ticket_field_id: int, ticket_field_option_id: int
) -> One[CustomFieldOption]:
    """One option."""
    row = queries.find_option(ctx, ticket_field_id, ticket_field_option_id)
    return One(show_options(ctx, [row])[0])


@post(
    "/ticket_fields/{ticket_field_id}/options",
    name="CreateOrUpdateTicketFieldOption",
    role="admins",
    limit="field-options",
)
def create_or_update_ticket_field_option(
    ctx: Context, ticket_field_id: int, custom_field_option: OptionChange
) -> Created[CustomFieldOption]:
    """Add an option, or change the one whose id is given."""
    option_id, is_new = options.save_option(ctx, ticket_field_id, custom_field_option)
    row = queries.find_option(ctx, ticket_field_id, option_id)
    location = ctx.links.api(f"/ticket_fields/{ticket_field_id}/options")
    return Created(show_options(ctx, [row])[0], location, created=is_new)


@delete(
    "/ticket_fields/{ticket_field_id}/options/{ticket_field_option_id}",
    name="DeleteTicketFieldOption",
    role="admins",
)
def delete_ticket_field_option(
    ctx: Context, ticket_field_id: int, ticket_field_option_id: int
) -> Nothing:
    """Remove an option and, soon after, its value and tag on tickets."""
    options.delete_option(ctx, ticket_field_id, ticket_field_option_id)
    return Nothing()
