"""The jobs of the users family: one user a step."""

from typing import Any

from ombud.families.job_statuses.batches import done
from ombud.families.users.changes import UserChange, UserItem
from ombud.families.users.creating import create
from ombud.families.users.leaving import delete_user
from ombud.families.users.matching import create_or_update, id_of_external_id
from ombud.families.users.updating import update_user
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.decode import convert
from ombud.wire.errors import NotFound

__all__ = ["JOBS"]


def _create(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    change = _change(job, number)
    return _named(done("create", create(ctx, change), number), change)


def _create_or_update(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    change = _change(job, number)
    user_id, is_new = create_or_update(ctx, change)
    return _named(done("create" if is_new else "update", user_id, number), change)


def _update_alike(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    user_id = _selected(ctx, job, number)
    update_user(ctx, user_id, convert(job.payload["user"], UserChange, "user"))
    return done("update", user_id, number)


def _update_each(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    item = convert(job.payload["users"][number], UserItem, "users")
    if isinstance(item.id, int):
        user_id = item.id
    else:
        external_id = text_of(item.external_id)
        if not external_id:
            raise NotFound
        user_id = id_of_external_id(ctx, external_id)
        # It stands there as a name, not as a change.
        item.external_id = UNSET
    update_user(ctx, user_id, item)
    return done("update", user_id, number)


def _destroy(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    user_id = _selected(ctx, job, number)
    delete_user(ctx, user_id)
    return done("delete", user_id, number)


def _change(job: Job, number: int) -> UserChange:
    change: UserChange = convert(job.payload["users"][number], UserChange, "users")
    return change


def _selected(ctx: Context, job: Job, number: int) -> int:
    if "ids" in job.payload:
        return int(job.payload["ids"][number])
    return id_of_external_id(ctx, job.payload["external_ids"][number])


def _named(entry: dict[str, Any], change: UserChange) -> dict[str, Any]:
    """The entry with that by which the caller knows the user."""
    for name in ("email", "external_id"):
        value = text_of(getattr(change, name))
        if value:
            entry[name] = value
    return entry


JOBS: dict[str, Handler[Context]] = {
    "users.create_many": Handler(_create, "Creating user #{number}", refusal="UserCreateError"),
    "users.create_or_update_many": Handler(
        _create_or_update, "Creating or updating user #{number}", refusal="UserCreateError"
    ),
    "users.update_alike": Handler(
        _update_alike, "Updating user #{number}", refusal="UserUpdateFailed"
    ),
    "users.update_each": Handler(
        _update_each, "Updating user #{number}", refusal="UserUpdateFailed"
    ),
    "users.destroy_many": Handler(_destroy, "Deleting user #{number}", refusal="UserDeleteFailed"),
}
