"""Who may see and change which views."""

from typing import Any

from sqlalchemy import Row

from ombud.wire.context import Actor

__all__ = ["may_change", "may_restrict_to_groups", "may_share", "sees_all_groups"]


def sees_all_groups(actor: Actor) -> bool:
    """Whether the views of groups that they are not in are shown as well."""
    return may_share(actor)


def may_share(actor: Actor) -> bool:
    """Whether their views may be for everybody."""
    return actor.may("manage_shared_views")


def may_restrict_to_groups(actor: Actor, group_ids: list[int]) -> bool:
    """Whether their views may be for these groups."""
    if may_share(actor):
        return True
    return actor.may("manage_group_views") and set(group_ids) <= set(actor.group_ids)


def may_change(actor: Actor, view: Row[Any], group_ids: list[int]) -> bool:
    """Whether they may change or delete a view that they see."""
    if view.owner_id is not None:
        return bool(view.owner_id == actor.id) and actor.may("manage_personal_views")
    if view.for_groups:
        return may_restrict_to_groups(actor, group_ids)
    return may_share(actor)
