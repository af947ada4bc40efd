"""Composes the mails of the desk: headers that programs understand, bodies that all can read.

Whatever is given may hold anything: line breaks cannot become headers, names cannot become
addresses.
"""

import datetime as dt
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from ombud.mail.addressing import OutgoingPolicy, mailboxes, one_line
from ombud.mail.letter import File, Party

__all__ = ["DESK_HEADER", "Post", "compose"]

DESK_HEADER = "X-Ombud-Desk"
# Of files; those that are mails themselves would have to be read to be put in as such.
CONTENT_TYPE = re.compile(
    r"(application|audio|font|image|model|text|video)/([a-z0-9][a-z0-9!#$&^_.+-]*)", re.IGNORECASE
)
# Ids of other people's mails may be anything; these are safe to repeat.
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
LONGEST_SUBJECT = 900
# In one header: mail programs need the first and the last ones to thread.
MOST_REFERENCES = 20
# Bodies in 7 bits, because not every server on the way takes more.
PLAIN: OutgoingPolicy = OutgoingPolicy(linesep="\r\n", cte_type="7bit", raise_on_defect=False)
INTERNATIONAL: OutgoingPolicy = PLAIN.clone(utf8=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One mail to be written; `desk` is the desk's mark, `date` epoch seconds.

    Message ids stand in angle brackets. Bodies are complete: nothing is added to them.
    """

    message_id: str
    date: int
    sender: Party
    to: tuple[Party, ...]
    copied: tuple[Party, ...] = ()
    reply_to: Party | None = None
    subject: str = ""
    text: str = ""
    html: str | None = None
    # BCP 47, of the words.
    language: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    desk: str = ""
    # Which event it tells of, for who looks into what was sent.
    context: str = ""


def compose(post: Post) -> EmailMessage:
    """The mail; `bytes(...)` of it is what SMTP sends. Raises ValueError for what is no address."""
    mail = EmailMessage(PLAIN if _is_plain(post) else INTERNATIONAL)
    mail["From"] = mailboxes([post.sender])
    mail["To"] = mailboxes(post.to)
    if post.copied:
        mail["Cc"] = mailboxes(post.copied)
    if post.reply_to is not None:
        mail["Reply-To"] = mailboxes([post.reply_to])
    mail["Subject"] = one_line(post.subject)[:LONGEST_SUBJECT]
    mail["Date"] = format_datetime(dt.datetime.fromtimestamp(post.date, dt.UTC))
    mail["Message-ID"] = one_line(post.message_id)
    _thread(mail, post)
    # Programs that answer by themselves leave such mails alone (RFC 3834, and Exchange).
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail[DESK_HEADER] = one_line(post.desk)
    if post.context:
        mail["X-Delivery-Context"] = one_line(post.context)
    _write_bodies(mail, post)
    if post.language:
        # Writing bodies forgets what was said of contents before.
        mail["Content-Language"] = one_line(post.language)
    return mail


def _is_plain(post: Post) -> bool:
    """Names in addresses beyond ASCII have no other form than UTF-8 (RFC 6531)."""
    parties = (post.sender, *post.to, *post.copied, *filter(None, [post.reply_to]))
    return all(party.address.rpartition("@")[0].isascii() for party in parties)


def _thread(mail: EmailMessage, post: Post) -> None:
    ids = [each for each in post.references if MESSAGE_ID.fullmatch(each)]
    if len(ids) > MOST_REFERENCES:
        ids = [ids[0], *ids[1 - MOST_REFERENCES :]]
    if post.in_reply_to and MESSAGE_ID.fullmatch(post.in_reply_to):
        mail["In-Reply-To"] = post.in_reply_to
    if ids:
        mail["References"] = "\r\n ".join(ids)


def _write_bodies(mail: EmailMessage, post: Post) -> None:
    mail.set_content(_storable(post.text), charset="utf-8")
    if post.html is not None:
        mail.add_alternative(_storable(post.html), subtype="html", charset="utf-8")
    for file in post.files:
        kind = CONTENT_TYPE.match(file.content_type)
        maintype, subtype = kind.groups() if kind else ("application", "octet-stream")
        name = one_line(file.name) or "attachment"
        mail.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=name)


def _storable(text: str) -> str:
    """The text without what UTF-8 cannot say, and without NUL, which ends texts for many."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
