"""Figures of the account for Prometheus: numbers only, so like health they need no sign-in."""

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response

from ombud.families.deliveries import measuring
from ombud.values.clock import monotonic
from ombud.wire.context import Context
from ombud.workspace.visit import Visit

__all__ = ["show"]

HEADERS = {"Cache-Control": "no-store"}
# Seconds for which the same figures are told, however often somebody asks.
FRESH = 5.0


class Kept:
    """The figures that were told last."""

    def __init__(self) -> None:
        self.content, self.until = b"", 0.0


def show(visit: Visit) -> Response:
    """The figures in Prometheus' own format."""
    with visit.as_nobody() as ctx:
        kept = ctx.db.kept(Kept)
        if monotonic() >= kept.until:
            registry = CollectorRegistry(auto_describe=False)
            registry.register(_Figures(ctx))
            kept.content, kept.until = generate_latest(registry), monotonic() + FRESH
        return Response(kept.content, headers=HEADERS, media_type=CONTENT_TYPE_LATEST)


@dataclass(frozen=True, slots=True, eq=False)
class _Figures(Collector):
    """Read in one transaction when the registry asks."""

    ctx: Context

    def collect(self) -> Iterator[Metric]:
        """Every metric there is."""
        yield from self._deliveries()
        yield self._attempts()
        yield self._jobs()

    def _deliveries(self) -> Iterator[Metric]:
        count = GaugeMetricFamily(
            "ombud_deliveries",
            "Deliveries that wait, are under way or were given up.",
            labels=("kind", "state"),
        )
        oldest = GaugeMetricFamily(
            "ombud_deliveries_oldest_age_seconds",
            "Seconds since the oldest of them was asked for.",
            labels=("kind", "state"),
        )
        for row in measuring.depths(self.ctx.db):
            count.add_metric([row.kind, row.state], row.total)
            oldest.add_metric([row.kind, row.state], max(0, self.ctx.now - row.oldest))
        yield count
        yield oldest

    def _attempts(self) -> Metric:
        found = GaugeMetricFamily(
            "ombud_delivery_attempts_recent",
            f"Attempts of the last {measuring.RECENT} seconds by how they ended.",
            labels=("kind", "status"),
        )
        for row in measuring.recent_attempts(self.ctx.db, self.ctx.now):
            found.add_metric([row.kind, row.status], row.total)
        return found

    def _jobs(self) -> Metric:
        found = GaugeMetricFamily(
            "ombud_jobs", "Background jobs that wait or are under way.", labels=("status",)
        )
        for row in measuring.waiting_jobs(self.ctx.db):
            found.add_metric([row.status], row.total)
        return found
