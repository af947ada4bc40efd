"""Acts a ticket's life, written down line by line, on a running desk and reads what came of it.

The lines are those of tests/units/rules/sla_vector.py; everything goes through HTTP but the ticket's
own schedule, which only rules can set.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import update

from ombud.rules.business_time import Schedule
from ombud.rules.sla.moments import DEFAULT_SETTINGS
from ombud.tables import tickets
from ombud.values.choices import PRIORITIES
from ombud.values.times import parse_iso
from tests.desk import Answer, Desk
from tests.units.rules.sla_play import DURATIONS, SHORT_EVENT_METRICS, SHORT_POLICY_METRICS
from tests.units.rules.sla_vector import SCHEDULES, Vector, goals_of, groups_of

__all__ = ["Stage"]

# A ticket with this tag has no policy.
FREE = "free_of_policies"


class Stage:
    """One life of a ticket; `punctual` says whether a runner is at work beside it."""

    def __init__(self, desk: Desk, vector: Vector, *, punctual: bool) -> None:
        self.desk, self.punctual, self.day = desk, punctual, vector.day
        self.settings = vector.settings
        self.ids = {
            "group_id": {"1": desk.cast.support, "2": desk.cast.billing},
            "assignee_id": {"7": desk.cast.agent, "8": desk.cast.bob},
        }
        self.schedules: dict[str, int] = {}
        self.slas: dict[str, str] = {}
        self.measured: dict[str, str] = {}
        lines = [line.split() for line in vector.timeline.strip().splitlines()]
        desk.clock.time = self._time_of(lines[0])
        self._furnish(vector)
        asked = {*vector.slas, *(time for time in vector.measured if time)}
        waiting = sorted((self.at(text), text) for text in asked)
        for words in lines:
            while waiting and waiting[0][0] < self._time_of(words):
                self._ask(vector, *waiting.pop(0))
            self._line(words)
        for time, text in waiting:
            self._ask(vector, time, text)
        if "" in vector.measured:
            self.measured[""] = self._values(vector.measured[""])

    def at(self, text: str) -> int:
        """The instant of `10:00`, `03-09 10:00` or `2024-03-09 10:00:05`."""
        *day, time = text.split()
        date = (self.day[:5] + day[0] if len(day[0]) == 5 else day[0]) if day else self.day
        return parse_iso(f"{date}T{time}")

    def shown(self, iso: str | None) -> str:
        """The same, backwards, from the form that the API has."""
        if iso is None:
            return "-"
        text = iso.replace("T", " ").removesuffix("Z").removesuffix(":00")
        return text.removeprefix(self.day[:5]).removeprefix(f"{self.day[5:]} ")

    def told(self) -> list[str]:
        """Every instance of every metric with its events, one a line."""
        lines: dict[tuple[str, int], list[str]] = {}
        for metric, events in self._ticket("metric_events")["metric_events"].items():
            for event in events:
                assert event["metric"] == metric
                if event["type"] != "measure":
                    place = (SHORT_EVENT_METRICS[event["metric"]], event["instance_id"])
                    text = self._told(event)
                    said = f"{text} deleted" if event["deleted"] else text
                    lines.setdefault(place, []).append(said)
        return [
            f"{metric} {instance}: {', '.join(said)}".replace(", used", "")
            for (metric, instance), said in sorted(lines.items())
        ]

    def _told(self, event: dict[str, Any]) -> str:
        if event["type"] == "update_status":
            return "used {calendar}/{business}".format_map(event["status"])
        if event["type"] not in {"apply_sla", "apply_group_sla"}:
            return f"{event['type']} {self.shown(event['time'])}"
        applied = event[event["type"].removeprefix("apply_")]
        if applied is None:
            return f"apply none {self.shown(event['time'])}"
        kind = "b" if applied["business_hours"] else "c"
        return f"apply {applied['target']}{kind} {self.shown(event['time'])}"

    def _time_of(self, words: list[str]) -> int:
        return self.at(" ".join(words[: 2 if words[0].count("-") else 1]))

    def _furnish(self, vector: Vector) -> None:
        if vector.schedule:
            first, *holidays = vector.schedule.split()
            for name in [first, *(SCHEDULES.keys() - {first})]:
                self.schedules[name] = self._add_schedule(name, SCHEDULES[name])
            for holiday in holidays:
                self._close(holiday)
        if vector.policy:
            self._add_policy(vector.policy)
        for group, policy in groups_of(vector.groups).items():
            goal = policy.goals["group_ownership_time"]
            self._add_group_policy(group, goal.seconds // 60, business_hours=goal.business_hours)

    def _add_schedule(self, name: str, schedule: Schedule) -> int:
        body = {"schedule": {"name": name, "time_zone": schedule.zone}}
        made = self._done(self.desk.admin.post("/business_hours/schedules", body))
        schedule_id = int(made["schedule"]["id"])
        intervals = [{"start_time": start, "end_time": end} for start, end in schedule.intervals]
        path = f"/business_hours/schedules/{schedule_id}/workweek"
        self._done(self.desk.admin.put(path, {"workweek": {"intervals": intervals}}))
        return schedule_id

    def _close(self, holiday: str) -> None:
        first, _, last = holiday.partition("..")
        schedule_id = next(iter(self.schedules.values()))
        body = {"holiday": {"name": "Closed", "start_date": first, "end_date": last or first}}
        path = f"/business_hours/schedules/{schedule_id}/holidays"
        self._done(self.desk.admin.post(path, body))

    def _add_policy(self, text: str) -> None:
        metrics = [
            {
                "priority": priority,
                "metric": metric,
                "target": goal.seconds // 60,
                "business_hours": goal.business_hours,
            }
            for priority, goals in goals_of(text).items()
            for metric, goal in goals.items()
        ]
        lacks = {"field": "current_tags", "operator": "not_includes", "value": FREE}
        policy: dict[str, Any] = {
            "title": "Normal hours",
            "filter": {"all": [lacks], "any": []},
            "policy_metrics": metrics,
        }
        if self.settings is not DEFAULT_SETTINGS:
            policy["metric_settings"] = msgspec.to_builtins(self.settings)
        self._done(self.desk.admin.post("/slas/policies", {"sla_policy": policy}))

    def _add_group_policy(self, group: int, target: int, *, business_hours: bool) -> None:
        group_id = self.ids["group_id"][str(group)]
        policy = {
            "title": f"Group {group}",
            "filter": {"all": [{"field": "group_id", "operator": "includes", "value": [group_id]}]},
            "policy_metrics": [
                {
                    "priority": priority,
                    "metric": "group_ownership_time",
                    "target": target,
                    "business_hours": business_hours,
                }
                for priority in PRIORITIES
            ],
        }
        self._done(self.desk.admin.post("/group_slas/policies", {"group_sla_policy": policy}))

    def _line(self, words: list[str]) -> None:
        self.desk.clock.time = self._time_of(words)
        if self.punctual:
            self.desk.do_chores()
        count = 2 if words[0].count("-") else 1
        who, rest = words[count], words[count + 1 :]
        if who == "admin":
            self._administer(rest)
        else:
            self._change(who, rest)

    def _administer(self, words: list[str]) -> None:
        if words[0] == "holiday":
            self._close(words[1])
        else:
            self._add_policy(" ".join(words[1:]))

    def _change(self, who: str, words: list[str]) -> None:
        fields = dict(self._fields(words))
        schedule = fields.pop("schedule", None)
        if who != "set":
            fields["comment"] = {"body": f"{who} says", "public": who in {"customer", "agent"}}
        caller = self.desk.agent
        exists = self.desk.admin.get("/tickets/1").status == 200
        if not exists:
            fields = {"subject": "Lamp", "priority": "normal", "status": "new", **fields}
            customer = self.desk.cast.emma
            fields["requester_id"] = customer
            fields["submitter_id"] = customer if who == "customer" else self.desk.cast.agent
            self._done(caller.post("/tickets", {"ticket": fields}))
            return
        if who == "customer":
            fields["comment"]["author_id"] = self.desk.cast.emma
        if schedule is not None:
            with self.desk.account.transaction(writes=True) as db:
                db.run(update(tickets).values(schedule_id=self.schedules[schedule]))
        self._done(caller.put("/tickets/1", {"ticket": fields}))

    def _fields(self, words: list[str]) -> Iterator[tuple[str, Any]]:
        if ">" in words:
            yield "status", words[words.index(">") + 1]
        for word in words:
            name, given, value = word.partition("=")
            if not given:
                continue
            if name == "policy":
                yield "additional_tags", [FREE]
            elif name in {"group", "assignee"}:
                yield f"{name}_id", self.ids[f"{name}_id"].get(value)
            else:
                yield name, None if value == "none" else value

    def _ask(self, vector: Vector, time: int, text: str) -> None:
        self.desk.clock.time = time
        if text in vector.slas:
            self.slas[text] = ", ".join(
                self._standing(each) for each in self._ticket("slas")["slas"]["policy_metrics"]
            )
        if text in vector.measured:
            self.measured[text] = self._values(vector.measured[text])

    def _standing(self, entry: dict[str, Any]) -> str:
        unit = next((name for name in ("minutes", "hours", "days") if name in entry), None)
        metric = SHORT_POLICY_METRICS[entry["metric"]]
        left = entry[unit] if unit else None
        return f"{metric} {entry['stage']} {self.shown(entry['breach_at'])} {unit} {left}"

    def _values(self, expected: str) -> str:
        found = self._done(self.desk.agent.get("/tickets/1/metrics"))["ticket_metric"]
        names = [entry.split()[0] for entry in expected.split(", ")]
        return ", ".join(f"{name} {self._value(found, name)}" for name in names)

    def _value(self, found: dict[str, Any], name: str) -> str:
        if name == "stations":
            return "{assignee_stations}/{group_stations}".format_map(found)
        if name in DURATIONS:
            spent = found[f"{DURATIONS[name]}_time_in_minutes"]
            calendar, business = spent["calendar"], spent["business"]
            if calendar is None:
                return "null"
            return str(calendar) if calendar == business else f"{calendar}/{business}"
        value = found[name]
        if name.endswith("_at"):
            return "null" if value is None else self.shown(value)
        return str(value)

    def _ticket(self, include: str) -> Any:
        return self._done(self.desk.agent.get("/tickets/1", include=include))["ticket"]

    def _done(self, answer: Answer) -> Any:
        assert answer.status in {200, 201}, answer.text
        return answer.json
