"""`ombud mail list` and `ombud mail show`: the mails that a desk without a mail server keeps."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from ombud.cli.refusal import refuse
from ombud.cli.settings import Data, DatabaseUrl, Json, settings

if TYPE_CHECKING:
    from ombud.config import Config

__all__ = ["list_", "show"]

AccountOption = Annotated[
    str | None, typer.Option("--account", help="The account, by its subdomain.")
]
# A mail is known by the key of its delivery.
LENGTH_OF_KEY = 26
WIDTHS = (LENGTH_OF_KEY, 20, 36)


class Kept(msgspec.Struct):
    """One mail of the list."""

    key: str
    date: str
    to: str
    subject: str


def list_(
    *,
    most: Annotated[int, typer.Option("--most", min=1, help="How many at most.")] = 50,
    account: AccountOption = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    json: Json = False,
) -> None:
    """List the kept mails, the newest first."""
    from ombud.channels.mail_out import folder

    config = settings(data=data, database_url=database_url)
    subdomain = _subdomain(config, account)
    found = [_kept(path) for path in islice(folder.kept(config.data, subdomain), most)]
    if json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    for each in found:
        cells = zip((each.key, each.date, each.to), WIDTHS, strict=True)
        print("  ".join(cell[:width].ljust(width) for cell, width in cells), each.subject)
    print(f"{len(found)} mails in {folder.path_of(config.data, subdomain)}")


def show(
    key: Annotated[str, typer.Argument(help="The key of the mail, or how it begins.")],
    *,
    raw: Annotated[bool, typer.Option("--raw", help="As it would be sent, byte for byte.")] = False,
    account: AccountOption = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Print a kept mail: its headers and its text."""
    config = settings(data=data, database_url=database_url)
    path = _found(config, _subdomain(config, account), key.upper())
    if raw:
        typer.get_binary_stream("stdout").write(path.read_bytes())
        return
    mail = _read(path)
    for name, value in mail.items():
        print(f"{name}: {_plain(value)}")
    body = mail.get_body(("plain", "html"))
    print("\n" + (_plain(body.get_content(), keeps="\n") if body is not None else ""))
    for part in mail.iter_attachments():
        print(f"[{part.get_content_type()}: {_plain(part.get_filename() or '')}]")


def _subdomain(config: "Config", account: str | None) -> str:
    from ombud.cli.storage import chosen_account, require_desk

    directory = require_desk(config)
    try:
        return chosen_account(directory, account).subdomain
    finally:
        directory.close()


def _found(config: "Config", subdomain: str, key: str) -> Path:
    from ombud.channels.mail_out import folder

    paths = [path for path in folder.kept(config.data, subdomain) if path.stem.startswith(key)]
    if len(paths) != 1:
        many = "more than one mail begins" if paths else "there is no mail that begins"
        refuse(f"{many} with {key}", f"List them: ombud mail list --data {config.data}")
    return paths[0]


def _kept(path: Path) -> Kept:
    mail = _read(path)
    sent = mail["Date"].datetime.strftime("%Y-%m-%d %H:%M UTC")
    return Kept(path.stem, sent, _plain(mail["To"]), _plain(mail["Subject"]))


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _plain(text: str, keeps: str = "") -> str:
    """The text without what could do something to a terminal."""
    text = str(text).replace("\r\n", "\n")
    return "".join(each for each in text if each.isprintable() or each in keeps)
