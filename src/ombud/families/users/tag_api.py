"""The tags of one user as a resource of their own."""

from collections.abc import Callable

import msgspec

from ombud.families.tags.of_record import Tags, listed
from ombud.families.users import queries, rights
from ombud.families.users.tagging import set_tags
from ombud.values.text import split_tags
from ombud.wire.answers import Nothing, Raw
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden
from ombud.wire.operation import delete, get, post, put


@get("/users/{user_id}/tags", name="ListUserTags", role="agents")
def list_user_tags(ctx: Context, user_id: int) -> Raw:
    """The tags of a user."""
    return listed(msgspec.json.decode(queries.find(ctx, user_id).tags))


@post("/users/{user_id}/tags", name="SetUserTags", role="agents")
def create_user_tags(ctx: Context, user_id: int, tags: Tags) -> Raw:
    """Replace all tags."""
    return Raw({"tags": _change(ctx, user_id, lambda _: set(split_tags(tags)))}, 201)


@put("/users/{user_id}/tags", name="AddUserTags", role="agents")
def update_user_tags(ctx: Context, user_id: int, tags: Tags) -> Raw:
    """Add tags."""
    return Raw({"tags": _change(ctx, user_id, lambda old: old.union(split_tags(tags)))})


@delete("/users/{user_id}/tags", name="RemoveUserTags", role="agents")
def delete_user_tags(ctx: Context, user_id: int, tags: Tags) -> Nothing:
    """Remove tags."""
    _change(ctx, user_id, lambda old: old.difference(split_tags(tags)))
    return Nothing()


def _change(ctx: Context, user_id: int, change: Callable[[set[str]], set[str]]) -> list[str]:
    row = queries.lock(ctx, user_id)
    if not rights.may_edit(ctx, row):
        raise Forbidden
    tags = sorted(change(set(msgspec.json.decode(row.tags))))
    set_tags(ctx, row, tags)
    return tags
