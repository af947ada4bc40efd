"""Prepared statements, on both databases: what the same statements give elsewhere."""

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import sqlite

from ombud.db import Duplicate, Prepared, among
from ombud.tables import groups
from tests.desk import Desk

ONE_GROUP = Prepared(select(groups).where(groups.c.id == bindparam("id"), ~groups.c.deleted))
NAMED = Prepared(
    select(groups.c.name).where(among(groups.c.id, "ids"), groups.c.is_public).order_by("name")
)
RENAME = Prepared(
    update(groups).where(groups.c.id == bindparam("group")).values(name=bindparam("new_name"))
)

NAMES = Prepared(select(groups.c.name).order_by(groups.c.id))


class TestPrepared:
    def test_a_row(self, any_desk: Desk) -> None:
        with any_desk.account.transaction(writes=False) as db:
            row = db.row(ONE_GROUP, {"id": any_desk.cast.support})
            same = db.row(select(groups).where(groups.c.id == any_desk.cast.support))
            assert row == same
            assert row is not None
            # Columns are read by name and by column, and booleans are booleans.
            assert row.name == row._mapping[groups.c.name] == "Support"
            assert row.deleted is False
            assert db.row(ONE_GROUP, {"id": 1}) is None
            assert db.rows(ONE_GROUP, {"id": 1}) == []

    @pytest.mark.parametrize("which", [[], ["support"], ["support", "billing"]])
    def test_among_any_number_of_ids(self, any_desk: Desk, which: list[str]) -> None:
        ids = [getattr(any_desk.cast, name) for name in which]
        with any_desk.account.transaction(writes=False) as db:
            assert db.values(NAMED, {"ids": [1, *ids]}) == sorted(n.title() for n in which)
            assert db.value(NAMED, {"ids": ids}) == (min(which).title() if which else None)

    def test_changes(self, any_desk: Desk) -> None:
        ids = [any_desk.cast.support, any_desk.cast.billing]
        with any_desk.account.transaction(writes=True) as db:
            assert db.run(RENAME, {"group": 1, "new_name": "Nobody"}) == 0
            assert db.run(RENAME, {"group": ids[0], "new_name": "First"}) == 1
            assert db.update(groups, ids[1], {"name": "Second", "is_public": False}) == 1
            assert db.update(groups, "First", {"description": "The first"}, by="name") == 1
            assert db.values(NAMED, {"ids": ids}) == ["First"]
            rows = [{"group": each, "new_name": f"Group {each}"} for each in ids]
            db.run_all(RENAME, rows)
            db.run_all(RENAME, [])
            assert db.values(NAMES) == [row["new_name"] for row in rows]

    def test_a_change_that_a_constraint_refuses(self, any_desk: Desk) -> None:
        other = {"default": True}
        with pytest.raises(Duplicate) as refused, any_desk.account.transaction(writes=True) as db:
            db.update(groups, any_desk.cast.billing, other)
        assert refused.value.constraint == "uq_groups_default"
        with any_desk.account.transaction(writes=True) as db:
            assert db.update(groups, any_desk.cast.billing, {"name": "Still works"}) == 1

    def test_a_list_of_literals_has_no_lasting_text(self) -> None:
        statement = Prepared(select(groups).where(groups.c.id.in_(bindparam("ids"))))
        with pytest.raises(ValueError, match="list of values"):
            statement.ready(sqlite.dialect())
