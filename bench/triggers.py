"""What triggers cost: creating tickets with none, with 100 and with 1,000 of them, 3 firing.

All in this process and by its own CPU time, turn by turn, so that the figures belong together.
"""

import base64
import gc
import random
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ombud.app import Ombud, build_app
from ombud.cli.seeding.acting import context_of
from ombud.config import Config
from ombud.db import Account, migrate
from ombud.families.accounts.opening import Owner, open_account
from ombud.families.triggers import service
from ombud.families.triggers.in_force import load
from ombud.families.triggers.shapes import TriggerChange
from ombud.rules.facts import Facts, NewComment, Update
from ombud.tables import explanations, triggers
from ombud.wire.context import Request

__all__ = ["trigger_figures"]

# 2 March 2026, 09:00 UTC, a Monday.
NOW = 1_772_442_000
NUMBERS = (0, 100, 1000)
# The same as 100, and one of the three also sends an e-mail.
WITH_MAIL = 101
FIRING = 3
EMAIL, PASSWORD, TOKEN = "bench@ombud.example", "bench password", "bench-token"
WORDS = "The lamp in the hall does not work any more, please send another one."
TICKET = {"subject": "Lamp", "comment": {"body": WORDS}, "tags": ["a", "b", "c"]}
# What most updates meet, as most triggers ask for it.
COMMON = (
    ("status", "less_than", "solved"),
    ("comment_is_public", "is", "true"),
    ("ticket_is_public", "is", "public"),
    ("role", "is", "agent"),
    ("current_tags", "not_includes", "spam"),
)
# What those do that fire; each changes the ticket, so that the scan begins anew.
ACTIONS = (("current_tags", "hall lamp"), ("priority", "high"), ("type", "incident"))
MAIL = ("notification_user", ["requester_id", "Re: {{ticket.title}}", "{{ticket.latest_comment}}"])


def trigger_figures(folder: Path, seconds: float) -> dict[str, float]:
    """Create rates with none, 100 and 1,000 triggers, and the cost of one that cannot match."""
    desks = {number: _desk(folder / str(number), number) for number in (*NUMBERS, WITH_MAIL)}
    spent, made = dict.fromkeys(desks, 0.0), dict.fromkeys(desks, 0)
    try:
        for number, app in desks.items():
            _create(app, 20)
            gc.collect()
            assert _fired(app) == (FIRING if number else 0), number
        until = time.perf_counter() + seconds * len(desks)
        while time.perf_counter() < until:
            for number, app in desks.items():
                spent[number] += _create(app, 20)
                made[number] += 20
        look = _look(desks[1000])
    finally:
        for app in desks.values():
            app.directory.close()
    rates = {number: made[number] / spent[number] for number in desks}
    figures = {f"create with {number} triggers, requests/s": rates[number] for number in NUMBERS}
    for number in NUMBERS[1:]:
        figures[f"create with {number} triggers / with none"] = rates[number] / rates[0]
    name = "create with 100 triggers and an e-mail / with none"
    figures[name] = rates[WITH_MAIL] / rates[0]
    # One look at a ticket that none of the 1,000 can match.
    figures["a trigger that cannot match, microseconds"] = look / 1000 * 1e6
    return figures


def _desk(folder: Path, number: int) -> Ombud:
    """A desk of its own with so many active triggers."""
    folder.mkdir()
    config = Config(data=folder)
    app = build_app(config)
    account = app.directory.add("bench")
    migrate.upgrade(account)
    with account.transaction(writes=True) as db:
        owner = Owner(email=EMAIL, password=PASSWORD, api_token=TOKEN)
        owner_id = open_account(db, NOW, "bench", "Bench", owner)
        # Only those that are measured run.
        db.run(triggers.update().values(active=False))
        ctx = context_of(account, config, db, NOW, owner_id)
        for trigger in _triggers(number):
            service.create(ctx, trigger)
    return app


def _triggers(number: int) -> Iterator[TriggerChange]:
    chance = random.Random(7)  # noqa: S311 (the same triggers in every run)
    for place in range(number):
        fires = place >= number - FIRING
        actions: list[tuple[str, Any]] = [
            ACTIONS[number - 1 - place] if fires else ("current_tags", f"done{place}")
        ]
        if number == WITH_MAIL and place == number - 1:
            actions.append(MAIL)
        conditions = [*chance.sample(COMMON, 3), ("update_type", "is", "Create")]
        conditions.append(("current_tags", "includes", "a") if fires else _rare(place, chance))
        yield TriggerChange(
            title=f"Trigger {place}",
            conditions={
                "all": [
                    {"field": field, "operator": operator, "value": value}
                    for field, operator, value in conditions
                ]
            },
            actions=[{"field": field, "value": value} for field, value in actions],
        )


def _rare(place: int, chance: random.Random) -> tuple[str, str, str]:
    """What the tickets of the benchmark do not meet."""
    return chance.choice(
        (
            ("current_tags", "includes", f"tag{place}"),
            ("comment_includes_word", "includes", f"word{place} other{place}"),
            ("subject_includes_word", "includes", f"word{place}"),
            ("priority", "is", "urgent"),
            ("type", "is", "problem"),
            ("via_id", "is", "4"),
        )
    )


def _create(app: Ombud, count: int) -> float:
    """Create so many tickets; the seconds of CPU that it took."""
    account, raw = _account(app), msgspec.json.encode({"ticket": TICKET})
    headers = {"authorization": _authorization(), "content-type": "application/json"}
    began = time.process_time()
    for _ in range(count):
        request = Request("POST", "/api/v2/tickets", [], headers, raw)
        answer = app.dispatcher.answer(account, request)
        assert answer.status == 201, answer.body
    return time.process_time() - began


def _fired(app: Ombud) -> int:
    """How many triggers fired at the last creation, as its explanation tells."""
    with _account(app).transaction(writes=False) as db:
        row = db.row(explanations.select().order_by(explanations.c.audit_id.desc()).limit(1))
    return 0 if row is None else len(msgspec.json.decode(row.fired))


def _look(app: Ombud) -> float:
    """Seconds of one look at a ticket: who could match, and whether they do."""
    with _account(app).transaction(writes=False) as db:
        rules = db.cached(load).rules
    after: Mapping[str, Any] = {
        **dict.fromkeys(("type", "priority", "assignee_id", "group_id", "organization_id")),
        "status": "new",
        "tags": ["x"],
        "raw_subject": "Lamp",
        "is_public": True,
        "via_channel": "api",
        "via_source": {},
        "requester_id": 1,
    }
    update = Update(is_create=True, via_id=5, comment=NewComment(WORDS, public=True))
    facts = Facts(after, NOW, "2026-03-02", update=update, current_user_id=1)
    best = float("inf")
    for _ in range(200):
        began = time.perf_counter()
        for entry in rules.candidates(facts):
            assert not entry.check.matches(facts)
        best = min(best, time.perf_counter() - began)
    return best


def _account(app: Ombud) -> Account:
    return app.directory.find("bench")


def _authorization() -> str:
    return "Basic " + base64.b64encode(f"{EMAIL}/token:{TOKEN}".encode()).decode()
