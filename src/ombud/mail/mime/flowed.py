"""Text whose lines were broken on the way (format=flowed, RFC 3676)."""

__all__ = ["unflowed"]


def unflowed(text: str, *, delete_space: bool) -> str:
    """Paragraphs in one line each; quoted ones keep their marks."""
    lines: list[str] = []
    parts: list[str] = []
    depth = 0
    for line in text.split("\n"):
        quoted, rest = _depth(line)
        rest = rest.removeprefix(" ")
        is_signature = rest == "-- "
        if parts and (quoted != depth or is_signature):
            lines.append(_marked(depth, parts))
            parts = []
        depth = quoted
        if rest.endswith(" ") and not is_signature:
            parts.append(rest[:-1] if delete_space else rest)
        else:
            lines.append(_marked(depth, [*parts, rest]))
            parts = []
    if parts:
        lines.append(_marked(depth, parts))
    return "\n".join(lines)


def _depth(line: str) -> tuple[int, str]:
    rest = line.lstrip(">")
    return len(line) - len(rest), rest


def _marked(depth: int, parts: list[str]) -> str:
    return (">" * depth + " " if depth else "") + "".join(parts)
