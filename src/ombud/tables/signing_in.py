"""Ways to prove who one is: browser sessions, API tokens, OAuth clients and tokens."""

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint

from ombud.tables.columns import (
    flag,
    identifier,
    json_text,
    metadata,
    reference,
    short,
    time_at,
)

sessions = Table(
    "sessions",
    metadata,
    identifier(),
    reference("user_id", "users.id", required=True, on_delete="CASCADE"),
    short("token_digest", 64, required=True),
    short("ip_address", 64),
    time_at("authenticated_at", required=True),
    time_at("last_seen_at", required=True),
    Index("ix_sessions_user_id_id", "user_id", "id"),
    UniqueConstraint("token_digest"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    identifier(),
    short("description", required=True),
    short("token_digest", 64, required=True),
    # The first characters, so that a person can tell tokens apart.
    short("hint", 8, required=True),
    flag("active", default=True),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    UniqueConstraint("token_digest"),
)

oauth_clients = Table(
    "oauth_clients",
    metadata,
    identifier(),
    short("name", required=True),
    short("identifier", required=True),
    short("company"),
    Column("description", Text),
    json_text("redirect_uri", "[]"),
    short("secret_digest", 64, required=True),
    short("secret_hint", 10, required=True),
    reference("user_id", "users.id", required=True),
    short("kind", 20, required=True),
    flag("global"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    UniqueConstraint("identifier"),
)

oauth_codes = Table(
    "oauth_codes",
    metadata,
    Column("code_digest", Text, primary_key=True),
    reference("client_id", "oauth_clients.id", required=True, on_delete="CASCADE"),
    reference("user_id", "users.id", required=True, on_delete="CASCADE"),
    Column("redirect_uri", Text, nullable=False),
    json_text("scopes", "[]"),
    short("code_challenge", 128),
    time_at("expires_at", required=True),
)

oauth_tokens = Table(
    "oauth_tokens",
    metadata,
    identifier(),
    reference("client_id", "oauth_clients.id", on_delete="CASCADE"),
    reference("user_id", "users.id", required=True, on_delete="CASCADE"),
    short("token_digest", 64, required=True),
    short("token_hint", 10, required=True),
    short("refresh_digest", 64),
    json_text("scopes", "[]"),
    time_at("created_at", required=True),
    time_at("used_at"),
    # For how long the client asked the access token to live; null is until it is revoked.
    Column("access_seconds", Integer),
    time_at("expires_at"),
    time_at("refresh_expires_at"),
    Index("ix_oauth_tokens_client_id_id", "client_id", "id"),
    UniqueConstraint("token_digest"),
    UniqueConstraint("refresh_digest"),
)

# Codes and refresh tokens that were used, and what came of them: who shows one again has stolen
# it, or was stolen from.
oauth_spent = Table(
    "oauth_spent",
    metadata,
    Column("digest", Text, primary_key=True),
    reference("token_id", "oauth_tokens.id", required=True, on_delete="CASCADE"),
    time_at("expires_at", required=True),
    Index("ix_oauth_spent_token_id", "token_id"),
    Index("ix_oauth_spent_expires_at", "expires_at"),
)
