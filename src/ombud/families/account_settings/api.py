"""Operations on the account's settings."""

from typing import Any

from ombud.families.account_settings import changing
from ombud.families.account_settings.shapes import AccountSettings, show
from ombud.wire.answers import One
from ombud.wire.context import Context
from ombud.wire.operation import get, put


@get("/account/settings", name="ShowAccountSettings", role="agents")
def show_settings(ctx: Context) -> One[AccountSettings]:
    """The whole tree of settings."""
    return One(show(ctx))


@put("/account/settings", name="UpdateAccountSettings", role="admins")
def update_settings(ctx: Context, settings: dict[str, Any]) -> One[AccountSettings]:
    """Change the settings that are given; unknown and read-only ones are ignored."""
    changing.merge(ctx, settings)
    return One(show(ctx))
