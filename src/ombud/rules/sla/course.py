"""The clocks of a ticket while one update moves them, and the events that this makes."""

from msgspec.structs import replace

from ombud.rules.sla.clocks import reach, run, stop, used
from ombud.rules.sla.events import Applied, Event, EventType
from ombud.rules.sla.metrics import METRICS, EventMetric, PolicyMetric
from ombud.rules.sla.moments import Moment
from ombud.rules.sla.spans import Span
from ombud.rules.sla.state import Clock, State

__all__ = ["Course"]


class Course:
    """What changes between the state before an update and the one after it."""

    def __init__(self, state: State, moment: Moment) -> None:
        self.moment = moment
        self.clocks: dict[PolicyMetric, Clock] = {clock.metric: clock for clock in state.clocks}
        self.awaits_first = state.awaits_first
        self.events: list[Event] = []
        self.withdrawn: list[tuple[EventMetric, int]] = []

    def runs(self, metric: PolicyMetric) -> bool:
        """Whether the metric has an instance that is not fulfilled."""
        clock = self.clocks.get(metric)
        return clock is not None and clock.stage != "achieved"

    def start(self, metric: PolicyMetric) -> None:
        """Begin the next instance, whose number first and next replies share."""
        name = METRICS[metric].event
        last = max(
            (c.instance for c in self.clocks.values() if METRICS[c.metric].event == name), default=0
        )
        self._run(Clock(metric, last + 1))

    def go_on(self, metric: PolicyMetric) -> None:
        """Let the one instance of the metric run again, or for the first time."""
        self._run(self.clocks.get(metric) or Clock(metric, 1))

    def pause(self, metric: PolicyMetric) -> None:
        """Let the clock stand while the status is as it is now."""
        clock = stop(self.clocks[metric], self.moment.now, self.moment.schedule)
        self.clocks[metric] = replace(clock, stage="paused")
        self.tell(clock, "pause")

    def cut(self, metric: PolicyMetric) -> None:
        """Keep what was counted, with the schedule of this moment, and run on."""
        now = self.moment.now
        self.clocks[metric] = run(stop(self.clocks[metric], now, self.moment.schedule), now)

    def fulfill(self, metric: PolicyMetric) -> None:
        """Stop the clock for good if it is not yet fulfilled."""
        if not self.runs(metric):
            return
        before, now, schedule = self.clocks[metric], self.moment.now, self.moment.schedule
        clock = stop(before, now, schedule)
        due = clock.due
        if clock.target and before.stage == "paused":
            # Zendesk: sla-achieved-while-paused (docs/quirks.md#sla-achieved-while-paused)
            due = reach(clock, clock.target, now, schedule)
        self.clocks[metric] = replace(clock, stage="achieved", due=due)
        self.tell(clock, "fulfill")
        self.tell(clock, "update_status", spent=used(clock, now, schedule))

    def tell(
        self,
        clock: Clock,
        kind: EventType,
        *,
        time: int | None = None,
        applied: Applied | None = None,
        spent: Span | None = None,
    ) -> None:
        """Add an event of the clock, of this moment unless it has a time of its own."""
        at = self.moment.now if time is None else time
        name = METRICS[clock.metric].event
        self.events.append(Event(name, clock.instance, kind, at, applied, spent))

    def _run(self, clock: Clock) -> None:
        self.clocks[clock.metric] = run(clock, self.moment.now)
        self.tell(clock, "activate")
