"""Schedules: the hours in which the desk works, and its holidays."""

from sqlalchemy import Column, Index, String, Table

from ombud.tables.columns import identifier, json_text, metadata, reference, short, time_at

schedules = Table(
    "schedules",
    metadata,
    identifier(),
    short("name", required=True),
    # As it was written: a name of Rails or of the IANA.
    short("time_zone", 64, required=True),
    # Pairs of minutes from Sunday 00:00.
    json_text("intervals", "[]"),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    # Tickets may still name it; they go by the default one then.
    time_at("deleted_at"),
)

schedule_holidays = Table(
    "schedule_holidays",
    metadata,
    identifier(),
    reference("schedule_id", "schedules.id", required=True),
    short("name", required=True),
    # YYYY-MM-DD; both days are part of the holiday.
    Column("start_date", String(10), nullable=False),
    Column("end_date", String(10), nullable=False),
    time_at("created_at", required=True),
    time_at("updated_at", required=True),
    Index("ix_schedule_holidays_schedule_id_start_date_id", "schedule_id", "start_date", "id"),
)
