"""Operations on background jobs: only looking; other families start them."""

from ombud.families.job_statuses import queries
from ombud.families.job_statuses.batches import check_batch
from ombud.families.job_statuses.shapes import JobStatus, ShowManyQuery, show
from ombud.wire.answers import Many, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import get


@get("/job_statuses", name="ListJobStatuses", role="agents", page="cursor")
def list_job_statuses(ctx: Context) -> Page[JobStatus]:
    """The jobs that the caller may see, newest first."""
    return Page(JobStatus, queries.visible(ctx), queries.ORDERS, show)


@get("/job_statuses/show_many", name="ShowManyJobStatuses", role="agents")
def show_many_job_statuses(ctx: Context, query: ShowManyQuery) -> Many[JobStatus]:
    """Several jobs; ids that are unknown are left out."""
    check_batch(query.ids, "ids")
    return Many(JobStatus, show(ctx, queries.by_ids(ctx, query.ids)), paged=True)


@get("/job_statuses/{job_status_id}", name="ShowJobStatus", role="agents")
def show_job_status(ctx: Context, job_status_id: str) -> One[JobStatus]:
    """One job."""
    return One(show(ctx, [queries.find(ctx, job_status_id)])[0])
