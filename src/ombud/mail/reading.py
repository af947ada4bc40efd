"""Reading a mail, whatever it looks like: bytes to a Letter. It never fails and copies little."""

import re
from dataclasses import replace
from datetime import UTC
from email.utils import parsedate_to_datetime

from ombud.mail.automatic import judged
from ombud.mail.letter import File, Letter, Party
from ombud.mail.mime.addresses import message_ids, parties
from ombud.mail.mime.content import Content, Gathering
from ombud.mail.mime.headers import Headers
from ombud.mail.mime.limits import Limits
from ombud.mail.mime.markup import safe, text_of, well_formed
from ombud.mail.mime.structure import structure_of
from ombud.mail.mime.words import spoken
from ombud.mail.quotes import new_page, new_text, unsigned

__all__ = ["Limits", "read"]

# Mail that names these twice is read differently by different programs, which forgers use.
ONLY_ONCE = ("From", "Subject", "Date", "Message-ID", "Content-Type")
CID = re.compile(r"""src="cid:([^"]{1,998})\"""")
LONGEST_DATE = 100


def read(raw: bytes, *, sender: str | None = None, limits: Limits | None = None) -> Letter:
    """What the mail says; whatever cannot be read is told in the letter's problems.

    `sender` is who the envelope names: empty for a mail that wants no answer, None if unknown.
    """
    limits = limits or Limits()
    # Old programs end lines with a carriage return alone.
    raw = raw if b"\n" in raw else raw.replace(b"\r", b"\n")
    root, problems = structure_of(raw, limits)
    gathering = Gathering(raw, limits, problems=dict.fromkeys(problems))
    content = gathering.content(root, is_root=True)
    letter = _addressed(root.headers, limits)
    return judged(_worded(letter, content, gathering), sender)


def _addressed(headers: Headers, limits: Limits) -> Letter:
    """What the headers say."""
    named = {
        name: parties(" , ".join(headers.all(name)), limits.parties)
        for name in ("From", "Sender", "Reply-To", "To", "Cc")
    }
    found = (*named["From"], *named["Sender"])
    problems = [
        f"there is more than one {name}" for name in ONLY_ONCE if len(headers.all(name)) > 1
    ]
    if not found:
        problems.append("there is no sender")
    return Letter(
        message_id=next(iter(message_ids(headers.first("Message-ID"))), None),
        date=_date(headers.first("Date")),
        subject=spoken(headers.first("Subject")),
        sender=next(iter(found), None),
        reply_to=next(iter(named["Reply-To"]), None),
        to=_each_once(named["To"]),
        copied=_each_once(named["Cc"]),
        in_reply_to=message_ids(headers.first("In-Reply-To")),
        references=message_ids(headers.first("References")),
        desks=tuple(dict.fromkeys(value for value in headers.all("X-Ombud-Desk") if value)),
        authentication=headers.all("Authentication-Results"),
        headers=headers.decoded(),
        problems=tuple(problems),
    )


def _worded(letter: Letter, content: Content, gathering: Gathering) -> Letter:
    """What the body says."""
    page = well_formed(content.page) if content.page is not None else None
    if content.page is not None and page is None:
        gathering.problems["the page is too complicated, only its text was read"] = None
    html = safe(page) if page is not None else None
    text = content.text
    if text is None or not text.strip():
        text = text_of(content.page if page is None else page) if content.page else ""
    new_html = html
    if page is not None and (new := new_page(page, letter.subject)) != page:
        new_html = safe(new)
    if content.text is None or not content.text.strip():
        new = text_of(new_html) if new_html is not None else new_text(text, letter.subject)
    else:
        new = new_text(unsigned(text), letter.subject)
    return replace(
        letter,
        text=text.strip("\n"),
        html=html,
        new_text=new,
        new_html=new_html,
        files=_shown(gathering.files, html),
        problems=(*letter.problems, *gathering.problems),
    )


def _shown(files: list[File], html: str | None) -> tuple[File, ...]:
    """The files, those marked that the page shows by their content id."""
    shown = set(CID.findall(html or ""))
    return tuple(
        replace(file, inline=True)
        if file.content_id is not None and file.content_id in shown
        else file
        for file in files
    )


def _each_once(found: tuple[Party, ...]) -> tuple[Party, ...]:
    return tuple({party.address.lower(): party for party in reversed(found)}.values())[::-1]


def _date(header: str) -> int | None:
    try:
        date = parsedate_to_datetime(header[:LONGEST_DATE])
        return int((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
