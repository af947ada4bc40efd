"""The golden company: a week of its tickets, compared in full with what the rules say of it.

OMBUD_REWRITE=1 writes expected/ anew; every difference has to be derived from the rules.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.golden.load import rules_in
from tests.golden.past import Past
from tests.golden.week import WEEK

EXPECTED = Path(__file__).with_name("expected")
REWRITES = bool(os.environ.get("OMBUD_REWRITE"))
TICKETS = [step["as"] for step in WEEK if "as" in step]
CHECKPOINTS = [step["checkpoint"] for step in WEEK if "checkpoint" in step]
COUNTS = {"trigger": 40, "automation": 15, "macro": 30, "view": 25, "sla_policy": 6}
Json = dict[str, Any]


FILES = [
    *(f"{number:02}-{name.replace(' ', '-')}" for number, name in enumerate(TICKETS, 1)),
    *(f"views-{checkpoint}" for checkpoint in CHECKPOINTS),
    "usage",
    "macros",
    "records",
]


def expected(name: str, found: Json) -> Json:
    """What is committed, which is written anew when that is wanted."""
    path = EXPECTED / f"{name}.json"
    if REWRITES:
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    wanted: Json = json.loads(path.read_text())
    return wanted


class TestConfiguration:
    def test_is_as_large_as_a_teams(self, past: Past) -> None:
        loaded = past.week.loaded
        assert {kind: len(loaded.names.of(kind)) for kind in COUNTS} == COUNTS
        assert loaded.left_out == []

    @pytest.mark.parametrize("root", ["triggers", "automations", "macros", "views"])
    def test_is_all_that_is_active(self, past: Past, root: str) -> None:
        caller = past.week.caller("nora")
        found = caller.get(f"/{root}", active="true", per_page=100).json[root]
        written = [rule["title"] for rule in rules_in(root.removesuffix("s"))]
        assert sorted(rule["title"] for rule in found) == sorted(written)

    def test_names_many_fields_and_operators(self) -> None:
        asked = [
            (re.sub(r"\{.*\}", "*", name), operator)
            for kind in ("trigger", "automation", "view", "sla_policy")
            for rule in rules_in(kind)
            for name, operator, _ in (*rule.get("all", ()), *rule.get("any", ()))
        ]
        done = {
            re.sub(r"\{.*\}", "*", name)
            for kind in ("trigger", "automation", "macro")
            for rule in rules_in(kind)
            for name, _ in rule["actions"]
        }
        assert len({name for name, _ in asked}) >= 45
        assert len({operator for _, operator in asked}) >= 20
        assert len(done) >= 20


class TestWeek:
    @pytest.mark.parametrize("name", FILES)
    def test_went_as_the_rules_say(self, found: dict[str, Json], name: str) -> None:
        assert found[name] == expected(name, found[name])

    def test_left_nothing_untold(self, found: dict[str, Json]) -> None:
        assert sorted(found) == sorted(FILES)
        assert {path.stem for path in EXPECTED.glob("*.json")} == set(FILES)

    def test_used_every_rule(self, found: dict[str, Json]) -> None:
        idle = [
            title
            for root in ("triggers", "automations")
            for title, count in found["usage"][root].items()
            if count == 0
        ]
        assert idle == []

    def test_begins_the_same_way_on_postgresql(
        self, first_day_on_postgresql: dict[str, Json], past: Past
    ) -> None:
        assert len(past.first_day) > len(COUNTS)
        assert first_day_on_postgresql == past.first_day
