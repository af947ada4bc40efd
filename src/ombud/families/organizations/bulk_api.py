"""Operations on many organizations at once: most of them start a job."""

from ombud.families.job_statuses.batches import (
    SelectionQuery,
    selected,
    start_on_items,
    start_on_named_items,
    start_on_selected,
)
from ombud.families.organizations import jobs, queries, rights
from ombud.families.organizations.shapes import (
    Organization,
    OrganizationChange,
    OrganizationItem,
    show,
)
from ombud.tables import organizations
from ombud.wire.answers import JobStarted, Many
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest
from ombud.wire.operation import delete, get, post, put

JOBS = jobs.JOBS
UPDATE = "Bulk Update Organization"


@get("/organizations/show_many", name="ShowManyOrganizations", role="agents")
def show_many_organizations(ctx: Context, query: SelectionQuery) -> Many[Organization]:
    """Several organizations, named by id or by external id; unknown ones are left out."""
    name, values = selected(query)
    choose = queries.with_ids if name == "ids" else queries.with_external_ids
    rows = ctx.db.rows(choose(ctx, values).order_by(organizations.c.id))
    return Many(Organization, show(ctx, rows), paged=True)


@post("/organizations/create_many", name="CreateManyOrganizations", role="agents")
def create_many_organizations(ctx: Context, organizations: list[OrganizationChange]) -> JobStarted:
    """Create organizations in the background."""
    rights.check_may_manage(ctx)
    kind = "organizations.create_many"
    return start_on_items(ctx, kind, "Bulk Create Organization", "organizations", organizations)


@put("/organizations/update_many", name="UpdateManyOrganizations", role="agents")
def update_many_organizations(
    ctx: Context,
    query: SelectionQuery,
    organization: OrganizationChange | None = None,
    organizations: list[OrganizationItem] | None = None,
) -> JobStarted:
    """Change the selected organizations alike, or each in its own way, in the background."""
    if organizations is not None:
        kind = "organizations.update_each"
        return start_on_named_items(ctx, kind, UPDATE, "organizations", organizations)
    if organization is None:
        raise BadRequest.missing("organization")
    kind = "organizations.update_alike"
    return start_on_selected(ctx, kind, UPDATE, query, organization=organization)


@delete(
    "/organizations/destroy_many",
    name="DeleteManyOrganizations",
    role="admins",
    permission="manage_organizations",
)
def destroy_many_organizations(ctx: Context, query: SelectionQuery) -> JobStarted:
    """Delete organizations in the background."""
    kind = "organizations.destroy_many"
    return start_on_selected(ctx, kind, "Bulk Delete Organization", query)
