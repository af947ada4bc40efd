"""Changes settings: what callers send is merged into the tree, key by key."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete

from ombud.families.account_settings import queries
from ombud.families.account_settings.defaults import CHOICES, DEFAULTS, READ_ONLY
from ombud.families.locales.catalogue import LOCALES
from ombud.mail.templates import MOST_NAMES, has_content, names_too_much
from ombud.rules.errors import brief
from ombud.tables import account_locales, account_settings
from ombud.values.text import as_json
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest, Invalid

__all__ = ["merge", "put_value"]

PLACE = "api/v2/account_settings/update"
LARGEST = 2**31 - 1
LONGEST_TEXT = 65_535
TEMPLATES = frozenset({"email.html_mail_template", "email.text_mail_template"})


def merge(ctx: Context, given: Mapping[str, Any]) -> None:
    """Write the known, writable keys; BadRequest for a wrong type, Invalid for a wrong value."""
    for group, values in given.items():
        if group not in DEFAULTS or group in READ_ONLY:
            continue
        if not isinstance(values, dict):
            raise BadRequest(f"settings.{group}", "must be a hash", PLACE)
        for key, value in values.items():
            name = f"{group}.{key}"
            if key not in DEFAULTS[group] or name in READ_ONLY:
                continue
            checked = _checked(name, DEFAULTS[group][key], value)
            if name == "localization.locale_ids":
                _offer_locales(ctx, checked)
            else:
                put_value(ctx, name, checked)


def put_value(ctx: Context, name: str, value: Any) -> None:
    """Store one setting, `group.key`; what equals the default needs no row."""
    group, _, key = name.partition(".")
    ctx.db.run(delete(account_settings).where(account_settings.c.name == name))
    if value != DEFAULTS[group][key]:
        ctx.db.insert(account_settings, name=name, value=as_json(value))
    ctx.db.configuration_changed()


def _checked(name: str, default: Any, value: Any) -> Any:
    match default:
        case bool():
            checked: Any = _switch(name, value)
        case int():
            checked = _number(name, value)
        case list():
            checked = _list(name, value)
        case _:
            checked = _text(name, value, nullable=default is None)
    if name in TEMPLATES and checked is not None:
        _check_template(name, checked)
    if name in CHOICES and checked not in CHOICES[name]:
        raise Invalid.invalid(name, value)
    return checked


def _check_template(name: str, template: str) -> None:
    # Zendesk: mail-templates (docs/quirks.md#mail-templates)
    if not has_content(template):
        raise Invalid.one(name, f"{name}: must contain {{{{content}}}}")
    if names_too_much(template):
        description = f"{name}: has more than {MOST_NAMES} placeholders"
        raise Invalid.one(name, description, value=brief(template))


def _switch(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise BadRequest(f"settings.{name}", "must be true or false", PLACE)


def _number(name: str, value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:20])
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadRequest(f"settings.{name}", "must be an integer", PLACE)
    if not 0 <= value <= LARGEST:
        raise Invalid.invalid(name, value)
    return value


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadRequest(f"settings.{name}", "must be an array", PLACE)
    return value


def _text(name: str, value: Any, *, nullable: bool) -> str | None:
    if value is None and nullable:
        return None
    if isinstance(value, bool):
        # Zendesk: some switches are text (quirk text-switches).
        value = "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise BadRequest(f"settings.{name}", "must be a string", PLACE)
    if len(str(value)) > LONGEST_TEXT:
        raise Invalid.too_long(name, LONGEST_TEXT)
    return str(value)


def _offer_locales(ctx: Context, ids: list[Any]) -> None:
    """Make these the locales that the account offers; its own one is always among them."""
    known = {locale.id for locale in LOCALES}
    for locale_id in ids:
        if type(locale_id) is not int or locale_id not in known:
            raise Invalid.invalid("localization.locale_ids", locale_id)
    wanted = {queries.own_locale_id(ctx), *ids}
    offered = set(queries.locale_ids(ctx))
    ctx.db.run(delete(account_locales).where(account_locales.c.locale_id.not_in(wanted)))
    rows = [
        {"locale_id": locale_id, "added_by_id": ctx.actor.id, "created_at": ctx.now}
        for locale_id in sorted(wanted - offered)
    ]
    ctx.db.insert_all(account_locales, rows)
    ctx.db.configuration_changed()
