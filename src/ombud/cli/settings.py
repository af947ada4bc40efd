"""The options that verbs share, made from the fields of Config, and the Config they add up to."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import msgspec
import typer

from ombud.cli.refusal import refuse
from ombud.config import Config, Plan, from_environment
from ombud.outgoing.networks import Networks

__all__ = [
    "Data",
    "DatabaseUrl",
    "Host",
    "Json",
    "LimitPlan",
    "LogLevel",
    "Port",
    "PublicUrl",
    "RunnerOption",
    "Subdomain",
    "TlsCertificate",
    "TlsKey",
    "Workers",
    "description_of",
    "settings",
]

FIELDS = {field.name: field for field in msgspec.structs.fields(Config)}
HINTS = get_type_hints(Config, include_extras=True)


def description_of(name: str) -> str:
    """The line that documents a setting."""
    meta: msgspec.Meta = get_args(HINTS[name])[1]
    return meta.description or ""


def shown(default: object) -> str | bool:
    """A default as people read it; nothing for an empty one."""
    return (
        {True: "yes", False: "no"}[default] if isinstance(default, bool) else str(default) or False
    )


def option(name: str, *flags: str) -> Any:
    """The option of a setting; None, its default, leaves the word to the environment."""
    return typer.Option(
        *(flags or (f"--{name.replace('_', '-')}",)),
        envvar=f"OMBUD_{name.upper()}",
        help=description_of(name),
        show_default=shown(FIELDS[name].default),
    )


Data = Annotated[Path | None, option("data")]
DatabaseUrl = Annotated[str | None, option("database_url")]
Subdomain = Annotated[str | None, option("subdomain")]
Host = Annotated[str | None, option("host")]
Port = Annotated[int | None, option("port")]
Workers = Annotated[int | None, option("workers")]
RunnerOption = Annotated[bool | None, option("runner", "--runner/--no-runner")]
PublicUrl = Annotated[str | None, option("public_url")]
LimitPlan = Annotated[Plan | None, option("plan")]
TlsCertificate = Annotated[str | None, option("tls_certificate")]
TlsKey = Annotated[str | None, option("tls_key")]
LogLevel = Annotated[str | None, option("log_level")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]


def settings(**given: object) -> Config:
    """The settings of the command line and the environment; refuses those with a wrong value."""
    try:
        config = from_environment(**given)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at ")
        name = place.strip("`").removeprefix("$.")
        meaning = f" ({description_of(name)})" if name in HINTS else ""
        refuse(
            f"the setting {name} is wrong: {message}",
            f"Give OMBUD_{name.upper()}, or the option of that name, another value.{meaning}",
        )
    _check("outgoing_allowed_networks", Networks.of, config.outgoing_allowed_networks)
    if config.smtp_url:
        from ombud.channels.mail_out.smtp import route_of

        _check("smtp_url", route_of, config.smtp_url)
    if config.target_services:
        from ombud.channels.targets.services import Services

        _check("target_services", Services.of, config.target_services)
    return config


def _check(name: str, read: Callable[[str], object], value: str) -> None:
    try:
        read(value)
    except ValueError as error:
        refuse(
            f"the setting {name} is wrong: {error}",
            f"Give OMBUD_{name.upper()} another value. ({description_of(name)})",
        )
