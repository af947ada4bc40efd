"""Opens the accounts for a verb: there must be a desk, and its schema must be current."""

from ombud.cli.refusal import refuse
from ombud.config import Config
from ombud.db import Account, Directory, migrate
from ombud.db.revision import head, is_current, revision_of
from ombud.storage import open_directory

__all__ = ["bring_up_to_date", "chosen_account", "existing_desk", "open_desk", "require_desk"]


def existing_desk(config: Config) -> Directory | None:
    """The accounts if there is at least one; leaves no trace when there is none."""
    if not config.database_url and not (config.data / "accounts.sqlite3").exists():
        return None
    directory = open_directory(config)
    if directory.names():
        return directory
    directory.close()
    return None


def require_desk(config: Config) -> Directory:
    """The accounts as they are; refuses when there is none."""
    directory = existing_desk(config)
    if directory is None:
        place = "this database" if config.database_url else config.data
        refuse(
            f"there is no desk in {place} yet",
            f"Make one: ombud init --data {config.data} --admin-email YOU@EXAMPLE.COM "
            "--admin-password SECRET --api-token TOKEN",
        )
    return directory


def open_desk(config: Config) -> Directory:
    """The accounts with their schemas brought up to date; refuses when there is no desk."""
    directory = require_desk(config)
    for name in directory.names():
        bring_up_to_date(directory.find(name))
    return directory


def chosen_account(directory: Directory, subdomain: str | None) -> Account:
    """The account of this subdomain, or the default one; refuses an unknown name."""
    if subdomain is None:
        return directory.default()
    if subdomain not in directory.names():
        refuse(f"there is no account {subdomain}", f"There are: {', '.join(directory.names())}.")
    return directory.find(subdomain)


def bring_up_to_date(account: Account) -> bool:
    """Migrate the account where that is needed; whether it was."""
    if is_current(account):
        return False
    with account.engine.connect() as connection:
        revision = revision_of(connection)
    if revision is not None and revision > (head() or ""):
        refuse(
            f"account {account.subdomain} was written by a newer Ombud (schema {revision})",
            "Install that version or a later one; schemas do not go back.",
        )
    return migrate.upgrade(account)
