"""Every setting of a running Ombud, typed, with the line that the docs print."""

import os
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

__all__ = ["Config", "Plan", "from_environment", "to_environment"]

Plan = Literal["unlimited", "trial", "team", "professional", "enterprise", "high_volume"]


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What `ombud` was started with; each field is also `OMBUD_<NAME>`."""

    data: Annotated[Path, Meta(description="Folder for databases and attachments.")] = Path("data")
    database_url: Annotated[
        str,
        Meta(description="PostgreSQL URL; without one the accounts are SQLite files."),
    ] = ""
    subdomain: Annotated[str, Meta(description="Subdomain of the default account.")] = "ombud"
    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(description="Port to listen on.")] = 8080
    workers: Annotated[int, Meta(description="Number of server processes.")] = 1
    runner: Annotated[bool, Meta(description="Start a job runner beside the server.")] = True
    tls_certificate: Annotated[
        str,
        Meta(description="PEM file with the certificate chain; with it `serve` speaks HTTPS."),
    ] = ""
    tls_key: Annotated[str, Meta(description="PEM file with the certificate's private key.")] = ""
    public_url: Annotated[
        str,
        Meta(
            description="Base of links; without one the Host header decides in answers, "
            "and in mails the address to listen on."
        ),
    ] = ""
    secret_key: Annotated[
        str,
        Meta(
            description="Seals stored secrets and signs reply addresses; "
            "without one a key is kept in the data folder."
        ),
    ] = ""
    mail_domain: Annotated[
        str,
        Meta(description="Domain of the desk's own addresses; without one that of its links."),
    ] = ""
    smtp_url: Annotated[
        str,
        Meta(
            description="Where mail leaves: smtp://[USER:PASSWORD@]HOST[:PORT] (STARTTLS where "
            "offered), smtps:// (TLS); without one mail is kept in the data folder."
        ),
    ] = ""
    smtp_listen: Annotated[
        str,
        Meta(description="HOST:PORT on which `serve` takes mail by SMTP; empty for none."),
    ] = ""
    lmtp_listen: Annotated[
        str,
        Meta(description="HOST:PORT or path of a socket where `serve` takes mail by LMTP."),
    ] = ""
    imap_url: Annotated[
        str,
        Meta(description="Mailbox to fetch from: imaps://USER:PASSWORD@HOST[:PORT]/FOLDER."),
    ] = ""
    mail_limit: Annotated[int, Meta(description="Largest mail taken in, in bytes.")] = (
        50 * 1024 * 1024
    )
    raw_mail_days: Annotated[
        int,
        Meta(description="Days that mails are kept as they came in; 0 keeps them for ever."),
    ] = 90
    mail_authserv_id: Annotated[
        str,
        Meta(
            description="Whose Authentication-Results are believed, the name by which the mail "
            "server in front signs them; without one nothing is looked at."
        ),
    ] = ""
    outgoing_allowed_networks: Annotated[
        str,
        Meta(
            description="Private networks that targets and webhooks may reach: CIDRs, "
            "separated by commas; public addresses are always allowed."
        ),
    ] = ""
    target_services: Annotated[
        str,
        Meta(
            description="Where the services of targets are, NAME=URL separated by commas: "
            "campfire, clickatell, flowdock, get_satisfaction, pivotal, twitter, yammer."
        ),
    ] = ""
    plan: Annotated[
        Plan, Meta(description="Whose rate limits apply; `unlimited` refuses nobody.")
    ] = "unlimited"
    body_limit: Annotated[int, Meta(description="Largest JSON body in bytes.")] = 4 * 1024 * 1024
    attachment_limit: Annotated[int, Meta(description="Largest upload in bytes.")] = (
        50 * 1024 * 1024
    )
    password_cache_seconds: Annotated[
        int, Meta(description="How long a checked password need not be hashed again.")
    ] = 300
    trial_accounts: Annotated[
        bool, Meta(description="Let anyone create accounts through the API.")
    ] = False
    pool_size: Annotated[
        int, Meta(description="PostgreSQL connections, and so threads, of one process.")
    ] = 8
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="How much is logged."),
    ] = "info"


def from_environment(**given: object) -> Config:
    """The settings of `OMBUD_...` variables, overridden by what was given (None is not given).

    Raises msgspec.ValidationError naming the setting that has a wrong value.
    """
    found: dict[str, object] = {}
    for field in msgspec.structs.fields(Config):
        value = os.environ.get(f"OMBUD_{field.name.upper()}")
        if value is not None:
            found[field.name] = value
    found.update((name, value) for name, value in given.items() if value is not None)
    return msgspec.convert(found, Config, strict=False, dec_hook=_path)


def to_environment(config: Config) -> dict[str, str]:
    """The variables from which a child process reads these same settings."""
    found = msgspec.structs.asdict(config)
    return {
        f"OMBUD_{name.upper()}": str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in found.items()
    }


def _path(kind: type, value: object) -> object:
    return kind(value)
