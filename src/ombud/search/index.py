"""Upkeep of the index: what a record says, written in the same transaction as the record.

On SQLite the index is one FTS5 table whose rowid holds kind and id; on PostgreSQL a table of
tsvectors. Nothing outside this package knows which.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import column, text

from ombud.db import Prepared, Transaction
from ombud.search.words import words_in

__all__ = ["KIND_NUMBERS", "Document", "Kind", "put", "put_many", "remove"]

Kind = Literal["ticket", "user", "organization", "group"]
KIND_NUMBERS: Mapping[str, int] = {kind: number for number, kind in enumerate(get_args(Kind))}

# A record's words end here: PostgreSQL cannot hold more, and both shall find the same.
MOST_BYTES = 300_000
LAST_POSITION = 16_383
BATCH = 500

READ_SQLITE = Prepared(
    text("SELECT title, text, notes, more FROM search_documents WHERE rowid = :row").columns(
        column("title"), column("text"), column("notes"), column("more")
    )
)
WRITE_SQLITE = Prepared(
    text(
        "INSERT OR REPLACE INTO search_documents (rowid, title, text, notes, more)"
        " VALUES (:row, :title, :text, :notes, :more)"
    )
)
REMOVE_SQLITE = Prepared(text("DELETE FROM search_documents WHERE rowid = :row"))
WRITE_POSTGRESQL = Prepared(
    text(
        "INSERT INTO search_documents (kind, id, words)"
        " VALUES (:kind, :id, CAST(:words AS tsvector))"
        " ON CONFLICT (kind, id) DO UPDATE SET words = excluded.words"
        " WHERE search_documents.words <> excluded.words"
    )
)
REMOVE_POSTGRESQL = Prepared(text("DELETE FROM search_documents WHERE kind = :kind AND id = :id"))


@dataclass(frozen=True, slots=True)
class Document:
    """What can be found of one record.

    `title` is its subject or name. `text` is what everybody who sees the record may read: a
    ticket's public comments, a person's addresses. `notes` are a ticket's private comments or a
    record's notes; `more` are a ticket's tags and field values or a record's details.
    """

    kind: Kind
    id: int
    title: str
    text: str = ""
    notes: str = ""
    more: str = ""


def put(  # noqa: PLR0913 (the parts of a document)
    db: Transaction,
    kind: Kind,
    id: int,  # noqa: A002 (the id of the record)
    title: str | None,
    text: str | None,
    *,
    notes: str | None = "",
    more: str | None = "",
) -> None:
    """Index a record, new or changed; costs little when its words are what they were."""
    document = Document(kind, id, title or "", text or "", notes or "", more or "")
    if not db.is_sqlite:
        db.run(WRITE_POSTGRESQL, _postgresql_row(document))
        return
    row = _sqlite_row(document)
    stored = db.row(READ_SQLITE, {"row": row["row"]})
    if stored is None or tuple(stored) != tuple(row.values())[1:]:
        db.run(WRITE_SQLITE, row)


def put_many(db: Transaction, documents: Iterable[Document]) -> None:
    """Index many records at once, as seeding and imports do."""
    statement = WRITE_SQLITE if db.is_sqlite else WRITE_POSTGRESQL
    as_row = _sqlite_row if db.is_sqlite else _postgresql_row
    for batch in _batches(documents):
        db.run_all(statement, [as_row(document) for document in batch])


def remove(db: Transaction, kind: Kind, id: int) -> None:  # noqa: A002 (the id of the record)
    """Forget a record that can no longer be found."""
    if db.is_sqlite:
        db.run(REMOVE_SQLITE, {"row": _row_id(kind, id)})
    else:
        db.run(REMOVE_POSTGRESQL, {"kind": KIND_NUMBERS[kind], "id": id})


def _row_id(kind: Kind, record_id: int) -> int:
    return record_id * len(KIND_NUMBERS) + KIND_NUMBERS[kind]


def _parts(document: Document) -> Iterator[list[str]]:
    left = MOST_BYTES
    for part in (document.title, document.more, document.notes, document.text):
        words = words_in(part[:left])
        used = len("".join(words).encode())
        while used > left:
            used -= len(words.pop().encode())
        left -= used
        yield words


def _sqlite_row(document: Document) -> dict[str, Any]:
    title, more, notes, text_ = (" ".join(words) for words in _parts(document))
    row = _row_id(document.kind, document.id)
    return {"row": row, "title": title, "text": text_, "notes": notes, "more": more}


def _postgresql_row(document: Document) -> dict[str, Any]:
    places: dict[str, list[str]] = {}
    position = 1
    for words, weight in zip(_parts(document), "ADCB", strict=True):
        for word in words:
            places.setdefault(word, []).append(f"{min(position, LAST_POSITION)}{weight}")
            position += 1
        # A phrase does not reach from one part into the next.
        position += 1
    # Words are letters and digits, so they need no escaping between their quotes.
    lexemes = " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())
    return {"kind": KIND_NUMBERS[document.kind], "id": document.id, "words": lexemes}


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
