"""How much of one mail is read; what is beyond stays in the mail as it came, which is kept."""

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The defaults are far beyond what people send."""

    headers: int = 1_000
    # Bytes of one header, with its folded lines.
    header: int = 65_536
    # Everybody that one header names.
    parties: int = 1_000
    parts: int = 1_000
    depth: int = 16
    files: int = 500
    # Bytes of one text or page, before it is decoded.
    text: int = 1_000_000
