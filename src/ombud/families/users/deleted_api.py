"""Operations on deleted users: looking at them, and erasing them for good."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Row

from ombud.families.attachments.shapes import Attachment
from ombud.families.users import leaving, queries
from ombud.families.users.showing import show
from ombud.wire.answers import Count, One, Page, Shape
from ombud.wire.context import Context
from ombud.wire.operation import delete, get
from ombud.wire.paging import total_of


class DeletedUser(Shape):
    """A user who was deleted."""

    root: ClassVar[str] = "deleted_user"
    roots: ClassVar[str] = "deleted_users"

    id: int
    url: str
    name: str
    email: str | None
    created_at: str
    updated_at: str
    time_zone: str
    phone: str | None
    # Zendesk: deleted-shared-phone (docs/quirks.md#deleted-shared-phone)
    shared_phone_number: None
    photo: Attachment | None
    locale_id: int
    locale: str
    organization_id: int | None
    role: str
    active: bool


@get("/deleted_users", name="ListDeletedUsers", role="agents", page="both")
def list_deleted_users(ctx: Context) -> Page[DeletedUser]:
    """All deleted users."""
    return Page(DeletedUser, queries.deleted(ctx), queries.ORDERS, show_deleted)


@get("/deleted_users/count", name="CountDeletedUsers", role="agents")
def count_deleted_users(ctx: Context) -> Count:
    """How many deleted users there are."""
    return Count(total_of(ctx, queries.deleted(ctx)))


@get("/deleted_users/{deleted_user_id}", name="ShowDeletedUser", role="agents")
def show_deleted_user(ctx: Context, deleted_user_id: int) -> One[DeletedUser]:
    """One deleted user."""
    return One(show_deleted(ctx, [queries.find_deleted(ctx, deleted_user_id)])[0])


@delete(
    "/deleted_users/{deleted_user_id}",
    name="PermanentlyDeleteUser",
    role="admins",
    permission="manage_end_users_or_team_members",
    limit="permanently-delete-users",
)
def delete_deleted_user(ctx: Context, deleted_user_id: int) -> One[DeletedUser]:
    """Erase a deleted user for good."""
    return One(show_deleted(ctx, [leaving.forget_user(ctx, deleted_user_id)])[0])


def show_deleted(ctx: Context, rows: Sequence[Row[Any]]) -> list[DeletedUser]:
    """The deleted users of these rows."""
    return [
        DeletedUser(
            id=user.id,
            url=ctx.links.api(f"/deleted_users/{user.id}"),
            name=user.name,
            email=user.email,
            created_at=user.created_at,
            updated_at=user.updated_at,
            time_zone=user.time_zone,
            phone=user.phone,
            shared_phone_number=None,
            photo=user.photo,
            locale_id=user.locale_id,
            locale=user.locale,
            organization_id=user.organization_id,
            role=user.role,
            active=user.active,
        )
        for user in show(ctx, rows)
    ]
