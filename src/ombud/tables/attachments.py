"""Files: what they are and to what they belong; their bytes lie in the account's folder."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint

from ombud.tables.columns import (
    Id,
    flag,
    identifier,
    metadata,
    reference,
    short,
    time_at,
)

uploads = Table(
    "uploads",
    metadata,
    identifier(),
    short("token", 64, required=True),
    reference("user_id", "users.id"),
    time_at("created_at", required=True),
    time_at("expires_at", required=True),
    UniqueConstraint("token"),
    Index("ix_uploads_expires_at_id", "expires_at", "id"),
)

attachments = Table(
    "attachments",
    metadata,
    identifier(),
    # The key under which the content_url serves it without signing in.
    short("token", 64, required=True),
    short("file_name", required=True),
    short("content_type", required=True),
    Column("size", BigInteger, nullable=False),
    # SHA-256 of the content, which is also its address in the store.
    short("sha256", 64, required=True),
    Column("width", Integer),
    Column("height", Integer),
    flag("inline"),
    flag("deleted"),
    flag("malware_access_override"),
    reference("upload_id", "uploads.id", on_delete="SET NULL"),
    reference("comment_id", "comments.id"),
    # A thumbnail belongs to the picture it was made from.
    Column("parent_id", Id),
    Column("mapped_url", Text),
    time_at("created_at", required=True),
    Index("ix_attachments_comment_id", "comment_id", "id"),
    Index("ix_attachments_upload_id", "upload_id", "id"),
    Index("ix_attachments_parent_id", "parent_id"),
    Index("ix_attachments_sha256", "sha256"),
    UniqueConstraint("token"),
)
