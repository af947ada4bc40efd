"""Operations on many users at once: most of them start a job."""

from ombud.families.job_statuses.starting import check_batch
from ombud.families.sessions.service import end_all_of
from ombud.families.users import batches, queries, selection
from ombud.families.users.changes import SelectionQuery, UserChange, UserItem
from ombud.families.users.related import SIDELOADS
from ombud.families.users.shapes import User
from ombud.families.users.showing import show
from ombud.wire.answers import JobStarted, Many, Nothing
from ombud.wire.context import Context
from ombud.wire.decode import list_of_ids
from ombud.wire.errors import BadRequest
from ombud.wire.operation import delete, get, post, put

JOBS = batches.JOBS


@get("/users/show_many", name="ShowManyUsers", role="agents", include=SIDELOADS)
def show_many_users(ctx: Context, query: SelectionQuery) -> Many[User]:
    """Several users, named by id or by external id; unknown ones are left out."""
    name, values = selection.selected(query)
    choose = queries.with_ids if name == "ids" else queries.with_external_ids
    return Many(User, show(ctx, ctx.db.rows(choose(ctx, values))), paged=True)


@post(
    "/users/create_many",
    name="CreateManyUsers",
    role="admins",
    permission="manage_end_users_or_team_members",
)
def create_many_users(ctx: Context, users: list[UserChange]) -> JobStarted:
    """Create users in the background."""
    return selection.start_creating(ctx, "create_many", users)


@post(
    "/users/create_or_update_many",
    name="CreateOrUpdateManyUsers",
    role="admins",
    permission="manage_end_users_or_team_members",
)
def create_or_update_many_users(ctx: Context, users: list[UserChange]) -> JobStarted:
    """Update the users of these external ids and addresses, and create the others."""
    return selection.start_creating(ctx, "create_or_update_many", users)


@put("/users/update_many", name="UpdateManyUsers", role="agents")
def update_many_users(
    ctx: Context,
    query: SelectionQuery,
    user: UserChange | None = None,
    users: list[UserItem] | None = None,
) -> JobStarted:
    """Change the selected users alike, or each in its own way, in the background."""
    if users is not None:
        return selection.start_update_each(ctx, users)
    if user is None:
        raise BadRequest.missing("user")
    return selection.start_on_selected(ctx, "update_alike", query, user)


@delete(
    "/users/destroy_many",
    name="DestroyManyUsers",
    role="admins",
    permission="manage_end_users_or_team_members",
)
def destroy_many_users(ctx: Context, query: SelectionQuery) -> JobStarted:
    """Delete users in the background."""
    return selection.start_on_selected(ctx, "destroy_many", query)


@post("/users/logout_many", name="LogoutManyUsers", role="admins")
def logout_many_users(ctx: Context, query: SelectionQuery) -> Nothing:
    """End the browser sessions of several users."""
    if query.ids is None:
        raise BadRequest.missing("ids")
    ids = list_of_ids(query.ids)
    check_batch(ids, "ids")
    end_all_of(ctx, ids)
    return Nothing(202)
