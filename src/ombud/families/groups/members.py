"""The members of groups beside the groups."""

from collections.abc import Sequence
from typing import Any

from ombud.families.groups import queries
from ombud.families.groups.shapes import Group
from ombud.families.users.sideload import users_by_id
from ombud.wire.answers import Sideload
from ombud.wire.context import Context

__all__ = ["MEMBERS"]


def _members(ctx: Context, groups: Sequence[Group]) -> Sequence[Any]:
    """# Zendesk: group-user-ids."""
    members = queries.member_ids(ctx, [group.id for group in groups])
    for group in groups:
        group.user_ids = members[group.id]
    return users_by_id(ctx, {user_id for ids in members.values() for user_id in ids})


MEMBERS = Sideload("users", "users", _members, "The members, named by `user_ids`.")
