"""Creates a user or updates the one that is meant: by external id first, else by address."""

from ombud.families.required import existing
from ombud.families.users import queries, rights
from ombud.families.users.changes import UserChange
from ombud.families.users.creating import create
from ombud.families.users.updating import update_user
from ombud.wire.changes import text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create_or_update", "id_of_external_id"]


def create_or_update(ctx: Context, change: UserChange) -> tuple[int, bool]:
    """The user's id and whether the user is new; raises Forbidden and Invalid."""
    rights.check_may_write_somebody(ctx)
    user_id = _meant(ctx, change)
    if user_id is None:
        return create(ctx, change), True
    ctx.count_record(user_id)
    update_user(ctx, user_id, change)
    return user_id, False


def id_of_external_id(ctx: Context, external_id: str) -> int:
    """The user who has it, in any case; raises NotFound."""
    return int(existing(ctx.db.row(queries.with_external_ids(ctx, [external_id]))).id)


def _meant(ctx: Context, change: UserChange) -> int | None:
    external_id = text_of(change.external_id)
    if external_id:
        row = ctx.db.row(queries.with_external_ids(ctx, [external_id]))
        if row is not None:
            return int(row.id)
    user_id = queries.owner_of_email(ctx, change.email) if change.email else None
    for identity in change.identities or []:
        if user_id is None and identity.type == "email" and identity.value:
            user_id = queries.owner_of_email(ctx, str(identity.value))
    if user_id is not None and external_id:
        _check_external_id(ctx, user_id, external_id)
    return user_id


def _check_external_id(ctx: Context, user_id: int, external_id: str) -> None:
    """An address that is known by another external id is somebody else.

    # Zendesk: external-id-conflict (docs/quirks.md#external-id-conflict)
    """
    known = queries.find(ctx, user_id).external_id
    if known and known.lower() != external_id.lower():
        description = f"External: the user with this email has the external id {known}"
        raise Invalid.one("external_id", description, "DuplicateValue")
