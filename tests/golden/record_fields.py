"""The fields of users and organizations, for desks whose API cannot create them yet."""

from ombud.db import Account
from ombud.tables import (
    organization_field_options,
    organization_fields,
    user_field_options,
    user_fields,
)
from tests.golden.load import rules_in

__all__ = ["add_record_fields"]

TABLES = (
    ("user_field", user_fields, user_field_options),
    ("organization_field", organization_fields, organization_field_options),
)


def add_record_fields(account: Account, now: int) -> None:
    """Put them where the API will."""
    with account.transaction(writes=True) as db:
        for kind, fields, options in TABLES:
            for position, written in enumerate(rules_in(kind)):
                field = {"key": written["key"], "type": written["type"]}
                field_id = db.insert(
                    fields,
                    **field,
                    raw_title=written["title"],
                    position=position,
                    created_at=now,
                    updated_at=now,
                )
                for place, option in enumerate(written.get("custom_field_options", ())):
                    db.insert(
                        options,
                        **{f"{kind}_id": field_id},
                        raw_name=option["name"],
                        value=option["value"],
                        position=place,
                    )
        db.configuration_changed()
