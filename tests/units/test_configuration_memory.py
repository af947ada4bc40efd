"""What a process remembers of the configuration: what is stored, and nothing that never was."""

from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select, update

from ombud.db import Transaction
from ombud.families.signing_in.actors import actor_of
from ombud.families.signing_in.people import person_by_email
from ombud.tables import groups, users
from tests.cast.company import TIMES
from tests.desk import Desk

loads: list[object] = []


class Undone(Exception):
    """Ends a transaction without storing anything."""


@pytest.fixture(autouse=True)
def _none_loaded() -> None:
    loads.clear()


def names(db: Transaction) -> list[str]:
    """The names of all groups."""
    loads.append("names")
    return db.values(select(groups.c.name).order_by(groups.c.name))


def name_of(db: Transaction, group_id: int) -> str | None:
    loads.append(group_id)
    found: str | None = db.value(select(groups.c.name).where(groups.c.id == group_id))
    return found


def rename(db: Transaction, desk: Desk, name: str) -> None:
    db.run(update(groups).where(groups.c.id == desk.cast.billing).values(name=name))


def read(desk: Desk) -> Any:
    with desk.account.transaction(writes=False) as db:
        return db.cached(names), db.cached(name_of, desk.cast.billing)


BEFORE = (["Billing", "Support"], "Billing")


def test_loaded_once_for_all_transactions(desk: Desk) -> None:
    assert read(desk) == read(desk) == BEFORE
    assert loads == ["names", desk.cast.billing]


def test_nothing_is_not_remembered(desk: Desk) -> None:
    with desk.account.transaction(writes=False) as db:
        assert db.cached(name_of, 7) is None
        assert db.cached(name_of, 7) is None
    assert loads == [7, 7]


def test_what_is_rolled_back_was_never_there(desk: Desk) -> None:
    with suppress(Undone), desk.account.transaction(writes=True) as db:
        rename(db, desk, "Accounts")
        # Before anybody was told that the configuration changes.
        assert db.cached(names) == ["Accounts", "Support"]
        assert db.cached(name_of, desk.cast.billing) == "Accounts"
        raise Undone
    assert read(desk) == BEFORE


def test_others_do_not_see_what_is_not_stored_yet(desk: Desk) -> None:
    with desk.account.transaction(writes=True) as db:
        rename(db, desk, "Accounts")
        assert db.cached(name_of, desk.cast.billing) == "Accounts"
        assert read(desk) == BEFORE
        db.configuration_changed()
        assert db.cached(name_of, desk.cast.billing) == "Accounts"
    assert read(desk) == (["Accounts", "Support"], "Accounts")


def test_what_a_writer_loaded_is_everybodys_afterwards(desk: Desk) -> None:
    with desk.account.transaction(writes=True) as db:
        assert db.cached(names) is db.cached(names)
    assert read(desk) == BEFORE
    assert loads == ["names", desk.cast.billing]


def test_a_savepoint_takes_back_what_was_loaded_in_it(desk: Desk) -> None:
    with desk.account.transaction(writes=True) as db:
        with suppress(Undone), db.savepoint():
            rename(db, desk, "Accounts")
            assert db.cached(name_of, desk.cast.billing) == "Accounts"
            raise Undone
        assert db.cached(name_of, desk.cast.billing) == "Billing"
    assert read(desk) == BEFORE


def test_a_savepoint_takes_back_that_the_configuration_changed(desk: Desk) -> None:
    read(desk)
    with desk.account.transaction(writes=True) as db:
        with suppress(Undone), db.savepoint():
            db.configuration_changed()
            raise Undone
        rename(db, desk, "Accounts")
        db.configuration_changed()
    assert read(desk) == (["Accounts", "Support"], "Accounts")


def test_a_person_who_never_came_to_be(desk: Desk) -> None:
    ids = []
    for name in ("Nobody", "Somebody"):
        with suppress(Undone), desk.account.transaction(writes=True) as db:
            user_id = db.insert(users, name=name, role="admin", **TIMES)
            found = actor_of(db, user_id)
            assert found is not None
            # The id is given out again: whoever gets it is not who had it before.
            assert found.name == name
            ids.append(user_id)
            raise Undone
    assert ids[0] == ids[1]
    with desk.account.transaction(writes=False) as db:
        assert actor_of(db, ids[0]) is None
        assert person_by_email(db, "nobody@northwind.example") is None
