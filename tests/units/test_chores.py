"""Chores: what falls due by the clock is done to its end, once, whatever else fails."""

from collections.abc import Callable, Sequence
from typing import Any

from ombud.db import Transaction
from ombud.jobs.chores import Chore, Chores
from tests.desk import Desk

Named = tuple[str, Callable[[], Sequence[int]], Callable[[int], None]]


def chore(name: str, find: Callable[[], Sequence[int]], do: Callable[[int], None]) -> Any:
    return Chore(name, lambda _db, _now: find(), lambda _db, item: do(item))


def chores(desk: Desk, *named: Named) -> Chores[Transaction]:
    every = [chore(*each) for each in named]
    return Chores(desk.account, every, desk.clock, lambda _account, db: db)


def test_until_nothing_more_is_due(shared_desk: Desk) -> None:
    """What one chore does may make another fall due, also one before it."""
    due: dict[str, list[int]] = {"first": [1], "second": []}
    done = []

    def first(item: int) -> None:
        due["first"].remove(item)
        due["second"].append(item)
        done.append(f"first {item}")

    def second(item: int) -> None:
        due["second"].remove(item)
        done.append(f"second {item}")
        if item < 3:
            due["first"].append(item + 1)

    every = chores(
        shared_desk,
        ("first", lambda: list(due["first"]), first),
        ("second", lambda: list(due["second"]), second),
    )
    assert every.do_due() == 6
    assert done == [f"{name} {item}" for item in (1, 2, 3) for name in ("first", "second")]
    assert every.do_due() == 0


def test_what_fails_is_tried_again_at_the_next_look(shared_desk: Desk) -> None:
    tried: list[int] = []

    def fail_on_two(item: int) -> None:
        tried.append(item)
        if item == 2:
            raise ValueError

    every = chores(
        shared_desk,
        (
            "odd",
            lambda: [item for item in (1, 2, 3) if item == 2 or item not in tried],
            fail_on_two,
        ),
    )
    assert every.do_due() == 2
    assert tried == [1, 2, 3]
    assert every.do_due() == 0
    assert tried == [1, 2, 3, 2]


def test_without_patience_the_rest_is_left(shared_desk: Desk) -> None:
    done: list[int] = []
    every = chores(shared_desk, ("all", lambda: [1, 2], done.append))
    assert every.do_due(patience=0) == 0
    assert done == []
