"""Operations on groups, in the order of the reference."""

from ombud.families.groups import queries, releasing, service
from ombud.families.groups.members import MEMBERS
from ombud.families.groups.shapes import Group, GroupChange, GroupQuery, show
from ombud.families.users import queries as user_queries
from ombud.wire.answers import Count, Created, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put
from ombud.wire.paging import total_of

JOBS = releasing.JOBS


@get(
    "/groups",
    "/users/{user_id}/groups",
    name="ListGroups",
    role="agents",
    page="both",
    include=(MEMBERS,),
)
def list_groups(ctx: Context, query: GroupQuery, user_id: int | None = None) -> Page[Group]:
    """All groups, or those of one user."""
    statement = queries.matching(ctx, query)
    if user_id is not None:
        statement = queries.of_user(statement, user_queries.find(ctx, user_id).id)
    return Page(Group, statement, queries.ORDERS, show)


@get(
    "/groups/assignable",
    name="ListAssignableGroups",
    role="agents",
    page="both",
    include=(MEMBERS,),
)
def list_assignable_groups(ctx: Context) -> Page[Group]:
    """Groups that a ticket can be assigned to."""
    return Page(Group, queries.assignable(ctx), queries.ORDERS, show)


@get("/groups/count", "/users/{user_id}/groups/count", name="CountGroups", role="agents")
def count_groups(ctx: Context, user_id: int | None = None) -> Count:
    """How many groups there are, or how many one user is in."""
    statement = queries.visible(ctx)
    if user_id is not None:
        statement = queries.of_user(statement, user_queries.find(ctx, user_id).id)
    return Count(total_of(ctx, statement))


@get("/groups/{group_id}", name="ShowGroupById", role="agents")
def show_group(ctx: Context, group_id: int) -> One[Group]:
    """One group."""
    return One(show(ctx, [queries.find(ctx, group_id)])[0])


@post("/groups", name="CreateGroup", role="admins", permission="manage_groups")
def create_group(ctx: Context, group: GroupChange) -> Created[Group]:
    """Create a group."""
    created = show(ctx, [queries.find(ctx, service.create(ctx, group))])[0]
    return Created(created, created.url)


@put("/groups/{group_id}", name="UpdateGroup", role="admins")
def update_group(ctx: Context, group_id: int, group: GroupChange) -> One[Group]:
    """Change a group."""
    service.update_group(ctx, group_id, group)
    return show_group(ctx, group_id)


@delete("/groups/{group_id}", name="DeleteGroup", role="admins", permission="manage_groups")
def delete_group(ctx: Context, group_id: int) -> Nothing:
    """Delete a group; its tickets keep existing without one."""
    service.delete_group(ctx, group_id)
    return Nothing()
