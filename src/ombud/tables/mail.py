"""Mail: what came in, what was held back, and the addresses of the desk itself."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, UniqueConstraint, text

from ombud.tables.columns import (
    Id,
    flag,
    folded,
    identifier,
    json_text,
    metadata,
    reference,
    short,
    time_at,
)

# Every mail as it came, stored before anything is made of it.
inbound_mails = Table(
    "inbound_mails",
    metadata,
    identifier(),
    # What makes two copies of a mail the same one, by whichever doors they come.
    short("digest", 64, required=True),
    # smtp, lmtp, imap, command
    short("door", 10, required=True),
    Column("message_id", Text),
    # From whom it says to be, in lower case; and the envelope: where bounces go, empty for nobody,
    # and to which addresses it was sent (JSON).
    short("sender", 320),
    short("return_path", 320),
    json_text("recipients", "[]"),
    # Of the whole mail; of one above the limit only the beginning is stored.
    Column("size", BigInteger, nullable=False),
    # SHA-256 of the content, which is also its address in the store; null once that was removed.
    short("sha256", 64),
    # queued, ticket, suspended, dropped, failed
    short("state", 10, required=True),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("run_at", BigInteger, nullable=False, server_default=text("0")),
    Column("problem", Text),
    reference("ticket_id", "tickets.id"),
    Column("audit_id", BigInteger),
    Column("suspended_ticket_id", Id),
    time_at("received_at", required=True),
    UniqueConstraint("digest"),
    Index("ix_inbound_mails_ticket_id", "ticket_id", "id"),
    Index("ix_inbound_mails_sender_received_at", "sender", "received_at"),
    Index("ix_inbound_mails_message_id", "message_id"),
    Index("ix_inbound_mails_sha256", "sha256"),
)
Index(
    "ix_inbound_mails_waiting",
    inbound_mails.c.run_at,
    inbound_mails.c.id,
    sqlite_where=text("state = 'queued'"),
    postgresql_where=text("state = 'queued'"),
)

# Those whose content may go when they are old: what they say is in tickets, or nobody wants it.
Index(
    "ix_inbound_mails_kept",
    inbound_mails.c.received_at,
    inbound_mails.c.id,
    sqlite_where=text("sha256 IS NOT NULL AND state IN ('ticket', 'dropped')"),
    postgresql_where=text("sha256 IS NOT NULL AND state IN ('ticket', 'dropped')"),
)

# How far each mailbox was fetched, and by whom.
mailboxes = Table(
    "mailboxes",
    metadata,
    identifier(),
    # USER@HOST/FOLDER
    short("name", 400, required=True),
    # 0 where it was never fetched
    Column("uid_validity", BigInteger, nullable=False, server_default=text("0")),
    Column("last_uid", BigInteger, nullable=False, server_default=text("0")),
    # Which fetcher it is left to, and until when: milliseconds of the machine's clock.
    short("claimed_by", 40),
    Column("claimed_until", BigInteger, nullable=False, server_default=text("0")),
    UniqueConstraint("name"),
)

suspended_tickets = Table(
    "suspended_tickets",
    metadata,
    identifier(),
    reference("author_id", "users.id"),
    short("author_name", 320),
    # Empty for a mail from nobody and for one without a subject: lists are sorted by them.
    short("author_email", 320, required=True),
    short("subject", required=True),
    Column("content", Text, nullable=False),
    Column("cause_id", Integer, nullable=False),
    Column("message_id", Text),
    # The ticket that it replies to.
    reference("ticket_id", "tickets.id"),
    short("recipient", 320),
    reference("brand_id", "brands.id"),
    reference("inbound_mail_id", "inbound_mails.id", on_delete="SET NULL"),
    # What becomes of it when it is recovered: JSON, as reading the mail gave it, its files without
    # their contents. Those are the files of the upload, in the same order.
    json_text("letter", "{}"),
    # The same of a request of somebody who did not sign in: JSON, as it was asked for.
    Column("request", Text),
    reference("upload_id", "uploads.id", on_delete="SET NULL"),
    # Why the desk could not make a ticket of it: JSON, as answers give it.
    Column("error_messages", Text),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_suspended_tickets_created_at_id", "created_at", "id"),
    Index("ix_suspended_tickets_updated_at_id", "updated_at", "id"),
    Index("ix_suspended_tickets_cause_id_id", "cause_id", "id"),
    Index("ix_suspended_tickets_upload_id", "upload_id"),
    Index("ix_suspended_tickets_ticket_id", "ticket_id"),
    Index("ix_suspended_tickets_inbound_mail_id", "inbound_mail_id"),
)
Index(
    "ix_suspended_tickets_author_email_id",
    folded(suspended_tickets.c.author_email),
    suspended_tickets.c.id,
)
Index(
    "ix_suspended_tickets_subject_id", folded(suspended_tickets.c.subject), suspended_tickets.c.id
)

recipient_addresses = Table(
    "recipient_addresses",
    metadata,
    identifier(),
    short("name", required=True),
    short("email", 320, required=True),
    reference("brand_id", "brands.id", required=True),
    flag("is_default"),
    # unknown, waiting, verified, failed
    short("forwarding_status", 10, required=True),
    # What a forwarded verification mail must bring back, and until when.
    short("forwarding_code", 64),
    time_at("forwarding_until"),
    # unknown, verified, failed
    short("spf_status", 10, required=True),
    short("cname_status", 10, required=True),
    short("domain_verification_status", 10, required=True),
    short("domain_verification_code", 64),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
)
Index(
    "uq_recipient_addresses_email",
    folded(recipient_addresses.c.email),
    unique=True,
)
Index(
    "ix_recipient_addresses_brand_id_id", recipient_addresses.c.brand_id, recipient_addresses.c.id
)

push_notification_devices = Table(
    "push_notification_devices",
    metadata,
    identifier(),
    short("token", required=True),
    reference("user_id", "users.id", required=True),
    time_at("created_at", required=True),
    UniqueConstraint("token"),
)
