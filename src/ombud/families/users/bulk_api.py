"""Operations on many users at once: most of them start a job."""

from ombud.families.job_statuses.batches import IdsQuery, SelectionQuery, ids_of, selected
from ombud.families.sessions.service import end_all_of
from ombud.families.users import jobs, queries, starting
from ombud.families.users.changes import UserChange, UserItem
from ombud.families.users.related import SIDELOADS
from ombud.families.users.shapes import User
from ombud.families.users.showing import show
from ombud.wire.answers import JobStarted, Many, Nothing
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest
from ombud.wire.operation import delete, get, post, put

JOBS = jobs.JOBS


@get("/users/show_many", name="ShowManyUsers", role="agents", include=SIDELOADS)
def show_many_users(ctx: Context, query: SelectionQuery) -> Many[User]:
    """Several users, named by id or by external id; unknown ones are left out."""
    name, values = selected(query)
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
    return starting.start_creating(ctx, users)


@post(
    "/users/create_or_update_many",
    name="CreateOrUpdateManyUsers",
    role="admins",
    permission="manage_end_users_or_team_members",
)
def create_or_update_many_users(ctx: Context, users: list[UserChange]) -> JobStarted:
    """Update the users of these external ids and addresses, and create the others."""
    return starting.start_creating_or_updating(ctx, users)


@put("/users/update_many", name="UpdateManyUsers", role="agents")
def update_many_users(
    ctx: Context,
    query: SelectionQuery,
    user: UserChange | None = None,
    users: list[UserItem] | None = None,
) -> JobStarted:
    """Change the selected users alike, or each in its own way, in the background."""
    if users is not None:
        return starting.start_updating_each(ctx, users)
    if user is None:
        raise BadRequest.missing("user")
    return starting.start_updating_alike(ctx, query, user)


@delete(
    "/users/destroy_many",
    name="DestroyManyUsers",
    role="admins",
    permission="manage_end_users_or_team_members",
)
def destroy_many_users(ctx: Context, query: SelectionQuery) -> JobStarted:
    """Delete users in the background."""
    return starting.start_deleting(ctx, query)


@post("/users/logout_many", name="LogoutManyUsers", role="admins")
def logout_many_users(ctx: Context, query: IdsQuery) -> Nothing:
    """End the browser sessions of several users."""
    end_all_of(ctx, ids_of(query))
    return Nothing(202)
