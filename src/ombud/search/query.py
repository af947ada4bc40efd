"""Asks the index: which records of a kind contain these words, and which contain them best."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ARRAY,
    REAL,
    BigInteger,
    Float,
    Select,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql.expression import ColumnElement

from ombud.db import Transaction
from ombud.search.index import KIND_NUMBERS, Kind
from ombud.search.words import words_in

__all__ = ["Part", "Phrase", "containing", "is_common", "matching_ids", "ranked"]

Part = Literal["title", "text", "notes", "more"]

WEIGHT_LETTERS = {"title": "A", "text": "B", "notes": "C", "more": "D"}
# How much a word counts in title, text, notes and more; PostgreSQL wants them the other way round.
SQLITE_WEIGHTS = (10.0, 1.0, 1.0, 2.0)
POSTGRESQL_WEIGHTS = [0.2, 0.1, 0.1, 1.0]

documents = table(
    "search_documents",
    column("rowid", BigInteger),
    column("kind", BigInteger),
    column("id", BigInteger),
    column("words"),
)
# What FTS5 calls its table when it is asked for words.
whole_row: ColumnElement[Any] = literal_column("search_documents")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row. With `prefix` the last one may go on; no parts mean every part."""

    words: tuple[str, ...]
    prefix: bool = False
    parts: tuple[Part, ...] = ()


def matching_ids(
    db: Transaction, kind: Kind, words: str, *, parts: tuple[Part, ...] = ()
) -> Select[Any]:
    """Ids of the records in which each of the words, or a longer one, occurs.

    The text is taken as words only: it has no operators. Without a word nothing matches. `parts`
    keep the search to some of a document: end users may not find what stands in `notes`.
    """
    phrases = [Phrase(tuple(words_in(word)), True, parts) for word in words.split()]
    return containing(db, kind, [phrase for phrase in phrases if phrase.words])


def containing(db: Transaction, kind: Kind, phrases: Sequence[Phrase]) -> Select[Any]:
    """Ids of the records that contain every phrase."""
    record_id, _ = _found(db, phrases)
    return select(record_id).select_from(documents).where(_matches(db, kind, phrases))


def ranked(db: Transaction, kind: Kind, phrases: Sequence[Phrase]) -> Select[Any]:
    """The same as `id`, with how well each record fits as `score`: more is better."""
    record_id, score = _found(db, phrases)
    return select(record_id, score).select_from(documents).where(_matches(db, kind, phrases))


def is_common(db: Transaction, phrases: Sequence[Phrase], most: int) -> bool:
    """Whether more than so many records, of any kind, contain every phrase."""
    some = select(literal(1)).select_from(documents).where(_has_words(db, phrases)).limit(most + 1)
    return bool(db.value(select(func.count()).select_from(some.subquery())) > most)


def _found(
    db: Transaction, phrases: Sequence[Phrase]
) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    if db.is_sqlite:
        # A rowid is id * 4 + kind: see index.py.
        record_id = documents.c.rowid.op(">>")(2)
        return record_id.label("id"), (-func.bm25(whole_row, *SQLITE_WEIGHTS)).label("score")
    rank = func.ts_rank(cast(POSTGRESQL_WEIGHTS, ARRAY(REAL)), documents.c.words, _tsquery(phrases))
    return documents.c.id.label("id"), cast(rank, Float).label("score")


def _matches(db: Transaction, kind: Kind, phrases: Sequence[Phrase]) -> ColumnElement[bool]:
    if not phrases:
        return false()
    if db.is_sqlite:
        is_kind = documents.c.rowid.op("&")(len(KIND_NUMBERS) - 1) == KIND_NUMBERS[kind]
    else:
        is_kind = documents.c.kind == KIND_NUMBERS[kind]
    return _has_words(db, phrases) & is_kind


def _has_words(db: Transaction, phrases: Sequence[Phrase]) -> ColumnElement[bool]:
    if db.is_sqlite:
        expression = " AND ".join(_fts5(phrase) for phrase in phrases)
        return whole_row.op("MATCH", is_comparison=True)(expression)
    return documents.c.words.op("@@", is_comparison=True)(_tsquery(phrases))


def _fts5(phrase: Phrase) -> str:
    # Words are letters and digits: nothing in them can end the quotes.
    quoted = f'"{" ".join(phrase.words)}"{" *" if phrase.prefix else ""}'
    return f"{{{' '.join(phrase.parts)}}} : {quoted}" if phrase.parts else quoted


def _tsquery(phrases: Sequence[Phrase]) -> ColumnElement[Any]:
    return cast(" & ".join(_lexemes(phrase) for phrase in phrases), TSQUERY)


def _lexemes(phrase: Phrase) -> str:
    weights = "".join(WEIGHT_LETTERS[part] for part in phrase.parts)
    last = len(phrase.words) - 1
    parts = []
    for place, word in enumerate(phrase.words):
        flags = ("*" if phrase.prefix and place == last else "") + weights
        parts.append(f"'{word}':{flags}" if flags else f"'{word}'")
    return f"({' <-> '.join(parts)})"
