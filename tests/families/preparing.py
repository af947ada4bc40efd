"""Brings the desk into the state that a test begins with."""

import msgspec

from ombud.tables import custom_roles, users
from tests.desk import Desk


def set_setting(desk: Desk, name: str, value: object) -> None:
    """Change a setting of the account, named like `tickets.status_hold`."""
    group, _, key = name.partition(".")
    answer = desk.admin.put("/account/settings", {"settings": {group: {key: value}}})
    assert answer.status == 200, answer.text


def allow_several(desk: Desk) -> None:
    """Let users belong to several organizations."""
    set_setting(desk, "user.multiple_organizations", True)


def with_role(desk: Desk, user_id: int, **configuration: object) -> None:
    """Give an agent a custom role that allows just this."""
    with desk.account.transaction(writes=True) as db:
        role_id = db.insert(
            custom_roles,
            name=f"Special {db.new_ids()[0]}",
            role_type=0,
            configuration=msgspec.json.encode(configuration).decode(),
            created_at=0,
            updated_at=0,
        )
        db.run(users.update().where(users.c.id == user_id).values(custom_role_id=role_id))
        db.configuration_changed()
