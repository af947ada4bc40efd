"""What a mail says, once it is read; the form in which the rest of the desk knows mail."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Automatic", "File", "Letter", "Party", "Returned"]

# Why nobody wrote this: a program, an absence, a mail that could not be delivered, a reply to one
# that the desk never sent.
Automatic = Literal["auto_mailer", "auto_vacation", "auto_delivery_failure", "backscatter"]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a header; the name may be empty."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """An attachment, or a picture that the text shows by its content id."""

    name: str
    content_type: str
    content: bytes
    content_id: str | None = None
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """What a delivery failure tells of the mail that came back, as far as it does."""

    # To whom it could not be delivered.
    recipients: tuple[str, ...] = ()
    message_id: str | None = None
    # Which desks had sent it; none when its headers came back and no desk is named there.
    desks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail. Texts are Unicode without NUL, HTML is sanitised; nothing else is trusted."""

    message_id: str | None = None
    # Epoch seconds, as its writer's clock had it.
    date: int | None = None
    subject: str = ""
    sender: Party | None = None
    reply_to: Party | None = None
    to: tuple[Party, ...] = ()
    copied: tuple[Party, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    # All of it; and what is new, without the text that it answers and the signature.
    text: str = ""
    html: str | None = None
    new_text: str = ""
    new_html: str | None = None
    files: tuple[File, ...] = ()
    automatic: Automatic | None = None
    returned: Returned | None = None
    # Which desks sent it, by the header that every mail of a desk has.
    desks: tuple[str, ...] = ()
    # What servers on the way say of where it is from, the last one first, as they wrote it.
    authentication: tuple[str, ...] = ()
    # What could not be read, in words; the rest was.
    problems: tuple[str, ...] = ()
    # Every header in its order, decoded; names as they were written.
    headers: tuple[tuple[str, str], ...] = ()
