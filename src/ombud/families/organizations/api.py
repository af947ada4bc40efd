"""Operations on organizations, in the order of the reference; calls on many of them, tags and
merges stand beside.
"""

from ombud.families.organizations import queries, service
from ombud.families.organizations.abilities import ABILITIES
from ombud.families.organizations.shapes import (
    AutocompleteQuery,
    Organization,
    OrganizationChange,
    OrganizationItem,
    SearchQuery,
    show,
)
from ombud.families.users import queries as user_queries
from ombud.wire.answers import Count, Created, Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest
from ombud.wire.operation import delete, get, post, put
from ombud.wire.paging import total_of

SHORTEST_FRAGMENT = 2


@get(
    "/organizations",
    "/users/{user_id}/organizations",
    name="ListOrganizations",
    role="agents",
    page="both",
    include=(ABILITIES,),
)
def list_organizations(ctx: Context, user_id: int | None = None) -> Page[Organization]:
    """All organizations, or those of one user."""
    statement = queries.visible(ctx)
    if user_id is not None:
        statement = queries.of_user(ctx, user_queries.find(ctx, user_id).id)
    return Page(Organization, statement, queries.ORDERS, show)


@get(
    "/organizations/count",
    "/users/{user_id}/organizations/count",
    name="CountOrganizations",
    role="agents",
)
def count_organizations(ctx: Context, user_id: int | None = None) -> Count:
    """How many organizations there are, or how many one user belongs to."""
    if user_id is None:
        return Count(total_of(ctx, queries.visible(ctx)))
    return Count(total_of(ctx, queries.of_user(ctx, user_queries.find(ctx, user_id).id)))


@get(
    "/organizations/{organization_id}",
    name="ShowOrganization",
    role="agents",
    include=(ABILITIES,),
)
def show_organization(ctx: Context, organization_id: int) -> One[Organization]:
    """One organization."""
    return One(_shown(ctx, organization_id))


@get("/organizations/{organization_id}/related", name="OrganizationRelated", role="agents")
def related_organization(ctx: Context, organization_id: int) -> Raw:
    """How much refers to an organization."""
    queries.find(ctx, organization_id)
    tickets_count, users_count = queries.related_counts(ctx, organization_id)
    related = {"tickets_count": tickets_count, "users_count": users_count}
    return Raw({"organization_related": related})


@post(
    "/organizations",
    name="CreateOrganization",
    role="admins",
    permission="manage_organizations",
)
def create_organization(ctx: Context, organization: OrganizationChange) -> Created[Organization]:
    """Create an organization."""
    created = _shown(ctx, service.create(ctx, organization))
    return Created(created, created.url)


@put(
    "/organizations/{organization_id}",
    name="UpdateOrganization",
    role="agents",
    limit="organization-update",
)
def update_organization(
    ctx: Context, organization_id: int, organization: OrganizationChange
) -> One[Organization]:
    """Change an organization."""
    service.update_organization(ctx, organization_id, organization)
    return One(_shown(ctx, organization_id))


@delete(
    "/organizations/{organization_id}",
    name="DeleteOrganization",
    role="admins",
    permission="manage_organizations",
)
def delete_organization(ctx: Context, organization_id: int) -> Nothing:
    """Delete an organization; its users and tickets stay without it."""
    service.delete_organization(ctx, organization_id)
    return Nothing()


@post("/organizations/create_or_update", name="CreateOrUpdateOrganization", role="agents")
def create_or_update_organization(
    ctx: Context, organization: OrganizationItem
) -> Created[Organization]:
    """Update the organization of this id or external id, or create it."""
    organization_id, is_new = service.create_or_update(ctx, organization)
    shown = _shown(ctx, organization_id)
    return Created(shown, shown.url, created=is_new)


@get(
    "/organizations/search",
    name="SearchOrganizations",
    role="admins",
    permission="add_or_modify_organizations",
    page="offset",
)
def search_organizations(ctx: Context, query: SearchQuery) -> Page[Organization]:
    """The organization of exactly this external id or name, in any case."""
    if (query.external_id is None) == (query.name is None):
        raise BadRequest("name", "or external_id is needed, and only one of them")
    if query.external_id is not None:
        statement = queries.with_external_ids(ctx, [query.external_id])
    else:
        statement = queries.named(ctx, query.name or "")
    return Page(Organization, statement, queries.ORDERS, show)


@get(
    "/organizations/autocomplete",
    name="AutocompleteOrganizations",
    role="agents",
    page="offset",
)
def autocomplete_organizations(ctx: Context, query: AutocompleteQuery) -> Page[Organization]:
    """Organizations whose name begins with the given letters."""
    if query.name is None:
        raise BadRequest.missing("name")
    if len(query.name) < SHORTEST_FRAGMENT:
        raise BadRequest("name", f"must be at least {SHORTEST_FRAGMENT} characters long")
    statement = queries.beginning_with(ctx, query.name)
    return Page(Organization, statement, queries.ORDERS_BY_NAME, show)


def _shown(ctx: Context, organization_id: int) -> Organization:
    return show(ctx, [queries.find(ctx, organization_id)])[0]
