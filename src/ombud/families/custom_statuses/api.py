"""Operations on custom ticket statuses, in the order of the reference."""

from ombud.families.custom_statuses import queries, service
from ombud.families.custom_statuses.shapes import (
    CustomStatus,
    CustomStatusChange,
    CustomStatusQuery,
    DefaultsChange,
    show,
)
from ombud.wire.answers import Created, Many, One, Raw
from ombud.wire.context import Context
from ombud.wire.operation import get, post, put


@get("/custom_statuses", name="ListCustomStatuses", role="end_users")
def list_custom_statuses(ctx: Context, query: CustomStatusQuery) -> Many[CustomStatus]:
    """All custom statuses, or those of some categories."""
    return Many(CustomStatus, show(ctx, queries.matching(ctx, query)), paged=True)


@get("/custom_statuses/{custom_status_id}", name="ShowCustomStatus", role="end_users")
def show_custom_status(ctx: Context, custom_status_id: int) -> One[CustomStatus]:
    """One custom status."""
    return One(show(ctx, [queries.find(ctx, custom_status_id)])[0])


@post("/custom_statuses", name="CreateCustomStatus", role="admins")
def create_custom_status(ctx: Context, custom_status: CustomStatusChange) -> Created[CustomStatus]:
    """Create a custom status."""
    created = show(ctx, [queries.find(ctx, service.create(ctx, custom_status))])[0]
    return Created(created, created.url)


@put("/custom_statuses/{custom_status_id}", name="UpdateCustomStatus", role="admins")
def update_custom_status(
    ctx: Context, custom_status_id: int, custom_status: CustomStatusChange
) -> One[CustomStatus]:
    """Change a custom status; there is no way to delete one."""
    service.update_status(ctx, custom_status_id, custom_status)
    return show_custom_status(ctx, custom_status_id)


@put(
    "/custom_status/default",
    "/custom_statuses/default",
    name="BulkUpdateDefaultCustomStatus",
    role="admins",
)
def update_default_custom_statuses(ctx: Context, body: DefaultsChange) -> Raw:
    """Set the default status of one or more categories."""
    service.set_defaults(ctx, body)
    return Raw({})
