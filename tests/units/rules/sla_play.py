"""Plays a ticket's life, written down line by line, through the pure service levels.

A line is a time, who comments (customer, agent, note; set for nobody), `> status` and what else
is set. `admin` changes the desk and not the ticket. Results come back as lines of the same kind.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ombud.rules.sla import metric_set
from ombud.rules.sla.breaching import next_due, overdue
from ombud.rules.sla.events import Change, Event
from ombud.rules.sla.machine import Step, advance
from ombud.rules.sla.metrics import EventMetric
from ombud.rules.sla.moments import Author, Comment, Moment, Policy
from ombud.rules.sla.spans import minutes
from ombud.rules.sla.standing import standings
from ombud.rules.sla.state import State, decode, encode
from ombud.values.times import parse_iso
from tests.units.rules.sla_vector import POLICY_METRICS, SCHEDULES, Vector, goals_of, groups_of

__all__ = ["Play"]

SHORT_POLICY_METRICS = {metric: short for short, metric in POLICY_METRICS.items()}
SHORT_EVENT_METRICS: Mapping[EventMetric, str] = {
    "agent_work_time": "AWT",
    "group_ownership_time": "GOT",
    "pausable_update_time": "PAU",
    "periodic_update_time": "PER",
    "reply_time": "RT",
    "requester_wait_time": "RWT",
    "resolution_time": "RES",
}
AUTHORS: Mapping[str, tuple[Author, bool]] = {
    "customer": ("end_user", True),
    "hidden": ("end_user", False),
    "agent": ("agent", True),
    "note": ("agent", False),
    "light": ("light_agent", False),
}
DURATIONS = {
    "reply": "reply",
    "first": "first_resolution",
    "full": "full_resolution",
    "agent_wait": "agent_wait",
    "requester_wait": "requester_wait",
    "hold": "on_hold",
}
REQUESTER, OTHER = 1, 99


@dataclass(frozen=True)
class Scene:
    """The ticket between two updates."""

    time: int
    state: State
    values: Mapping[str, Any]
    durations: Mapping[str, Any]


class Play:
    """One life of a ticket; `punctual` says whether a runner finds breaches as they come."""

    def __init__(self, vector: Vector, *, punctual: bool = False) -> None:
        self.punctual = punctual
        self.day = vector.day
        self.time = 0
        self.settings = vector.settings
        self.goals = goals_of(vector.policy)
        self.groups = groups_of(vector.groups)
        self.schedules = dict(SCHEDULES)
        self.ticket: dict[str, Any] = {
            "status": None,
            "priority": "normal",
            "group_id": None,
            "assignee_id": None,
            "requester_id": REQUESTER,
            "schedule": None,
            "policy": "",
        }
        self.events: list[tuple[Event, bool]] = []
        self.changes: list[tuple[int, Change]] = []
        self.scenes: list[Scene] = []
        if vector.schedule:
            self.ticket["schedule"], *holidays = vector.schedule.split()
            for holiday in holidays:
                self._close(holiday)
        for line in vector.timeline.strip().splitlines():
            self._line(line.split())

    def at(self, text: str) -> int:
        """The instant of `10:00`, `03-09 10:00` or `2024-03-09 10:00:05`."""
        *day, time = text.split()
        date = (self.day[:5] + day[0] if len(day[0]) == 5 else day[0]) if day else self.day
        return parse_iso(f"{date}T{time}")

    def shown(self, instant: int | None) -> str:
        """The same, backwards."""
        if instant is None:
            return "-"
        text = dt.datetime.fromtimestamp(instant, dt.UTC).isoformat(" ")[:19].removesuffix(":00")
        return text.removeprefix(self.day[:5]).removeprefix(f"{self.day[5:]} ")

    def told(self) -> list[str]:
        """Every instance of every metric with its events, one a line."""
        lines: dict[tuple[str, int], list[str]] = {}
        for event, deleted in self.events:
            if event.type == "measure":
                continue
            said = lines.setdefault((SHORT_EVENT_METRICS[event.metric], event.instance_id), [])
            text = self._told(event)
            said.append(f"{text} deleted" if deleted else text)
        return [
            f"{metric} {instance}: {', '.join(said)}".replace(", used", "")
            for (metric, instance), said in sorted(lines.items())
        ]

    def slas(self, time: str) -> str:
        """The side-load as somebody saw it at that time."""
        now = self.at(time)
        return ", ".join(
            f"{SHORT_POLICY_METRICS[each.metric]} {each.stage} {self.shown(each.breach_at)} "
            f"{each.unit} {each.left}"
            for each in standings(self._scene(now).state, now)
        )

    def measured(self, time: str, name: str) -> str:
        """One value of the metric set as somebody saw it at that time; at the end without one."""
        scene = self._scene(self.at(time) if time else self.time)
        if name in DURATIONS:
            spent = scene.durations[DURATIONS[name]]
            if spent is None:
                return "null"
            calendar, business = (str(minutes(seconds)) for seconds in spent)
            return calendar if calendar == business else f"{calendar}/{business}"
        if name == "stations":
            return "{assignee_stations}/{group_stations}".format_map(scene.values)
        value = scene.values[name]
        if name.endswith("_at"):
            return "null" if value is None else self.shown(value)
        return str(value)

    def _line(self, words: list[str]) -> None:
        count = 2 if words[0].count("-") else 1
        self.time, who, rest = self.at(" ".join(words[:count])), words[count], words[count + 1 :]
        self._run_until(self.time)
        if who == "admin":
            self._administer(rest)
        else:
            self._update(who, rest)

    def _administer(self, words: list[str]) -> None:
        if words[0] == "holiday":
            self._close(words[1])
        else:
            self.goals = goals_of(" ".join(words[1:]))

    def _close(self, holiday: str) -> None:
        first, _, last = holiday.partition("..")
        name = self.ticket["schedule"]
        days = (dt.date.fromisoformat(first), dt.date.fromisoformat(last or first))
        schedule = self.schedules[name]
        self.schedules[name] = replace(schedule, holidays=(*schedule.holidays, days))

    def _update(self, who: str, words: list[str]) -> None:
        before, after = self.ticket, dict(self.ticket)
        if before["status"] is None:
            after["status"] = "new"
        elif who == "customer" and before["status"] in {"pending", "hold", "solved"}:
            after["status"] = "open"
        if ">" in words:
            after["status"] = words[words.index(">") + 1]
        for word in words:
            name, given, value = word.partition("=")
            if given:
                name = f"{name}_id" if name in {"group", "assignee"} else name
                number = int(value) if value.isdigit() else value
                after[name] = None if value == "none" and name != "policy" else number
        self.ticket = after
        comment = None
        if who in AUTHORS:
            comment = Comment(
                *AUTHORS[who], by_requester="own" in words, forwarded="forwarded" in words
            )
        self._step(before, after, comment, requester_is_agent="internal" in words)
        self._measure(before, after, comment)

    def _step(
        self,
        before: dict[str, Any],
        after: dict[str, Any],
        comment: Comment | None,
        *,
        requester_is_agent: bool,
    ) -> None:
        state = self.scenes[-1].state if self.scenes else None
        moment = Moment(
            now=self.time,
            status=after["status"],
            status_before=before["status"],
            group_id=after["group_id"],
            group_id_before=before["group_id"],
            comment=comment,
            requester_is_agent=requester_is_agent,
            schedule=self.schedules.get(after["schedule"]),
            policy=self._policy(after),
            group_policy=self.groups.get(after["group_id"]),
        )
        step: Step = advance(state, moment)
        self._tell(step.events)
        self.events = [(event, deleted or _is_among(event, step)) for event, deleted in self.events]
        self.changes += ((self.time, change) for change in step.changes)
        self._keep(step.state)

    def _policy(self, ticket: Mapping[str, Any]) -> Policy | None:
        if not self.goals or ticket["policy"] == "none":
            return None
        goals = self.goals.get(ticket["priority"], {})
        return Policy(4, "Normal hours", None, goals, self.settings)

    def _measure(
        self, before: dict[str, Any], after: dict[str, Any], comment: Comment | None
    ) -> None:
        last = self.scenes[-1]
        is_new = before["status"] is None
        moment = metric_set.Moment(
            now=self.time,
            created_at=self.scenes[0].time,
            before={} if is_new else {**before, "custom_status_id": before["status"]},
            after={**after, "custom_status_id": after["status"]},
            actor_id=REQUESTER if comment and comment.author == "end_user" else OTHER,
            has_comment=comment is not None,
            is_public_agent_comment=bool(
                comment and comment.public and comment.author != "end_user"
            ),
            schedule=self.schedules.get(after["schedule"]),
        )
        values, durations = metric_set.measure(last.values, last.durations, moment)
        self.scenes[-1] = replace(last, values=values, durations=durations)

    def _run_until(self, time: int) -> None:
        """What the runner does before that time, when there is one."""
        while self.punctual and self.scenes:
            due = next_due(self.scenes[-1].state)
            if due is None or due + 1 > time:
                return
            state, events = overdue(self.scenes[-1].state, due + 1)
            assert events
            self._tell(events)
            self.scenes[-1] = replace(self.scenes[-1], state=state)

    def _tell(self, events: tuple[Event, ...]) -> None:
        self.events += ((event, False) for event in events)

    def _keep(self, state: State) -> None:
        last = self.scenes[-1] if self.scenes else None
        values, durations = (
            (last.values, last.durations) if last else (metric_set.EMPTY, dict[str, Any]())
        )
        # What is stored comes back as it was.
        assert decode(encode(state)) == state
        self.scenes.append(Scene(self.time, decode(encode(state)), values, durations))

    def _scene(self, now: int) -> Scene:
        return [scene for scene in self.scenes if scene.time <= now][-1]

    def _told(self, event: Event) -> str:
        if event.spent is not None:
            calendar, business = (minutes(seconds) for seconds in event.spent)
            return f"used {calendar}/{business}"
        if event.type not in {"apply_sla", "apply_group_sla"}:
            return f"{event.type} {self.shown(event.time)}"
        if event.applied is None:
            return f"apply none {self.shown(event.time)}"
        target = event.applied.target
        kind = "b" if target.business_hours else "c"
        return f"apply {minutes(target.seconds)}{kind} {self.shown(event.time)}"


def _is_among(event: Event, step: Step) -> bool:
    return event.type == "breach" and (event.metric, event.instance_id) in step.withdrawn
