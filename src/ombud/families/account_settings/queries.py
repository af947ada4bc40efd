"""Statements behind the settings that are kept elsewhere."""

from sqlalchemy import select

from ombud.families.accounts import account
from ombud.tables import account_locales, brands
from ombud.wire.context import Context

__all__ = ["default_brand_id", "locale_ids", "own_locale_id"]


def default_brand_id(ctx: Context) -> int:
    """The brand of tickets that name none."""
    found: int = ctx.db.value(select(brands.c.id).where(brands.c.default))
    return found


def locale_ids(ctx: Context) -> list[int]:
    """The locales that the account offers."""
    column = account_locales.c.locale_id
    return ctx.db.values(select(column).order_by(column))


def own_locale_id(ctx: Context) -> int:
    """The account's own locale."""
    return ctx.db.cached(account.load).locale_id
