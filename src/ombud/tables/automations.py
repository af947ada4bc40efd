"""Automations, and how far the run of this hour has come."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, text

from ombud.tables.columns import (
    flag,
    identifier,
    json_text,
    metadata,
    reference,
    short,
    time_at,
)

automations = Table(
    "automations",
    metadata,
    identifier(),
    short("raw_title", required=True),
    flag("active", default=True),
    # Made with the account: it can be switched off, not deleted.
    flag("default"),
    Column("position", Integer, nullable=False),
    json_text("conditions", "{}"),
    json_text("actions", "[]"),
    # SHA-256 of what it asks and does: of two that are the same only one is active.
    short("digest", 64, required=True),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_automations_position_id", "position", "id"),
)
Index(
    "uq_automations_digest",
    automations.c.digest,
    unique=True,
    sqlite_where=text("active"),
    postgresql_where=text("active"),
)

# One row: the hour of the last run. Whoever inserts the next one begins it.
automation_runs = Table(
    "automation_runs",
    metadata,
    Column("run_at", BigInteger, primary_key=True, autoincrement=False),
    time_at("begun_at", required=True),
)

# The automations that the run has still to look at, and the last one that it has.
automation_turns = Table(
    "automation_turns",
    metadata,
    identifier(),
    Column("run_at", BigInteger, nullable=False),
    reference("automation_id", "automations.id", required=True),
    # When tickets were looked for first, and whether those that changed since were looked at too.
    time_at("scanned_at"),
    flag("matched"),
    Index("ix_automation_turns_automation_id", "automation_id"),
)

# The tickets that its turn has found and that are still to be changed.
automation_matches = Table(
    "automation_matches",
    metadata,
    identifier(),
    reference("turn_id", "automation_turns.id", required=True),
    reference("ticket_id", "tickets.id", required=True),
    Index("ix_automation_matches_turn_id", "turn_id"),
)
