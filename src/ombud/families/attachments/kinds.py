"""What kind of file a name promises, and which kinds a browser may show by itself."""

import mimetypes
import re

__all__ = ["SHOWN", "file_name", "sent_type", "type_of"]

UNKNOWN = "application/octet-stream"
LONGEST_NAME = 255
# Only the table of Python itself: what the machine knows would differ from desk to desk.
KNOWN = mimetypes.MimeTypes(filenames=())
for _extension, _type in (
    (".avif", "image/avif"),
    (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".eml", "message/rfc822"),
    (".gz", "application/gzip"),
    (".heic", "image/heic"),
    (".js", "text/javascript"),
    (".log", "text/plain"),
    (".md", "text/markdown"),
    (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (".rtf", "application/rtf"),
    (".webp", "image/webp"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (".yaml", "application/yaml"),
    (".yml", "application/yaml"),
):
    KNOWN.add_type(_type, _extension)
GIVEN = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
# Clients that say nothing of the content send it as one of these.
SAYS_NOTHING = ("application/x-www-form-urlencoded", "multipart/", "application/json")
# Pictures made of points, which can run nothing.
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# Text a browser would act on; it leaves the desk as bytes.
ACTIVE = re.compile(r"html|xml|svg|script|wasm|x-shockwave|^text/(?!plain$|csv$|markdown$)")


def type_of(name: str, given: str = "") -> str:
    """The displayed type: that of the extension, else the one given if it says anything."""
    guessed, encoding = KNOWN.guess_type(name.rpartition("/")[2], strict=True)
    if encoding == "gzip":
        return "application/gzip"
    if guessed and not encoding:
        return guessed
    said = given.partition(";")[0].strip().lower()
    if GIVEN.fullmatch(said) and not said.startswith(SAYS_NOTHING) and not ACTIVE.search(said):
        return said
    return UNKNOWN


def sent_type(displayed: str) -> str:
    """The type that the content is sent with: nothing that a browser would run."""
    return UNKNOWN if ACTIVE.search(displayed) else displayed


def file_name(given: str) -> str:
    """The name without the folders that it may have come with, and never empty."""
    name = re.split(r"[/\\]", given)[-1]
    name = "".join(letter for letter in name if letter.isprintable()).strip().strip(".")
    if len(name) > LONGEST_NAME:
        stem, dot, extension = name.rpartition(".")
        keeps = bool(dot) and len(extension) <= 20
        end = f".{extension}" if keeps else ""
        name = (stem if keeps else name)[: LONGEST_NAME - len(end)] + end
    return name or "file"
