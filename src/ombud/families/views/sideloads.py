"""What `include` adds to views: what the caller may do with them."""

from collections.abc import Sequence

from ombud.families.views import queries, rights
from ombud.families.views.shapes import View
from ombud.wire.answers import Sideload
from ombud.wire.context import Context

__all__ = ["FOR_VIEWS"]


def set_permissions(ctx: Context, shown: Sequence[View]) -> None:
    """Whether the caller may change each view."""
    rows = {row.id: row for row in queries.with_ids(ctx, [view.id for view in shown])}
    groups = queries.group_ids(ctx, list(rows))
    for view in shown:
        row = rows.get(view.id)
        may = row is not None and rights.may_change(ctx.actor, row, groups.get(view.id, []))
        view.permissions = {"can_edit": may, "can_delete": may}


def set_app_installation(_ctx: Context, shown: Sequence[View]) -> None:
    """No view is made by an app."""
    for view in shown:
        view.app_installation = None


FOR_VIEWS = (
    Sideload(
        "app_installation",
        "app_installation",
        set_app_installation,
        "the app that made each view: none",
    ),
    Sideload(
        "permissions", "permissions", set_permissions, "what the caller may do with each view"
    ),
)
