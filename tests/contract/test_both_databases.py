"""The storage promises, written once and kept by SQLite and by PostgreSQL."""

import multiprocessing
import threading
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    UniqueConstraint,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from ombud.db import (
    Account,
    Directory,
    Duplicate,
    MissingReference,
    TryAgainLater,
    UnknownAccountError,
    Unstorable,
    migrate,
)
from ombud.tables import account_settings, group_memberships, groups, metadata, users
from tests.cast.company import OPENED
from tests.desk import Desk
from tests.watching import load_names, watch

T = TypeVar("T")
TIMES: dict[str, Any] = {"created_at": OPENED, "updated_at": OPENED}


class UndoneError(Exception):
    """Ends a transaction that is not wanted."""


@contextmanager
def undone(block: AbstractContextManager[T]) -> Iterator[T]:
    """The block, which ends with an exception of ours."""
    with pytest.raises(UndoneError), block as inside:  # noqa: PT012 (the raise is the point)
        yield inside
        raise UndoneError


@pytest.fixture(params=["sqlite", "postgresql"])
def directory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Directory]:
    """An empty data folder or database."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")
    made = Directory(tmp_path, metadata.tables, url=url, pool_size=4)
    yield made
    made.close()


def names(account: Account) -> set[str]:
    with account.transaction(writes=False) as db:
        return set(db.values(select(groups.c.name)))


class TestTransactions:
    def test_commit_and_rollback(self, any_desk: Desk) -> None:
        with any_desk.account.transaction(writes=True) as db:
            db.insert(groups, name="Kept", **TIMES)
        with undone(any_desk.account.transaction(writes=True)) as db:
            db.insert(groups, name="Undone", **TIMES)
        assert names(any_desk.account) == {"Support", "Billing", "Kept"}

    def test_a_savepoint_undoes_only_its_block(self, any_desk: Desk) -> None:
        with any_desk.account.transaction(writes=True) as db:
            db.insert(groups, name="Before", **TIMES)
            with undone(db.savepoint()):
                db.insert(groups, name="Inside", **TIMES)
            db.insert(groups, name="After", **TIMES)
        assert names(any_desk.account) == {"Support", "Billing", "Before", "After"}

    def test_a_refused_row_leaves_the_rest_of_a_savepoints_transaction(
        self, any_desk: Desk
    ) -> None:
        with any_desk.account.transaction(writes=True) as db:
            with pytest.raises(Duplicate), db.savepoint():
                db.insert(groups, name="Second default", default=True, **TIMES)
            with pytest.raises(Unstorable), db.savepoint():
                db.run(update(groups).values(created_at=2**63))
            db.insert(groups, name="After", **TIMES)
        assert "After" in names(any_desk.account)

    def test_reading_sees_what_was_committed_before(self, any_desk: Desk) -> None:
        with any_desk.account.transaction(writes=True) as writing:
            writing.insert(groups, name="Unfinished", **TIMES)
            assert "Unfinished" not in names(any_desk.account)
        assert "Unfinished" in names(any_desk.account)

    def test_a_transaction_sees_its_own_changes(self, any_desk: Desk) -> None:
        with any_desk.account.transaction(writes=True) as db:
            new_id = db.insert(groups, name="Mine", **TIMES)
            assert db.value(select(groups.c.name).where(groups.c.id == new_id)) == "Mine"

    def test_a_number_that_no_column_holds(self, any_desk: Desk) -> None:
        with pytest.raises(Unstorable), any_desk.account.transaction(writes=True) as db:
            db.run(update(groups).values(created_at=2**63))
        with pytest.raises(Unstorable), any_desk.account.transaction(writes=False) as db:
            db.rows(select(groups.c.id).where(groups.c.id == 2**63))

    def test_writers_wait_for_each_other(self, any_desk: Desk) -> None:
        """Read, add one, write back: nothing is lost, because the row or the file is locked."""
        rounds, writers = 10, 4
        with any_desk.account.transaction(writes=True) as db:
            db.insert(account_settings, name="counter", value="0", updated_at=OPENED)
        locked = select(account_settings.c.value).where(account_settings.c.name == "counter")

        def count() -> None:
            for _ in range(rounds):
                with any_desk.account.transaction(writes=True) as db:
                    value = int(db.value(locked.with_for_update()))
                    change = update(account_settings).where(account_settings.c.name == "counter")
                    db.run(change.values(value=str(value + 1)))

        threads = [threading.Thread(target=count) for _ in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with any_desk.account.transaction(writes=False) as db:
            assert db.value(locked) == str(rounds * writers)


class TestIds:
    def test_rise_and_are_never_given_twice(self, any_desk: Desk) -> None:
        given: list[int] = []
        for count in (1, 3, 1, 250):
            with any_desk.account.transaction(writes=True) as db:
                ids = list(db.new_ids(count))
            assert len(ids) == count
            given += ids
        assert given == sorted(set(given))

    def test_are_not_given_again_after_a_rollback_that_others_saw(self, any_desk: Desk) -> None:
        """A row that was deleted never lends its id to another."""
        with any_desk.account.transaction(writes=True) as db:
            first = db.insert(groups, name="First", **TIMES)
        with any_desk.account.transaction(writes=True) as db:
            db.run(groups.delete().where(groups.c.id == first))
            assert db.insert(groups, name="Second", **TIMES) > first

    def test_tickets_have_numbers_of_their_own(self, any_desk: Desk) -> None:
        with any_desk.account.transaction(writes=True) as db:
            first = db.new_ids(2, "tickets")
            ids = db.new_ids(1)
        assert list(first) == [1, 2]
        assert ids[0] > 2**32

    def test_from_many_threads(self, any_desk: Desk) -> None:
        given: list[int] = []

        def take() -> None:
            for _ in range(10):
                with any_desk.account.transaction(writes=True) as db:
                    given.extend(db.new_ids(2))

        threads = [threading.Thread(target=take) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(given) == len(set(given)) == 80


class TestRefusals:
    def test_a_duplicate_is_named(self, any_desk: Desk) -> None:
        member = {"user_id": any_desk.cast.agent, "group_id": any_desk.cast.support, **TIMES}
        with pytest.raises(Duplicate) as refused, any_desk.account.transaction(writes=True) as db:
            db.insert(group_memberships, **member)
        assert refused.value.constraint == "uq_group_memberships_user_id_group_id"

    def test_a_duplicate_of_a_partial_index_is_named(self, any_desk: Desk) -> None:
        with pytest.raises(Duplicate) as refused, any_desk.account.transaction(writes=True) as db:
            db.insert(groups, name="Second default", default=True, **TIMES)
        assert refused.value.constraint == "uq_groups_default"

    def test_a_duplicate_key_is_named(self, any_desk: Desk) -> None:
        with pytest.raises(Duplicate) as refused, any_desk.account.transaction(writes=True) as db:
            db.insert(groups, id=any_desk.cast.support, name="Again", **TIMES)
        assert refused.value.constraint == "pk_groups"

    def test_a_reference_to_nothing(self, any_desk: Desk) -> None:
        with pytest.raises(MissingReference), any_desk.account.transaction(writes=True) as db:
            db.insert(group_memberships, user_id=1, group_id=any_desk.cast.support, **TIMES)

    def test_a_row_that_others_need_stays(self, any_desk: Desk) -> None:
        with any_desk.account.transaction(writes=True) as db:
            db.run(update(users).values(default_group_id=any_desk.cast.support))
        with pytest.raises(MissingReference), any_desk.account.transaction(writes=True) as db:
            db.run(groups.delete())

    def test_a_required_column(self, any_desk: Desk) -> None:
        with pytest.raises(IntegrityError), any_desk.account.transaction(writes=True) as db:
            db.insert(groups, name=None, **TIMES)

    def test_an_account_name_is_given_once(self, directory: Directory) -> None:
        directory.add("acme")
        with pytest.raises(Duplicate):
            directory.add("acme")


class TestConfigurationInMemory:
    def test_a_change_is_seen_by_another_connection_at_once(self, any_desk: Desk) -> None:
        config = any_desk.app.config
        other = Directory(config.data, metadata.tables, url=config.database_url, pool_size=2)
        account = other.find("northwind")
        try:
            with account.transaction(writes=False) as db:
                assert "New" not in db.cached(load_names)
            with any_desk.account.transaction(writes=True) as db:
                db.insert(groups, name="New", **TIMES)
                db.configuration_changed()
                assert "New" in db.cached(load_names)
            with account.transaction(writes=False) as db:
                assert "New" in db.cached(load_names)
        finally:
            other.close()

    def test_a_change_is_seen_by_another_process_at_once(self, any_desk: Desk) -> None:
        config = any_desk.app.config
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(
            target=watch, args=(str(config.data), config.database_url, theirs), daemon=True
        )
        process.start()
        try:
            assert "New" not in ours.recv()
            with any_desk.account.transaction(writes=True) as db:
                db.insert(groups, name="New", **TIMES)
                db.configuration_changed()
            ours.send("look again")
            assert "New" in ours.recv()
        finally:
            ours.send("enough")
            process.join(10)
            ours.close()

    def test_a_change_that_was_undone_leaves_nothing_behind(self, any_desk: Desk) -> None:
        with undone(any_desk.account.transaction(writes=True)) as db:
            db.insert(groups, name="Undone", **TIMES)
            db.configuration_changed()
            assert "Undone" in db.cached(load_names)
        with any_desk.account.transaction(writes=False) as db:
            assert "Undone" not in db.cached(load_names)

    def test_without_a_change_nothing_is_loaded_again(self, any_desk: Desk) -> None:
        with any_desk.account.transaction(writes=False) as db:
            first = db.cached(load_names)
        with any_desk.account.transaction(writes=False) as db:
            assert db.cached(load_names) is first


class TestAccounts:
    def test_the_first_is_the_default_and_each_is_apart(self, directory: Directory) -> None:
        with pytest.raises(UnknownAccountError):
            directory.default()
        for name in ("acme", "other"):
            migrate.upgrade(directory.add(name))
        assert directory.default() is directory.find("acme")
        assert directory.names() == ["acme", "other"]
        with directory.find("acme").transaction(writes=True) as db:
            db.insert(groups, name="Of Acme", **TIMES)
        assert names(directory.find("other")) == set()
        with pytest.raises(UnknownAccountError):
            directory.find("stranger")

    @pytest.mark.parametrize("name", ["", "A", "a b", "-a", "a-", "../x", "a" * 64, 'x"; DROP'])
    def test_names_that_cannot_be_a_host(self, directory: Directory, name: str) -> None:
        with pytest.raises(ValueError):
            directory.add(name)


class TestMigrations:
    def test_up_from_empty_and_again(self, directory: Directory) -> None:
        account = directory.add("acme")
        assert not migrate.is_current(account)
        assert migrate.upgrade(account)
        assert migrate.is_current(account)
        assert not migrate.upgrade(account)

    def test_two_at_once_take_turns(self, directory: Directory) -> None:
        account = directory.add("acme")
        results: list[bool] = []
        threads = [
            threading.Thread(target=lambda: results.append(migrate.upgrade(account)))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == [False, True]

    def test_the_migrated_schema_is_the_one_of_the_tables(self, any_desk: Desk) -> None:
        with any_desk.account.engine.connect() as connection, warnings.catch_warnings():
            # SQLite cannot tell which expressions an index is made of.
            warnings.simplefilter("ignore")
            inspector = inspect(connection)
            for table in metadata.sorted_tables:
                assert described(inspector, table.name) == wanted(table), table.name

    def test_nothing_is_left_for_a_migration(self, postgresql_desk: Desk) -> None:
        """Only PostgreSQL tells enough of its indexes for the comparison to be exact."""
        with postgresql_desk.account.engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "include_name": lambda name, kind, _: kind != "table" or name in metadata.tables
                },
            )
            assert compare_metadata(context, metadata) == []


def described(inspector: Any, name: str) -> dict[str, Any]:
    """What the database says of a table, in words that both share."""
    return {
        "columns": {each["name"]: each["nullable"] for each in inspector.get_columns(name)},
        "key": inspector.get_pk_constraint(name)["constrained_columns"],
        "unique": {each["name"] for each in inspector.get_unique_constraints(name)},
        "references": {
            (tuple(each["constrained_columns"]), each["referred_table"])
            for each in inspector.get_foreign_keys(name)
        },
        "checks": {each["name"] for each in inspector.get_check_constraints(name)},
    }


def wanted(table: Any) -> dict[str, Any]:
    """What the table says of itself, in the same words."""

    def constraints(kind: type) -> list[Any]:
        return [rule for rule in table.constraints if type(rule) is kind]

    return {
        "columns": {column.name: column.nullable for column in table.columns},
        "key": [column.name for column in table.primary_key.columns],
        "unique": {rule.name for rule in constraints(UniqueConstraint)},
        "references": {
            (tuple(rule.column_keys), rule.referred_table.name)
            for rule in constraints(ForeignKeyConstraint)
        },
        "checks": {rule.name for rule in constraints(CheckConstraint)},
    }


class TestText:
    @pytest.mark.parametrize("text", ["é😀", "line\nbreak\ttab", "'\"\\%_", " spaces ", "x" * 255])
    def test_comes_back_as_it_was(self, any_desk: Desk, text: str) -> None:
        with any_desk.account.transaction(writes=True) as db:
            new_id = db.insert(groups, name=text, **TIMES)
        with any_desk.account.transaction(writes=False) as db:
            assert db.value(select(groups.c.name).where(groups.c.id == new_id)) == text


def test_a_lock_that_is_not_given_is_a_wish_to_try_again(desk: Desk) -> None:
    """SQLite: a writer that waits too long may ask again; nothing of it was done."""
    other = Directory(desk.app.config.data, metadata.tables)
    account = other.find("northwind")
    try:
        with account.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 10")
            connection.commit()
        first, second = (each.transaction(writes=True) for each in (desk.account, account))
        with first, pytest.raises(TryAgainLater), second:
            pytest.fail("two writers at once")
    finally:
        other.close()
