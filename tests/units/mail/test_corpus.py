"""Difficult mails, each with what the desk must make of it: corpus/NAME.eml and NAME.toml."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from ombud.mail.authentication import is_forged
from ombud.mail.commands import commands_in, commands_in_page
from ombud.mail.forwarded import Forwarded, forwarded
from ombud.mail.letter import File, Letter, Party, Returned
from ombud.mail.reading import read

CORPUS = Path(__file__).parent / "corpus"
NAMES = sorted(path.stem for path in CORPUS.glob("*.eml"))
# Who looks at mails before the desk does.
AUTHSERV_ID = "mx.desk.example"
# What is told of the mail to the reader, or in another way than by the key's own name.
NOT_READ = {"envelope", "text_contains", "absent"}


def as_text(party: Party | None) -> str:
    if party is None:
        return ""
    return f"{party.name} <{party.address}>" if party.name else party.address


def as_line(file: File) -> str:
    words = [file.name, file.content_type, str(len(file.content))]
    return " ".join(
        [*words, *(["inline"] if file.inline else []), *filter(None, [file.content_id])]
    )


def as_table(found: Forwarded | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "sender": as_text(found.sender),
        "subject": found.subject,
        "text": found.text,
        "note": found.note,
        "html": found.html,
        "files": [as_line(file) for file in found.files],
    }


def returned(letter: Letter) -> Returned:
    assert letter.returned is not None
    return letter.returned


READ: Mapping[str, Callable[[Letter], Any]] = {
    "message_id": lambda letter: letter.message_id,
    "date": lambda letter: letter.date,
    "subject": lambda letter: letter.subject,
    "sender": lambda letter: as_text(letter.sender),
    "to": lambda letter: [as_text(party) for party in letter.to],
    "in_reply_to": lambda letter: list(letter.in_reply_to),
    "references": lambda letter: list(letter.references),
    "desks": lambda letter: list(letter.desks),
    "headers": lambda letter: [name for name, _ in letter.headers],
    "text": lambda letter: letter.text,
    "new_text": lambda letter: letter.new_text,
    "html": lambda letter: letter.html,
    "new_html": lambda letter: letter.new_html,
    "files": lambda letter: [as_line(file) for file in letter.files],
    "files_count": lambda letter: len(letter.files),
    "forged": lambda letter: is_forged(letter, AUTHSERV_ID),
    "problems": lambda letter: list(letter.problems),
    "automatic": lambda letter: letter.automatic or "",
    "returned": lambda letter: list(returned(letter).recipients),
    "returned_message_id": lambda letter: returned(letter).message_id,
    "returned_desks": lambda letter: list(returned(letter).desks or ()),
    "forward": lambda letter: as_table(forwarded(letter)),
    "commands": lambda letter: [
        f"{one.name} {one.value}" for one in commands_in(letter.new_text)[0]
    ],
    "commands_text": lambda letter: commands_in(letter.new_text)[1],
    "commands_page": lambda letter: commands_in_page(letter.new_html or "")[1],
}


def read_one(name: str) -> tuple[Letter, dict[str, Any]]:
    expected = tomllib.loads((CORPUS / f"{name}.toml").read_text("utf-8"))
    letter = read((CORPUS / f"{name}.eml").read_bytes(), sender=expected.get("envelope"))
    return letter, expected


@pytest.mark.parametrize("name", NAMES)
def test_a_difficult_mail_reads_as_expected(name: str) -> None:
    letter, expected = read_one(name)
    found = {key: READ[key](letter) for key in expected.keys() - NOT_READ}
    if found.get("forward"):
        found["forward"] = {key: found["forward"][key] for key in expected["forward"]}
    assert found == {key: expected[key] for key in found}
    assert [READ[key](letter) for key in expected.get("absent", ())] == [None] * len(
        expected.get("absent", ())
    )
    assert [words for words in expected.get("text_contains", ()) if words not in letter.text] == []


def test_the_corpus_is_complete() -> None:
    assert len(NAMES) >= 60
    assert sorted(path.stem for path in CORPUS.glob("*.toml")) == NAMES
    every = [tomllib.loads((CORPUS / f"{name}.toml").read_text("utf-8")) for name in NAMES]
    used = {key for expected in every for key in expected}
    assert used - READ.keys() - NOT_READ == set()
