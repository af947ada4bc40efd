"""The week as it is written in week.toml, acted on a desk whose clock it moves.

Between two steps the desk does its chores at every full hour, as a runner would.
"""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.desk import Answer, Caller, Desk
from tests.golden.load import load
from tests.golden.names import Names
from tests.golden.record_fields import add_record_fields

__all__ = ["WEEK", "Week", "at"]

SCRIPT = Path(__file__).with_name("week.toml")
HOUR = 3600
# Days of the week that begins on Thursday, 26 March 2026; on Sunday clocks change in Europe.
FIRST = dt.date(2026, 3, 26)
DAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")
STAFF = frozenset({"nora", "ivo", "mila", "sven", "dora", "felix"})
DONE = frozenset({200, 201, 204})
Json = dict[str, Any]
WEEK: list[Json] = tomllib.loads(SCRIPT.read_text())["step"]


def at(text: str) -> int:
    """The instant of `Fri 09:15`, in UTC."""
    day, time = text.split()
    hour, minute = (int(part) for part in time.split(":"))
    date = FIRST + dt.timedelta(days=DAYS.index(day))
    return int(
        dt.datetime(date.year, date.month, date.day, hour, minute, tzinfo=dt.UTC).timestamp()
    )


class Week:
    """Acts it; at each checkpoint `look` is called with its name."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.clock.time = at("Thu 07:00")
        add_record_fields(desk.account, desk.clock.now())
        self.loaded = load(desk.owner)
        self.names: Names = self.loaded.names
        self._know_choices()
        # Numbers and names of the tickets, in the order in which they came.
        self.tickets: dict[int, str] = {}

    def act(self, look: Callable[[str], None], until: str | None = None) -> None:
        """Take every step in turn, or those up to a checkpoint."""
        for step in WEEK:
            self._wait(at(step["at"]))
            if "checkpoint" not in step:
                self._take(step)
                continue
            look(step["checkpoint"])
            if step["checkpoint"] == until:
                break

    def caller(self, who: str) -> Caller:
        """An agent, or nora for a customer."""
        if who in STAFF:
            return self.desk.by_token(f"{who}@kettle.example")
        users = self.desk.owner.get(f"/users/{self.names.id('user', who)}").json
        caller = self.desk.owner
        caller.headers["x-on-behalf-of"] = users["user"]["email"]
        return caller

    def _know_choices(self) -> None:
        """Name what stands from the start and is told of in audits."""
        self.names.add("user", "the owner", self.desk.cast.owner)
        offered = self.desk.owner.get("/triggers/definitions").json["definitions"]["conditions_all"]
        for each in offered:
            if each["subject"] in {"brand_id", "ticket_form_id", "custom_status_id"}:
                for choice in each["values"]:
                    if choice["value"].isdigit():
                        kind = each["subject"].removesuffix("_id")
                        self.names.add(kind, choice["title"], choice["value"])

    def _wait(self, until: int) -> None:
        clock = self.desk.clock
        while clock.time - clock.time % HOUR + HOUR <= until:
            clock.time += HOUR - clock.time % HOUR
            self.desk.do_chores()
        if clock.time != until:
            clock.time = until
            self.desk.do_chores()

    def _take(self, step: Json) -> None:
        caller = self.caller(step["by"])
        if "asks" in step:
            self._open(caller, step)
        elif "send" in step:
            self._send(caller, step)
        else:
            self._update(caller, step)

    def _open(self, caller: Caller, step: Json) -> None:
        """A new ticket, by whoever is on either side of the desk."""
        root = "ticket" if step["by"] in STAFF else "request"
        body = {
            "subject": step["asks"],
            "comment": self._comment(caller, step),
            **self._fields(step),
        }
        made = self._done(step, caller.post(f"/{root}s", {root: body}))[root]
        self.tickets[made["id"]] = step["as"]
        self.names.add("ticket", step["as"], made["id"])

    def _update(self, caller: Caller, step: Json) -> None:
        root = "ticket" if step["by"] in STAFF else "request"
        path = f"/{root}s/{self.names.id('ticket', step['on'])}"
        body = self._fields(step)
        if "macro" in step:
            body = {**self._applied(caller, step, path), **body}
        if "says" in step:
            body["comment"] = self._comment(caller, step)
        self._done(step, caller.put(path, {root: body}))

    def _applied(self, caller: Caller, step: Json, path: str) -> Json:
        """What the macro changes, as an agent's window sends it."""
        macro_id = self.names.id("macro", step["macro"])
        after = self._done(step, caller.get(f"{path}/macros/{macro_id}/apply"))["result"]["ticket"]
        before = self._done(step, caller.get(path))["ticket"]
        # One follows from the other, and the lists of people are told in several ways.
        ours = {"fields", "description", "raw_subject", "custom_status_id", "collaborator_ids"}
        changed = {
            name: value
            for name, value in after.items()
            if name not in ours and value != before.get(name)
        }
        comment = changed.pop("comment", None)
        if comment is not None:
            kept = ("body", "html_body", "public")
            changed["comment"] = {
                name: comment[name] for name in kept if comment.get(name) is not None
            }
        return {**changed, "macro_ids": [macro_id]}

    def _send(self, caller: Caller, step: Json) -> None:
        method, _, path = self.names.resolved(step["send"]).partition(" ")
        body = self.names.resolved(step.get("body"))
        answer = caller.send(method, path, body)
        self._done(step, answer)
        if step.get("job"):
            results = self.desk.job(answer)["results"]
            assert all(each.get("success", True) for each in results), (step, results)

    def _fields(self, step: Json) -> Json:
        change: Json = self.names.resolved(step.get("change", {}))
        if "fields" in step:
            change["custom_fields"] = list(self._values(step["fields"]))
        return change

    def _values(self, given: Json) -> Iterator[Json]:
        for title, value in given.items():
            field_id = self.names.id("ticket_field", title)
            yield {"id": field_id, "value": self.names.resolved(value)}

    def _comment(self, caller: Caller, step: Json) -> Json:
        comment: Json = {"body": step["says"]}
        if "private" in step:
            comment["public"] = not step["private"]
        if "file" in step:
            made = caller.post(f"/uploads?filename={step['file']}", b"a picture")
            comment["uploads"] = [self._done(step, made)["upload"]["token"]]
        return comment

    def _done(self, step: Json, answer: Answer) -> Any:
        assert answer.status in DONE, f"{step}: {answer.status} {answer.text}"
        return answer.json if answer.content else None
