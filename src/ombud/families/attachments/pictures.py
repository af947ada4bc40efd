"""Kind, width and height of a picture, from the first bytes of its file and nothing else."""

import struct
from collections.abc import Callable

__all__ = ["extension_of", "size_of"]

Size = tuple[int, int]
MOST_SEGMENTS = 1000


def size_of(content: bytes) -> Size | None:
    """Width and height in pixels of a PNG, GIF, JPEG or WebP; None for anything else."""
    for signature, _, read in READERS:
        if content.startswith(signature):
            try:
                size = read(content)
            except (struct.error, IndexError):
                return None
            return size if size and min(size) > 0 else None
    return None


def extension_of(content: bytes) -> str | None:
    """`.png`, `.gif`, `.jpg` or `.webp`; None for what is no such picture, or none that is whole.

    The name and the type that a sender gives may say anything.
    """
    if size_of(content) is None:
        return None
    return next(name for signature, name, _ in READERS if content.startswith(signature))


def _png(content: bytes) -> Size | None:
    if content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", content, 16)
    # More would be no picture: the format forbids it.
    return (width, height) if max(width, height) < 2**31 else None


def _gif(content: bytes) -> Size | None:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _jpeg(content: bytes) -> Size | None:
    place = 2
    for _ in range(MOST_SEGMENTS):
        if content[place] != 0xFF:
            return None
        while content[place] == 0xFF:
            place += 1
        marker = content[place]
        place += 1
        if marker in STARTS_OF_FRAME:
            height, width = struct.unpack_from(">HH", content, place + 3)
            return width, height
        if marker in {0xD9, 0xDA}:
            return None
        if marker not in WITHOUT_LENGTH:
            length = struct.unpack_from(">H", content, place)[0]
            place += max(2, length)
    return None


def _webp(content: bytes) -> Size | None:
    if content[8:12] != b"WEBP":
        return None
    match content[12:16]:
        case b"VP8 " if content[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack_from("<HH", content, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L" if content[20] == 0x2F:
            bits = struct.unpack_from("<I", content, 21)[0]
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            width = int.from_bytes(content[24:27], "little")
            height = int.from_bytes(content[27:30], "little")
            return (width + 1, height + 1) if len(content) >= 30 else None
    return None


STARTS_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
READERS: tuple[tuple[bytes, str, Callable[[bytes], Size | None]], ...] = (
    (b"\x89PNG\r\n\x1a\n", ".png", _png),
    (b"GIF87a", ".gif", _gif),
    (b"GIF89a", ".gif", _gif),
    (b"\xff\xd8", ".jpg", _jpeg),
    (b"RIFF", ".webp", _webp),
)
