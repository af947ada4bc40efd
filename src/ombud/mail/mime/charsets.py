"""Bytes to text, whatever charset they were said to be in."""

import codecs
import re

from charset_normalizer import from_bytes

__all__ = ["cleaned", "decoded"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,39}")
# What mail programs call a charset that is known by another name, or by no name at all.
ALIASES = {
    "ansi_x3.4-1968": "us-ascii",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
    "macintosh": "mac_roman",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    # Programs that say Latin-1 mean what Windows has in its place.
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso8859-1": "cp1252",
}
# Codecs that are no charsets, or that take longer than the text is worth.
REFUSED = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
# Every byte means something in these, so that being readable proves nothing.
TAKES_ANYTHING = {"cp1252", "ascii", "iso8859-1", "latin-1", "iso8859-15"}
# What mail in other letters than Latin ones is in, mostly, when it does not say so.
LIKELY = [
    *("cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
# What the letters of Central Europe look like when they are read as those of the West.
WITHIN_WORDS = re.compile(r"(?<=[^\W\d_])[\xa1-\xac\xae-\xb3\xb5\xb8\xb9\xbc-\xbf](?=[^\W\d_])")
SAMPLE = 4_096
ENOUGH_TO_GUESS = 48
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decoded(content: bytes, charset: str | None) -> tuple[str, str | None]:
    """The text, cleaned, and what was wrong with its charset, if anything."""
    content = content.removeprefix(codecs.BOM_UTF8)
    known = _codec(charset) if charset else None
    problem = f"unknown charset {charset[:40]!r}" if charset and known is None else None
    if content.isascii() and known in {None, *TAKES_ANYTHING, "utf-8"}:
        return cleaned(content.decode("ascii")), problem
    if known and known.startswith(("utf-16", "utf-32")) and b"\0" not in content:
        known = "utf-8"
    tried = [known] if known and known not in TAKES_ANYTHING else []
    for name in (*tried, "utf-8", *([known] if known in TAKES_ANYTHING else [])):
        text = _strictly(content, name or "")
        if text is not None:
            wrong = known not in {None, name, "ascii"}
            return cleaned(text), f"not {charset}, as it says, but {name}" if wrong else problem
    return _guessed(content, known, problem)


def cleaned(text: str) -> str:
    """Without NUL and other controls, and without what is no character; one kind of line end."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNWANTED.sub("", text).removeprefix("\ufeff")


def _codec(name: str) -> str | None:
    name = name.strip().strip("\"'").lower()
    if not NAME.fullmatch(name):
        return None
    try:
        found = codecs.lookup(ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return None
    return None if found in REFUSED or not _is_charset(found) else found


def _is_charset(codec: str) -> bool:
    try:
        return isinstance(b"".decode(codec), str)
    except (LookupError, ValueError):
        return False


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, LookupError, ValueError):
        return None


def _guessed(content: bytes, known: str | None, problem: str | None) -> tuple[str, str]:
    said = content.decode(known, "replace") if known and known not in TAKES_ANYTHING else ""
    if said and said.count("\ufffd") * 50 < len(said):
        return cleaned(said), f"some characters are not of the charset {known}"
    guess = _guess(content[:SAMPLE])
    text = content.decode(guess, "replace")
    return cleaned(text), f"{problem or 'wrong or missing charset'}, read as {guess}"


def _guess(sample: bytes) -> str:
    letters = sum(map(str.isalpha, sample.decode("ascii", "ignore")))
    foreign = sum(byte >= 0x80 for byte in sample)
    if foreign * 4 <= letters or len(sample) < ENOUGH_TO_GUESS:
        western = sample.decode("cp1252", "replace")
        return "cp1250" if len(WITHIN_WORDS.findall(western)) > 1 else "cp1252"
    best = from_bytes(sample, cp_isolation=LIKELY).best()
    return best.encoding if best is not None and best.encoding in LIKELY else "cp1252"
