"""Makes up one ticket after another: who asks, what is said by whom, and when.

Knows nothing of rows; the same random number gives the same stories.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ombud.cli.seeding.topics import Topic, script
from ombud.cli.seeding.words import PRODUCTS

__all__ = ["Agent", "Customer", "Step", "Story", "stories"]

MINUTE, HOUR, DAY = 60, 3600, 86_400
PRIORITIES = ("low", "normal", "normal", "normal", "high", "urgent", None)
CHANNELS = ("email", "email", "email", "web", "web", "api")
CLOSED_AFTER = 4 * DAY


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who writes tickets."""

    id: int
    name: str
    email: str
    organization_id: int | None


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who answers them."""

    id: int
    name: str
    group_id: int


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a ticket: what is said and by whom (-1 is the desk), what is set."""

    at: int
    author_id: int
    by_agent: bool
    words: str | None
    public: bool
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """The life of one ticket up to now."""

    customer: Customer
    channel: str
    steps: Sequence[Step] = field(default_factory=list)


@dataclass(slots=True)
class _Teller:
    """Tells one story."""

    random: Random
    topic: Topic
    agent: Agent
    customer: Customer
    now: int
    words: Mapping[str, object]
    clock: int
    steps: list[Step]

    def tell(self) -> None:
        """Opening, answer, perhaps a note or a reply, solution, closing; as far as time goes."""
        self._opening()
        self._answer()
        middle = self.random.random()
        if middle < 0.1:
            self._note()
        elif middle < 0.6:
            self._reply()
        if self.random.random() < 0.92:
            self._solution()
        if self.steps[-1].changes.get("status") == "solved":
            self._say(None, CLOSED_AFTER, author_id=-1, status="closed")

    def _opening(self) -> None:
        random, topic = self.random, self.topic
        text = "\n\n".join(
            (
                random.choice(script().greetings),
                self._pick(topic.openings),
                f"{random.choice(script().sign_offs)}\n{self.customer.name}",
            )
        )
        changes = {
            "raw_subject": self._pick(topic.subjects),
            "type": topic.type if random.random() < 0.7 else None,
            "priority": random.choice(PRIORITIES),
            "group_id": self.agent.group_id,
            "tags": sorted({*topic.tags, random.choice(("web_shop", "retail", "partner"))}),
        }
        self.steps.append(Step(self.clock, self.customer.id, False, text, True, changes))

    def _answer(self) -> None:
        status = self.random.choice(("open", "pending", "pending", "hold"))
        text = f"Hello {self.customer.name.split()[0]},\n\n{self._pick(self.topic.answers)}"
        text += f"\n\n{self.agent.name}"
        wait = self.random.randrange(5 * MINUTE, 20 * HOUR)
        self._say(text, wait, status=status, assignee_id=self.agent.id)

    def _note(self) -> None:
        wait = self.random.randrange(MINUTE, 3 * HOUR)
        self._say(self.random.choice(script().notes), wait, public=False)

    def _reply(self) -> None:
        status: dict[str, Any] = {} if self._status() == "open" else {"status": "open"}
        wait = self.random.randrange(10 * MINUTE, 2 * DAY)
        self._say(self._pick(self.topic.replies), wait, author_id=self.customer.id, **status)

    def _solution(self) -> None:
        wait = self.random.randrange(10 * MINUTE, 3 * DAY)
        self._say(self._pick(self.topic.solutions), wait, status="solved")

    def _say(
        self,
        text: str | None,
        wait: int,
        *,
        author_id: int | None = None,
        public: bool = True,
        **changes: Any,
    ) -> None:
        if self.clock + wait > self.now:
            # What lies in the future has not happened; nor has what would follow it.
            self.clock = self.now
            return
        self.clock += wait
        author = self.agent.id if author_id is None else author_id
        self.steps.append(Step(self.clock, author, author == self.agent.id, text, public, changes))

    def _status(self) -> str:
        return next(
            (step.changes["status"] for step in reversed(self.steps) if "status" in step.changes),
            "new",
        )

    def _pick(self, texts: Sequence[str]) -> str:
        return self.random.choice(texts).format_map(self.words)


def stories(
    random: Random,
    count: int,
    customers: Sequence[Customer],
    agents: Mapping[str, Sequence[Agent]],
    start: int,
    now: int,
) -> Iterator[Story]:
    """`count` stories that begin between `start` and `now`, the oldest first.

    `agents` are told apart by the topic's group.
    """
    span = (now - start) / count
    for number in range(count):
        topic = random.choice(script().topic)
        customer = random.choice(customers)
        begins = start + int((number + random.random()) * span)
        words = {
            "product": random.choice(PRODUCTS),
            "order": f"{random.choice('ABCDEFGH')}{random.randrange(10_000, 100_000)}",
            "days": random.randrange(2, 15),
            "amount": random.randrange(12, 480),
        }
        agent = random.choice(agents[topic.group])
        teller = _Teller(random, topic, agent, customer, now, words, begins, [])
        teller.tell()
        yield Story(customer, random.choice(CHANNELS), teller.steps)
