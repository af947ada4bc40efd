"""Triggers with their categories and revisions, how often rules fire, and what each run did."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from ombud.tables.columns import (
    Id,
    flag,
    identifier,
    json_text,
    metadata,
    reference,
    short,
    time_at,
)

trigger_categories = Table(
    "trigger_categories",
    metadata,
    identifier(),
    short("name", required=True),
    Column("position", Integer, nullable=False),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_trigger_categories_position_id", "position", "id"),
)

triggers = Table(
    "triggers",
    metadata,
    identifier(),
    reference("category_id", "trigger_categories.id", required=True),
    short("raw_title", required=True),
    Column("description", Text),
    flag("active", default=True),
    # Made with the account.
    flag("default"),
    Column("position", Integer, nullable=False),
    json_text("conditions", "{}"),
    json_text("actions", "[]"),
    # The number of the latest revision.
    Column("revision", Integer, nullable=False),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_triggers_category_id_position_id", "category_id", "position", "id"),
)

# They outlive their trigger: explanations and audits name them.
trigger_revisions = Table(
    "trigger_revisions",
    metadata,
    Column("trigger_id", Id, primary_key=True),
    # From 1 for each trigger.
    Column("number", Integer, primary_key=True),
    Column("author_id", BigInteger, nullable=False),
    json_text("snapshot", "{}"),
    time_at("created_at", required=True),
    sqlite_with_rowid=False,
)

# How often a rule fired in the minutes after `began_at`.
rule_usages = Table(
    "rule_usages",
    metadata,
    Column("rule_id", Id, primary_key=True),
    Column("began_at", BigInteger, primary_key=True),
    Column("count", Integer, nullable=False),
    Index("ix_rule_usages_began_at", "began_at"),
    sqlite_with_rowid=False,
)

# Which triggers there were, in their order, each with its revision: once for all runs over them.
trigger_sets = Table(
    "trigger_sets",
    metadata,
    Column("digest", String(32), primary_key=True),
    # Of each its id, its revision, the condition of `all` that the index knows it by, and the
    # questions before that by their numbers (rules/questions.py).
    json_text("triggers", "[]"),
    # Those that could not run, and why.
    json_text("broken", "[]"),
    sqlite_with_rowid=False,
)

# What the triggers of a set did at one update; whatever is not named was ruled out by the index.
explanations = Table(
    "explanations",
    metadata,
    Column("audit_id", Id, primary_key=True, autoincrement=False),
    reference("ticket_id", "tickets.id", required=True),
    Column("trigger_set", String(32), nullable=False),
    # Places in the set, in the order of firing.
    json_text("fired", "[]"),
    # Place in the set and condition of `all` that failed first, -1 for `any`.
    json_text("failed", "[]"),
    # The questions whose answer was not the usual one.
    json_text("surprises", "[]"),
    Index("ix_explanations_ticket_id", "ticket_id"),
)
