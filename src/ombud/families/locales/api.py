"""Operations on locales, in the order of the reference. Everybody may ask."""

from ombud.families.locales import choosing
from ombud.families.locales.catalogue import LOCALES
from ombud.families.locales.shapes import BestLocaleQuery, Locale, show
from ombud.wire.answers import Many, One
from ombud.wire.context import Context
from ombud.wire.operation import get


@get("/locales", name="ListLocales", role="anyone")
def list_locales(ctx: Context) -> Many[Locale]:
    """The languages that the account offers."""
    return Many(Locale, show(ctx, choosing.offered(ctx)), paged=True)


@get("/locales/agent", name="ListLocalesForAgent", role="anyone")
def list_agent_locales(ctx: Context) -> Many[Locale]:
    """The languages that agents can choose for themselves."""
    return Many(Locale, show(ctx, LOCALES), paged=True)


@get("/locales/public", name="ListAvailablePublicLocales", role="anyone")
def list_public_locales(ctx: Context) -> Many[Locale]:
    """The languages that any account can offer."""
    return Many(Locale, show(ctx, LOCALES), paged=True)


@get("/locales/current", name="ShowCurrentLocale", role="anyone")
def show_current_locale(ctx: Context) -> One[Locale]:
    """The caller's language."""
    return One(show(ctx, [choosing.current(ctx)])[0])


@get("/locales/detect_best_locale", name="DetectBestLocale", role="anyone")
def show_best_locale(
    ctx: Context, query: BestLocaleQuery, available_locales: list[str] | None = None
) -> One[Locale]:
    """The language among `available_locales` that suits the caller's Accept-Language best."""
    codes = available_locales or query.available_locales
    return One(show(ctx, [choosing.best(ctx, codes)])[0])


@get("/locales/{locale_id}", name="ShowLocaleById", role="anyone")
def show_locale(ctx: Context, locale_id: str) -> One[Locale]:
    """One language, by number or by code."""
    return One(show(ctx, [choosing.find(locale_id)])[0])
