"""Rows that exist once in an account: its own facts, its settings, its sequences."""

from sqlalchemy import BigInteger, Column, String, Table, Text

from ombud.tables.columns import identifier, metadata, short, time_at

configuration_version = Table(
    "configuration_version",
    metadata,
    identifier(),
    Column("version", BigInteger, nullable=False),
)

# SQLite only; PostgreSQL has sequences of its own. See db/transaction.py.
sequences = Table(
    "sequences",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

account = Table(
    "account",
    metadata,
    identifier(),
    short("name", required=True),
    short("subdomain", 63, required=True),
    short("time_zone", 64, required=True),
    Column("locale_id", BigInteger, nullable=False),
    Column("owner_id", BigInteger, nullable=True),
    short("help_desk_size", 40),
    time_at("created_at", required=True),
)

# Only what was changed; defaults live in families/account_settings.
account_settings = Table(
    "account_settings",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("value", Text, nullable=False),
)
