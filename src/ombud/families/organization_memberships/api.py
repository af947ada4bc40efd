"""Operations on organization memberships, in the order of the reference."""

from ombud.families.job_statuses.batches import IdsQuery, ids_of, start_on_ids, start_on_items
from ombud.families.organization_memberships import jobs, permitted, queries, service
from ombud.families.organization_memberships.shapes import (
    OrganizationMembership,
    OrganizationMembershipChange,
    show,
)
from ombud.families.organizations import queries as organization_queries
from ombud.families.organizations.sideload import organizations_of
from ombud.families.users import queries as user_queries
from ombud.families.users.sideload import users_of
from ombud.wire.answers import Created, JobStarted, Many, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

JOBS = jobs.JOBS


@get(
    "/organization_memberships",
    "/users/{user_id}/organization_memberships",
    "/organizations/{organization_id}/organization_memberships",
    name="ListOrganizationMemberships",
    role="end_users",
    page="both",
    include=(users_of("user_id"), organizations_of("organization_id")),
)
def list_organization_memberships(
    ctx: Context, user_id: int | None = None, organization_id: int | None = None
) -> Page[OrganizationMembership]:
    """All memberships, or those of one user or organization."""
    if user_id is not None:
        user_queries.find(ctx, user_id)
        statement = queries.of_user(ctx, user_id)
        return Page(OrganizationMembership, statement, queries.ORDERS_OF_USER, show)
    if organization_id is not None:
        organization_queries.find(ctx, organization_id)
        statement = queries.in_organization(ctx, organization_id)
        return Page(OrganizationMembership, statement, queries.ORDERS, show)
    return Page(OrganizationMembership, queries.visible(ctx), queries.ORDERS, show)


@post(
    "/organization_memberships",
    "/users/{user_id}/organization_memberships",
    name="CreateOrganizationMembership",
    role="agents",
)
def create_organization_membership(
    ctx: Context, organization_membership: OrganizationMembershipChange, user_id: int | None = None
) -> Created[OrganizationMembership]:
    """Make a user a member of an organization."""
    membership_id = permitted.create(ctx, organization_membership, user_id)
    created = show(ctx, [queries.find(ctx, membership_id)])[0]
    return Created(created, created.url)


@get(
    "/organization_memberships/{organization_membership_id}",
    "/users/{user_id}/organization_memberships/{organization_membership_id}",
    name="ShowOrganizationMembershipById",
    role="agents",
)
def show_organization_membership(
    ctx: Context, organization_membership_id: int, user_id: int | None = None
) -> One[OrganizationMembership]:
    """One membership."""
    return One(show(ctx, [queries.find(ctx, organization_membership_id, user_id)])[0])


@delete(
    "/organization_memberships/{organization_membership_id}",
    "/users/{user_id}/organization_memberships/{organization_membership_id}",
    name="DeleteOrganizationMembership",
    role="agents",
)
def delete_organization_membership(
    ctx: Context, organization_membership_id: int, user_id: int | None = None
) -> Nothing:
    """End a membership."""
    service.leave(ctx, permitted.find(ctx, organization_membership_id, user_id))
    return Nothing()


@post(
    "/organization_memberships/create_many",
    name="CreateManyOrganizationMemberships",
    role="agents",
)
def create_many_organization_memberships(
    ctx: Context, organization_memberships: list[OrganizationMembershipChange]
) -> JobStarted:
    """Make users members of organizations, in the background."""
    return start_on_items(
        ctx,
        "organization_memberships.create_many",
        "Bulk Create Organization Membership",
        "organization_memberships",
        organization_memberships,
    )


@delete(
    "/organization_memberships/destroy_many",
    name="DeleteManyOrganizationMemberships",
    role="agents",
)
def destroy_many_organization_memberships(ctx: Context, query: IdsQuery) -> JobStarted:
    """End memberships, in the background."""
    return start_on_ids(
        ctx,
        "organization_memberships.destroy_many",
        "Bulk Delete Organization Membership",
        ids_of(query),
    )


@put(
    "/users/{user_id}/organization_memberships/{organization_membership_id}/make_default",
    name="SetOrganizationMembershipAsDefault",
    role="agents",
)
def make_default_organization_membership(
    ctx: Context, user_id: int, organization_membership_id: int
) -> Many[OrganizationMembership]:
    """Make one membership the user's default; answers with all of them."""
    service.make_default(ctx, permitted.find(ctx, organization_membership_id, user_id))
    statement = queries.of_user(ctx, user_id).order_by(*queries.ORDERS_OF_USER.default)
    return Many(OrganizationMembership, show(ctx, ctx.db.rows(statement)), paged=True)


@put(
    "/users/{user_id}/organizations/{organization_id}/make_default",
    name="SetOrganizationAsDefault",
    role="agents",
)
def make_default_organization(
    ctx: Context, user_id: int, organization_id: int
) -> One[OrganizationMembership]:
    """Make an organization that the user belongs to the default."""
    membership = permitted.find_in(ctx, user_id, organization_id)
    service.make_default(ctx, membership)
    return One(show(ctx, [queries.find(ctx, membership.id)])[0])


@delete(
    "/users/{user_id}/organizations/{organization_id}",
    name="UnassignOrganization",
    role="agents",
)
def delete_organization_of_user(ctx: Context, user_id: int, organization_id: int) -> Nothing:
    """Take a user out of an organization."""
    service.leave(ctx, permitted.find_in(ctx, user_id, organization_id))
    return Nothing()
