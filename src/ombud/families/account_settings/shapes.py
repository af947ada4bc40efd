"""The whole tree of settings as agents see it."""

from typing import Any, ClassVar

from ombud.families.account_settings import queries, settings
from ombud.families.account_settings.defaults import DEFAULTS
from ombud.families.account_settings.settings import Settings
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["AccountSettings", "show"]

Group = dict[str, Any]


class AccountSettings(Shape):
    """Every group with every key."""

    root: ClassVar[str] = "settings"

    branding: Group
    apps: Group
    tickets: Group
    agents: Group
    groups: Group
    chat: Group
    twitter: Group
    google_apps: Group
    user: Group
    lotus: Group
    voice: Group
    statistics: Group
    rule: Group
    limits: Group
    onboarding: Group
    cross_sell: Group
    brands: Group
    api: Group
    active_features: Group
    ticket_form: Group
    billing: Group
    cdn: Group
    metrics: Group
    localization: Group
    routing: Group
    side_conversations: Group
    email: Group


def show(ctx: Context) -> AccountSettings:
    """The settings in force, with the facts that are kept elsewhere."""
    found = ctx.db.cached(settings.load)
    tree = {
        group: {key: found.value(f"{group}.{key}") for key in keys}
        for group, keys in DEFAULTS.items()
    }
    tree["active_features"].update(_features(found))
    tree["brands"]["default_brand_id"] = queries.default_brand_id(ctx)
    tree["limits"]["attachment_size"] = ctx.config.attachment_limit
    tree["localization"]["locale_ids"] = queries.locale_ids(ctx)
    return AccountSettings(**tree)


def _features(found: Settings) -> dict[str, bool]:
    """The features that follow from settings."""
    return {
        "allow_ccs": found.flag("tickets.comment_email_ccs_allowed"),
        "markdown": found.flag("tickets.markdown_ticket_comments"),
        "on_hold_status": found.flag("tickets.status_hold"),
        "ticket_tagging": found.flag("tickets.tagging"),
        "user_tagging": found.flag("user.tagging"),
        "voice": found.flag("voice.enabled"),
        "chat": found.flag("chat.enabled"),
    }
