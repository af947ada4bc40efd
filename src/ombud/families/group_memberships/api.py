"""Operations on group memberships, in the order of the reference."""

from ombud.families.group_memberships import jobs, permitted, queries, service
from ombud.families.group_memberships.shapes import (
    GroupMembership,
    GroupMembershipChange,
    show,
)
from ombud.families.groups import queries as group_queries
from ombud.families.groups.sideload import groups_of
from ombud.families.job_statuses.batches import IdsQuery, ids_of, start_on_ids, start_on_items
from ombud.families.users import queries as user_queries
from ombud.families.users.sideload import users_of
from ombud.wire.answers import Created, JobStarted, Many, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

JOBS = jobs.JOBS


@get(
    "/group_memberships",
    "/users/{user_id}/group_memberships",
    "/groups/{group_id}/memberships",
    name="ListGroupMemberships",
    role="agents",
    page="both",
    include=(users_of("user_id"), groups_of("group_id")),
)
def list_group_memberships(
    ctx: Context, user_id: int | None = None, group_id: int | None = None
) -> Page[GroupMembership]:
    """All memberships, or those of one agent or group."""
    statement = queries.visible(ctx)
    if user_id is not None:
        statement = queries.of_user(statement, user_queries.find(ctx, user_id).id)
    if group_id is not None:
        statement = queries.of_group(statement, group_queries.find(ctx, group_id).id)
    return Page(GroupMembership, statement, queries.ORDERS, show)


@get(
    "/group_memberships/assignable",
    "/groups/{group_id}/memberships/assignable",
    name="ListAssignableGroupMemberships",
    role="agents",
    page="both",
)
def list_assignable_group_memberships(
    ctx: Context, group_id: int | None = None
) -> Page[GroupMembership]:
    """Memberships of agents who can be assigned a ticket, everywhere or in one group."""
    statement = queries.assignable(ctx)
    if group_id is not None:
        statement = queries.of_group(statement, group_queries.find(ctx, group_id).id)
    return Page(GroupMembership, statement, queries.ORDERS, show)


@get(
    "/group_memberships/{group_membership_id}",
    "/users/{user_id}/group_memberships/{group_membership_id}",
    name="ShowGroupMembershipById",
    role="agents",
)
def show_group_membership(
    ctx: Context, group_membership_id: int, user_id: int | None = None
) -> One[GroupMembership]:
    """One membership."""
    return One(show(ctx, [queries.find(ctx, group_membership_id, user_id)])[0])


@post(
    "/group_memberships",
    "/users/{user_id}/group_memberships",
    name="CreateGroupMembership",
    role="admins",
    permission="manage_group_memberships",
)
def create_group_membership(
    ctx: Context, group_membership: GroupMembershipChange, user_id: int | None = None
) -> Created[GroupMembership]:
    """Put an agent into a group."""
    membership_id = permitted.create(ctx, group_membership, user_id)
    created = show(ctx, [queries.find(ctx, membership_id)])[0]
    return Created(created, created.url)


@delete(
    "/group_memberships/{group_membership_id}",
    "/users/{user_id}/group_memberships/{group_membership_id}",
    name="DeleteGroupMembership",
    role="admins",
    permission="manage_group_memberships",
)
def delete_group_membership(
    ctx: Context, group_membership_id: int, user_id: int | None = None
) -> Nothing:
    """Take an agent out of a group; tickets are unassigned in the background."""
    service.leave(ctx, queries.find(ctx, group_membership_id, user_id))
    return Nothing()


@post(
    "/group_memberships/create_many",
    name="GroupMembershipBulkCreate",
    role="admins",
    permission="manage_group_memberships",
)
def create_many_group_memberships(
    ctx: Context, group_memberships: list[GroupMembershipChange]
) -> JobStarted:
    """Put agents into groups, in the background."""
    return start_on_items(
        ctx,
        "group_memberships.create_many",
        "Bulk Create Group Membership",
        "group_memberships",
        group_memberships,
    )


@delete(
    "/group_memberships/destroy_many",
    name="GroupMembershipBulkDelete",
    role="admins",
    permission="manage_group_memberships",
)
def destroy_many_group_memberships(ctx: Context, query: IdsQuery) -> JobStarted:
    """Take agents out of groups, in the background."""
    return start_on_ids(
        ctx, "group_memberships.destroy_many", "Bulk Delete Group Membership", ids_of(query)
    )


@put(
    "/users/{user_id}/group_memberships/{group_membership_id}/make_default",
    name="GroupMembershipSetDefault",
    role="agents",
)
def make_default_group_membership(
    ctx: Context, user_id: int, group_membership_id: int
) -> Many[GroupMembership]:
    """Make one membership the agent's default; answers with all of them."""
    service.make_default(ctx, permitted.find_own(ctx, group_membership_id, user_id))
    statement = queries.of_user(queries.visible(ctx), user_id).order_by(*queries.ORDERS.default)
    return Many(GroupMembership, show(ctx, ctx.db.rows(statement)), paged=True)
