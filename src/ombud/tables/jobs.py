"""Background jobs: what is asked for, how far it has come, and who works on it."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, text

from ombud.tables.columns import json_text, metadata, short, time_at

job_statuses = Table(
    "job_statuses",
    metadata,
    # `V3-` and 32 hexadecimal digits
    Column("id", String(40), primary_key=True),
    # Which handler runs it, and the words clients see for that.
    short("kind", 60, required=True),
    short("job_type", required=True),
    # queued, working, completed, failed, killed
    short("status", 12, required=True),
    Column("author_id", BigInteger, nullable=False),
    json_text("payload", "{}"),
    # Links in the results lead to the address that the caller used.
    short("base_url", required=True),
    Column("total", Integer),
    Column("progress", Integer),
    Column("message", Text),
    Column("results", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    # Milliseconds, because a runner looks more often than once a second.
    Column("run_at", BigInteger, nullable=False),
    Column("claimed_until", BigInteger, nullable=False, server_default=text("0")),
    time_at("created_at", required=True),
    time_at("completed_at"),
    Index("ix_job_statuses_created_at_id", "created_at", "id"),
)
Index(
    "ix_job_statuses_waiting",
    job_statuses.c.run_at,
    job_statuses.c.id,
    sqlite_where=text("status IN ('queued', 'working')"),
    postgresql_where=text("status IN ('queued', 'working')"),
)
