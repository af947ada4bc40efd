"""The size of a picture, from the head of its file; and nothing but a size from anything else."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ombud.families.attachments.pictures import size_of


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x06"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0"


def jpeg(width: int, height: int, frame: int = 0xC0, before: bytes = b"") -> bytes:
    start = b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + b"\0" * 10
    head = struct.pack(">BBHBHHB", 0xFF, frame, 17, 8, height, width, 3)
    return start + before + head + b"\0" * 12


def webp(kind: bytes, data: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 100) + b"WEBP" + kind + struct.pack("<I", 90) + data


LOSSY = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 0x4000 | 320, 200)
LOSSLESS = b"\x2f" + struct.pack("<I", 319 | 199 << 14 | 1 << 28)
EXTENDED = b"\0\0\0\0" + (319).to_bytes(3, "little") + (199).to_bytes(3, "little")


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(320, 200), (320, 200)),
        (gif(320, 200), (320, 200)),
        (b"GIF87a" + gif(320, 200)[6:], (320, 200)),
        (jpeg(320, 200), (320, 200)),
        (jpeg(320, 200, 0xC2), (320, 200)),
        (jpeg(320, 200, before=b"\xff\xc4\0\x04ab\xff\xff\xff\xe1\0\x06data"), (320, 200)),
        (webp(b"VP8 ", LOSSY), (320, 200)),
        (webp(b"VP8L", LOSSLESS), (320, 200)),
        (webp(b"VP8X", EXTENDED), (320, 200)),
        (png(0, 200), None),
        (png(2**31, 2**32 - 1), None),
        (gif(320, 0), None),
        (png(320, 200)[:20], None),
        (jpeg(320, 200)[:22], None),
        (b"\xff\xd8\xff\xd9", None),
        (b"\xff\xd8\xff\xda\0\x02", None),
        (b"\xff\xd8" + b"\xff\xe0\0\0" * 2000, None),
        (webp(b"VP8X", EXTENDED)[:28], None),
        (webp(b"XXXX", EXTENDED), None),
        (b"RIFF0000WAVEfmt ", None),
        (b"<svg width='320' height='200'/>", None),
        (b"", None),
    ],
)
def test_size(content: bytes, size: tuple[int, int] | None) -> None:
    assert size_of(content) == size


HEADS = (b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"\xff\xd8", b"\xff\xd8\xff\xe0", b"RIFF0000WEBP")


@given(st.sampled_from(HEADS), st.binary(max_size=200))
def test_no_content_does_more_than_have_a_size_or_none(head: bytes, rest: bytes) -> None:
    size = size_of(head + rest)
    assert size is None or min(size) > 0
