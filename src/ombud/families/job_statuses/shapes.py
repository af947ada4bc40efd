"""The job_status object."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.families.job_statuses.starting import job_status
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["JobStatus", "ShowManyQuery", "show"]


class JobStatus(Shape):
    """How far a job has come; `results` exist from its first item on."""

    root: ClassVar[str] = "job_status"
    roots: ClassVar[str] = "job_statuses"

    id: str
    job_type: str
    url: str
    total: int | None
    progress: int | None
    status: str
    message: str | None
    results: Any


class ShowManyQuery(msgspec.Struct):
    """The jobs to show."""

    ids: list[str]


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[JobStatus]:
    """The jobs of these rows."""
    return [JobStatus(**job_status(ctx.links, row)) for row in rows]
