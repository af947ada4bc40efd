"""A user's role with all that hangs on it: custom role, ticket restriction, agents' switches."""

from typing import Any

from sqlalchemy import Row, select

from ombud.families.custom_roles.permissions import ADMIN, LIGHT_AGENT
from ombud.families.users.changes import UserChange
from ombud.tables import custom_roles
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["role_values", "wanted_role"]

ROLES = ("end-user", "agent", "admin")
RESTRICTIONS = {
    "end-user": ("requested", "organization"),
    "agent": ("groups", "organization", "assigned"),
}


def wanted_role(ctx: Context, change: UserChange, before: str = "end-user") -> str:
    """The role after the change; a custom role makes an agent. Raises Invalid."""
    role: Any = change.role or before
    if role not in ROLES:
        raise Invalid.invalid("role", role)
    if change.custom_role_id and change.role != "end-user":
        kind = _role_type(ctx, int(change.custom_role_id))
        return "admin" if kind == ADMIN or change.role == "admin" else "agent"
    return str(role)


def role_values(ctx: Context, change: UserChange, row: Row[Any] | None) -> dict[str, Any]:
    """The columns that the change sets through role, custom role and restrictions."""
    before = row.role if row is not None else None
    role = wanted_role(ctx, change, before or "end-user")
    is_new = role != before
    values: dict[str, Any] = {"role": role} if is_new else {}
    _set_custom_role(ctx, change, role, values, is_new=is_new)
    _set_restriction(change, role, values, is_new=is_new)
    _set_switches(change, role, values, is_new=is_new)
    return values


def _set_custom_role(
    ctx: Context, change: UserChange, role: str, values: dict[str, Any], *, is_new: bool
) -> None:
    if role != "agent":
        if is_new:
            values["custom_role_id"] = None
        return
    if change.custom_role_id is UNSET:
        return
    values["custom_role_id"] = change.custom_role_id
    if change.custom_role_id is not None:
        is_light = _role_type(ctx, int(change.custom_role_id)) == LIGHT_AGENT
        values["only_private_comments"] = is_light


def _set_restriction(
    change: UserChange, role: str, values: dict[str, Any], *, is_new: bool
) -> None:
    standard = "requested" if role == "end-user" else None
    wanted = change.ticket_restriction
    if wanted is UNSET:
        if is_new:
            values["ticket_restriction"] = standard
    elif wanted is None or role == "admin":
        values["ticket_restriction"] = standard
    elif wanted in RESTRICTIONS[role]:
        values["ticket_restriction"] = wanted
    elif is_new:
        # A whole object sent back with another role still names the old role's restriction.
        values["ticket_restriction"] = standard
    else:
        raise Invalid.invalid("ticket_restriction", wanted)


def _set_switches(change: UserChange, role: str, values: dict[str, Any], *, is_new: bool) -> None:
    if is_new:
        values["moderator"] = values["report_csv"] = role == "admin"
        values.setdefault("only_private_comments", False)
    if role == "end-user":
        return
    if isinstance(change.moderator, bool):
        values["moderator"] = change.moderator
    if isinstance(change.only_private_comments, bool) and role == "agent":
        values.setdefault("only_private_comments", False)
        values["only_private_comments"] |= change.only_private_comments


def _role_type(ctx: Context, role_id: int) -> int:
    kind: int | None = ctx.db.value(
        select(custom_roles.c.role_type).where(custom_roles.c.id == role_id)
    )
    if kind is None:
        raise Invalid.invalid("custom_role_id", role_id)
    return kind
