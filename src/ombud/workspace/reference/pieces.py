"""Small pieces of HTML that the reference is made of; every text is escaped."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

__all__ = ["CODE", "Cell", "lines", "prose", "table"]

Cell = str | Markup
CODE = Markup("<code>{}</code>")
TABLE = Markup("<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>")


def prose(words: str) -> Markup:
    """Text in which backquotes mark code."""
    pieces = words.split("`")
    return Markup().join(
        CODE.format(piece) if place % 2 else piece for place, piece in enumerate(pieces)
    )


def table(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Markup:
    """Rows whose first cell is code; nothing when there are none."""
    if not rows:
        return Markup()
    head = Markup().join(Markup('<th scope="col">{}</th>').format(each) for each in headings)
    body = lines(_row(row) for row in rows)
    return TABLE.format(head=head, body=body)


def _row(row: Sequence[Cell]) -> Markup:
    cells = [Markup("<td>{}</td>").format(cell) for cell in (CODE.format(row[0]), *row[1:])]
    return Markup("<tr>{}</tr>").format(Markup().join(cells))


def lines(pieces: Iterable[Markup]) -> Markup:
    """One piece on each line."""
    return Markup("\n").join(pieces)
