"""Bodies as they were before they were made fit for the way: base64 and the others."""

import binascii
import re

__all__ = ["as_sent", "uudecoded"]

NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r*$", re.MULTILINE)


def as_sent(raw: bytes, start: int, end: int, encoding: str) -> tuple[bytes, str | None]:
    """The content of a body between two places, and what was broken about its encoding."""
    # Without copying: attachments make up most of a mail.
    span = memoryview(raw)[start:end]
    match encoding:
        case "base64" | "b" | "base-64":
            return _from_base64(span)
        case "quoted-printable" | "quoted printable" | "q" | "qp":
            return binascii.a2b_qp(span), None
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            found = uudecoded(bytes(span))
            return (found[0][1], None) if found else (bytes(span), "broken uuencode")
        case "" | "7bit" | "8bit" | "binary" | "7-bit" | "8-bit" | "none":
            return bytes(span), None
    return bytes(span), f"unknown encoding {encoding[:40]!r}"


def uudecoded(content: bytes) -> list[tuple[str, bytes, int, int]]:
    """The uuencoded files in a text: name, content, and where they stand."""
    files = []
    position = 0
    while (begin := UU_BEGIN.search(content, position)) is not None:
        end = content.find(b"\nend", begin.end())
        if end < 0:
            break
        lines = content[begin.end() : end].splitlines()
        name = begin[1].decode("utf-8", "replace").strip()
        files.append((name, b"".join(map(_uu_line, lines)), begin.start(), end + len(b"\nend")))
        position = end
    return files


def _from_base64(span: memoryview) -> tuple[bytes, str | None]:
    try:
        content = binascii.a2b_base64(span)
    except binascii.Error:
        return _piecewise(span), "broken base64"
    # Decoding ends at the first padding; some programs encode a file in pieces.
    if len(content) * 4 // 3 < len(span) * 9 // 10 - 512:
        whole = _piecewise(span)
        return (whole, None) if len(whole) > len(content) else (content, None)
    return content, None


def _piecewise(span: memoryview) -> bytes:
    letters = bytes(span).translate(None, NOT_BASE64)
    content = bytearray()
    for piece in letters.split(b"="):
        whole = piece[:-1] if len(piece) % 4 == 1 else piece
        content += binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    return bytes(content)


def _uu_line(line: bytes) -> bytes:
    if not line or not 32 <= line[0] <= 96:
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some programs leave characters behind the end of a line.
        length = ((line[0] - 32 & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""
