"""Fields of the ticket itself: what it is about and how it stands."""

from ombud.rules import vias
from ombud.rules.fields.field import Field, places
from ombud.rules.fields.operators import EQUAL, INCLUDE, ORDER, ORDER_OR_EQUAL
from ombud.rules.kinds import (
    Address,
    Choice,
    Exact,
    Instant,
    MemberOf,
    Number,
    Option,
    Reference,
    TagList,
    WordsIn,
)
from ombud.rules.sources import Absent, Agreements, Column, Metric, Tags, Via

__all__ = ["FIELDS"]

STATUS = Choice(
    tuple(
        Option(word, word, title)
        for word, title in (
            ("new", "New"),
            ("open", "Open"),
            ("pending", "Pending"),
            ("hold", "On-hold"),
            ("solved", "Solved"),
            ("closed", "Closed"),
        )
    )
)
TYPE = Choice(
    (
        Option("", None, "-"),
        Option("question", "question", "Question"),
        Option("incident", "incident", "Incident"),
        Option("problem", "problem", "Problem"),
        Option("task", "task", "Task"),
    )
)
NUMBERED_TYPE = Choice(
    tuple(Option(str(number), each.stored, each.title) for number, each in enumerate(TYPE.options)),
    also={"": "0"},
)
PRIORITY = Choice(
    (
        Option("", None, "-"),
        Option("low", "low", "Low"),
        Option("normal", "normal", "Normal"),
        Option("high", "high", "High"),
        Option("urgent", "urgent", "Urgent"),
    )
)
SATISFACTION = Choice(
    (
        Option("unoffered", "unoffered", "Unoffered"),
        Option("offered", "offered", "Offered"),
        Option("bad", "bad", "Bad"),
        Option("bad_with_comment", "bad_with_comment", "Bad with comment"),
        Option("good", "good", "Good"),
        Option("good_with_comment", "good_with_comment", "Good with comment"),
    ),
    also={"false": "offered", "true": "unoffered", "": "unoffered"},
)
PRIVACY = Choice((Option("public", True, "Public"), Option("private", False, "Private")))
CHANNEL = Choice(
    tuple(Option(value, int(value), title) for value, title in vias.TITLES.items()), complete=False
)
COUNTED = ("less_than", "greater_than", "is")
EVERYWHERE = places("TAVSRW")

FIELDS = (
    Field(
        "status",
        "Status",
        STATUS,
        Column("status", 0.2),
        places("TAVRW"),
        EQUAL + ORDER,
        changes=True,
        anchor=True,
    ),
    Field(
        "custom_status_id",
        "Ticket status",
        Reference("custom_status", nullable=False),
        Column("custom_status_id", 0.2),
        places("TAVSW"),
        INCLUDE + EQUAL,
        changes=True,
        anchor=True,
    ),
    Field(
        "number_of_incidents",
        "Number of incidents",
        Number(),
        Column("incident_count", 0.5),
        places("TR"),
        (*COUNTED, *ORDER_OR_EQUAL),
    ),
    Field(
        "brand_id",
        "Brand",
        Reference("brand", nullable=False),
        Column("brand_id", 0.3),
        EVERYWHERE,
        EQUAL,
        changes=True,
    ),
    Field(
        "ticket_form_id",
        "Form",
        Reference("ticket_form"),
        Column("ticket_form_id", 0.2),
        EVERYWHERE,
        EQUAL,
        changes=True,
    ),
    Field(
        "type",
        "Type",
        TYPE,
        Column("type", 0.25),
        places("TAVSRW"),
        EQUAL,
        changes=True,
        anchor=True,
        # Zendesk: sla-filter-type (docs/quirks.md#sla-filter-type)
        unoffered=places("S"),
    ),
    Field(
        "ticket_type_id",
        "Type",
        NUMBERED_TYPE,
        Column("type", 0.25),
        places("S"),
        EQUAL,
    ),
    Field(
        "priority",
        "Priority",
        PRIORITY,
        Column("priority", 0.25),
        places("TAVRW"),
        EQUAL + ORDER,
        changes=True,
    ),
    Field("current_tags", "Tags", TagList(), Tags(), EVERYWHERE, INCLUDE),
    Field(
        "via_id",
        "Channel",
        CHANNEL,
        Via(),
        EVERYWHERE,
        EQUAL + INCLUDE,
    ),
    Field(
        "via_subtype_id",
        "Integration account",
        Exact(),
        Absent(),
        places("TAV"),
        EQUAL,
    ),
    # Zendesk: recipient-part (docs/quirks.md#recipient-part)
    Field(
        "recipient",
        "Received at",
        Address(),
        Column("recipient", 0.2),
        EVERYWHERE,
        ("is",),
    ),
    Field(
        "subject_includes_word",
        "Subject text",
        WordsIn(),
        Column("raw_subject", 0.02),
        places("TRW"),
        INCLUDE + EQUAL,
    ),
    Field(
        "description_includes_word",
        "Subject text",
        WordsIn(),
        Column("raw_subject", 0.02),
        places("AV"),
        INCLUDE + EQUAL,
    ),
    Field(
        "ticket_is_public",
        "Privacy",
        PRIVACY,
        Column("is_public", 0.5),
        EVERYWHERE,
        ("is",),
    ),
    Field("reopens", "Reopens", Number(), Metric("reopens"), places("T"), COUNTED),
    Field("replies", "Agent replies", Number(), Metric("replies"), places("T"), COUNTED),
    Field(
        "agent_stations",
        "Assignee stations",
        Number(),
        Metric("assignee_stations"),
        places("T"),
        COUNTED,
    ),
    Field(
        "group_stations",
        "Group stations",
        Number(),
        Metric("group_stations"),
        places("T"),
        COUNTED,
    ),
    Field(
        "satisfaction_score",
        "Satisfaction",
        SATISFACTION,
        Column("satisfaction_score", 0.2),
        places("TAV"),
        EQUAL + ORDER,
        changes=True,
    ),
    Field(
        "satisfaction_reason_code",
        "Satisfaction reason",
        Reference("satisfaction_reason"),
        Column("satisfaction_reason_code", optional=True),
        places("TAV"),
        EQUAL,
        changes=True,
    ),
    Field(
        "satisfaction_probability",
        "Satisfaction prediction",
        Number(whole=False),
        Absent(),
        places("TAV"),
        ORDER,
    ),
    # Zendesk: sharing-agreements (docs/quirks.md#sharing-agreements)
    Field(
        "received_from",
        "Ticket sharing: received from",
        MemberOf("sharing_agreement"),
        Agreements(),
        places("TAV"),
        EQUAL,
    ),
    Field(
        "sent_to",
        "Ticket sharing: sent to",
        MemberOf("sharing_agreement"),
        Agreements(),
        places("TAV"),
        EQUAL,
    ),
    Field(
        "exact_created_at",
        "Created at",
        Instant(),
        Column("created_at"),
        places("S"),
        ("less_than", "less_than_equal", "greater_than", "greater_than_equal"),
    ),
)
