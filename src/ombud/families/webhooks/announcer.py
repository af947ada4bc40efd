"""How the families of records tell webhooks of them: once they are changed, in the same transaction."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select

from ombud.families.webhooks.differing import Event, changes, columns_of
from ombud.families.webhooks.events import Kind
from ombud.families.webhooks.publishing import is_heard, publish
from ombud.wire.context import Context

__all__ = ["Announcer"]

NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Announcer:
    """`read` finds a record as it is now, whoever asks, and `detail` is how events show it."""

    kind: Kind
    read: Callable[[Context, int], Row[Any]]
    detail: Callable[[Context, Row[Any]], dict[str, Any]]

    def announce(
        self, ctx: Context, record_id: int, name: str, event: Mapping[str, Any] = NOTHING
    ) -> None:
        """Queue what happened once, such as `created`."""
        if is_heard(ctx):
            self._publish(ctx, record_id, [(name, event)])

    def announce_changes(
        self, ctx: Context, before: Row[Any] | None, after: Mapping[str, Any]
    ) -> None:
        """Queue the changes of some columns of a record that was just updated; none for None."""
        if before is not None and is_heard(ctx):
            found = list(changes(ctx, self.kind, dict(before._mapping), after))
            self._publish(ctx, before.id, found)

    def watched(self, ctx: Context, record_id: int) -> Row[Any] | None:
        """A record as it is before an update; None where nobody listens."""
        return self.read(ctx, record_id) if is_heard(ctx) else None

    @contextmanager
    def watching(self, ctx: Context, statement: Select[Any], *names: str) -> Iterator[None]:
        """Queue how these records differ once the block is through.

        `names` are the events that may come of it: where nobody hears of them nothing is read.
        """
        if not is_heard(ctx, self.kind, *names):
            yield
            return
        # Of many records as little as the comparison needs.
        told = ["id", *columns_of(self.kind, names)]
        before = ctx.db.rows(
            statement.with_only_columns(*(statement.selected_columns[each] for each in told))
        )
        yield
        for row in before:
            after = self.read(ctx, row.id)._mapping
            self.announce_changes(ctx, row, {each: after[each] for each in told})

    def _publish(self, ctx: Context, record_id: int, events: Collection[Event]) -> None:
        def detail() -> dict[str, Any]:
            return self.detail(ctx, self.read(ctx, record_id))

        publish(ctx, self.kind, record_id, events, detail)
