"""Lookup fields name records that are there and that the caller may see."""

from collections.abc import Iterator

import pytest

from ombud.families.record_fields import lookups
from ombud.families.signing_in.actors import actor_of
from ombud.wire.context import Context, Links, Request
from ombud.wire.errors import Invalid
from tests.desk import Desk


@pytest.fixture
def ctx(desk: Desk) -> Iterator[Context]:
    """Bob's view of the desk, who sees the tickets of his group only."""
    ticket = {"comment": {"body": "Hello"}, "group_id": desk.cast.support}
    desk.agent.post("/tickets", {"ticket": ticket})
    desk.agent.post("/tickets", {"ticket": {**ticket, "group_id": desk.cast.billing}})
    with desk.account.transaction(writes=False) as db:
        bob = actor_of(db, desk.cast.bob)
        assert bob is not None
        request = Request("POST", "/", [], {})
        yield Context(bob, db, 0, Links(""), desk.account, desk.app.config, request)


def is_good(ctx: Context, target: str, value: object) -> bool:
    try:
        lookups.check(ctx, "base", "Owner", target, None if value is None else str(value))
    except Invalid as error:
        return "base" not in error.details
    return True


def test_records_that_are_there(desk: Desk, ctx: Context) -> None:
    assert is_good(ctx, "zen:user", desk.cast.emma)
    assert is_good(ctx, "zen:organization", desk.cast.acme)
    assert is_good(ctx, "zen:ticket", 2)
    assert is_good(ctx, "zen:user", None)


def test_records_that_are_not(desk: Desk, ctx: Context) -> None:
    assert not is_good(ctx, "zen:user", desk.cast.acme)
    assert not is_good(ctx, "zen:organization", 1)
    assert not is_good(ctx, "zen:user", "emma")
    assert not is_good(ctx, "zen:user", 10**30)


def test_a_hidden_ticket(ctx: Context) -> None:
    assert not is_good(ctx, "zen:ticket", 1)
