"""Names of attached files, without what could do harm where they are kept or opened."""

import re

__all__ = ["file_name"]

# Controls, marks that turn the direction of writing, and signs that systems use for themselves.
UNSAFE = re.compile('[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:"|?*]')
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
LONGEST = 200
LONGEST_ENDING = 20
ENDINGS = {
    "application/pdf": ".pdf",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/ms-tnef": ".dat",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "message/delivery-status": ".txt",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
}


def file_name(given: str, content_type: str, number: int) -> str:
    """A name that is one, from the name given; without one it is told by number and kind."""
    name = UNSAFE.sub("", re.split(r"[/\\]", given)[-1]).strip(" .")
    if not name:
        return f"attachment-{number}{ENDINGS.get(content_type, '.bin')}"
    if RESERVED.fullmatch(name):
        name = f"_{name}"
    if len(name.encode("utf-8", "replace")) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = f".{ending}" if dot and len(ending.encode()) <= LONGEST_ENDING else ""
    room = LONGEST - len(ending.encode())
    return (stem or name).encode()[:room].decode("utf-8", "ignore").rstrip(" .") + ending
