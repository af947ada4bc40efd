"""Operations on users, in the order of the reference; calls on many and on deleted users, and
tags, stand beside.
"""

from typing import cast

from ombud.families.groups import queries as group_queries
from ombud.families.organizations import queries as organization_queries
from ombud.families.users import (
    compliance,
    creating,
    leaving,
    matching,
    merging,
    queries,
    requesting,
    rights,
    searching,
    updating,
)
from ombud.families.users.changes import (
    AutocompleteQuery,
    ComplianceQuery,
    MergeTarget,
    SearchQuery,
    UserChange,
    UserQuery,
)
from ombud.families.users.compliance import ComplianceDeletionStatus
from ombud.families.users.related import SIDELOADS, related_of
from ombud.families.users.shapes import CurrentUser, User, UserRelated
from ombud.families.users.showing import show, show_current
from ombud.wire.answers import Count, Created, Many, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest
from ombud.wire.operation import delete, get, post, put
from ombud.wire.paging import total_of


@get(
    "/users",
    "/groups/{group_id}/users",
    "/organizations/{organization_id}/users",
    name="ListUsers",
    role="agents",
    page="both",
    limit="users-index",
    include=SIDELOADS,
)
def list_users(
    ctx: Context,
    query: UserQuery,
    group_id: int | None = None,
    organization_id: int | None = None,
) -> Page[User]:
    """All users, or those of one group or organization."""
    rights.check_may_list(ctx)
    statement = queries.matching(ctx, query)
    if group_id is not None:
        statement = queries.in_group(statement, group_queries.find(ctx, group_id).id)
    if organization_id is not None:
        found = organization_queries.find(ctx, organization_id)
        statement = queries.in_organization(statement, found.id)
    return Page(User, statement, queries.ORDERS, show)


@get(
    "/users/count",
    "/groups/{group_id}/users/count",
    "/organizations/{organization_id}/users/count",
    name="CountUsers",
    role="agents",
)
def count_users(
    ctx: Context,
    query: UserQuery,
    group_id: int | None = None,
    organization_id: int | None = None,
) -> Count:
    """How many users that list has."""
    return Count(total_of(ctx, list_users(ctx, query, group_id, organization_id).statement))


@get(
    "/users/me",
    name="ShowCurrentUser",
    role="anyone",
    include=SIDELOADS,
    wrong_password_is_anonymous=True,
)
def show_current_user(ctx: Context) -> One[CurrentUser]:
    """Who asks: agents whole, end users what is theirs, and nobody without signing in."""
    row = queries.find(ctx, ctx.actor.id) if ctx.actor.id is not None else None
    return cast("One[CurrentUser]", One(show_current(ctx, row)))


@get("/users/{user_id}", name="ShowUser", role="agents", include=SIDELOADS)
def show_user(ctx: Context, user_id: int) -> One[User]:
    """One user."""
    return One(show(ctx, [queries.find(ctx, user_id)])[0])


@get("/users/{user_id}/related", name="ShowUserRelated", role="agents")
def show_user_related(ctx: Context, user_id: int) -> One[UserRelated]:
    """How much refers to a user."""
    return One(related_of(ctx, queries.find(ctx, user_id).id))


@get("/users/search", name="SearchUsers", role="agents", page="offset", include=SIDELOADS)
def search_users(ctx: Context, query: SearchQuery) -> Page[User]:
    """Users by words, addresses or an external id."""
    rights.check_may_list(ctx)
    return Page(User, searching.found(ctx, query), queries.ORDERS, show)


@get("/users/autocomplete", name="AutocompleteUsers", role="agents")
def autocomplete_users(ctx: Context, query: AutocompleteQuery) -> Many[User]:
    """The first hundred users whose name begins with the given letters."""
    if query.name is None:
        raise BadRequest.missing("name")
    rows = ctx.db.rows(queries.beginning_with(ctx, query.name).limit(100))
    return Many(User, show(ctx, rows), paged=True)


@post(
    "/users",
    name="CreateUser",
    role="admins",
    permission="manage_team_members_or_end_users",
    forms=True,
)
def create_user(ctx: Context, user: UserChange) -> Created[User]:
    """Create a user. A photo comes with a form."""
    created = show_user(ctx, creating.create(ctx, user)).shape
    return Created(created, created.url)


@post(
    "/users/create_or_update",
    name="CreateOrUpdateUser",
    role="admins",
    permission="manage_end_users_or_team_members",
    limit="create-or-update-user",
    forms=True,
)
def create_or_update_user(ctx: Context, user: UserChange) -> Created[User]:
    """Update the user of this external id or address, or create one."""
    user_id, is_new = matching.create_or_update(ctx, user)
    shown = show_user(ctx, user_id).shape
    return Created(shown, shown.url, created=is_new)


@post("/users/request_create", name="RequestUserCreate", role="agents")
def request_create_user(ctx: Context, user: UserChange) -> Nothing:
    """Ask the account's owner to create a user."""
    requesting.request_create(ctx, user)
    return Nothing(200)


@put(
    "/users/{user_id}",
    name="UpdateUser",
    role="admins",
    permission="manage_team_members_or_end_users",
    limit="user-update",
    forms=True,
)
def update_user(ctx: Context, user_id: int, user: UserChange) -> One[User]:
    """Change a user. A photo comes with a form; null takes it away."""
    updating.update_user(ctx, user_id, user)
    return show_user(ctx, user_id)


@put("/users/{user_id}/merge", name="MergeEndUsers", role="admins", permission="edit_end_users")
def merge_users(ctx: Context, user_id: int, user: MergeTarget) -> One[User]:
    """Merge this user into another one; answers with who remains."""
    return show_user(ctx, merging.merge(ctx, user_id, user))


@delete(
    "/users/{user_id}",
    name="DeleteUser",
    role="admins",
    permission="manage_end_users_or_team_members",
)
def delete_user(ctx: Context, user_id: int) -> One[User]:
    """Delete a user; answers with the user, who is not active any more."""
    leaving.delete_user(ctx, user_id)
    return One(show(ctx, [queries.any_user(ctx, user_id)])[0])


@get(
    "/users/{user_id}/compliance_deletion_statuses",
    name="ShowUserComplianceDeletionStatuses",
    role="agents",
    page="both",
)
def show_compliance_deletion_statuses(
    ctx: Context, user_id: int, query: ComplianceQuery
) -> Page[ComplianceDeletionStatus]:
    """What was done to erase a user for good."""
    statement = compliance.of_user(ctx, user_id, query.application)
    return Page(ComplianceDeletionStatus, statement, compliance.ORDERS, compliance.show)
