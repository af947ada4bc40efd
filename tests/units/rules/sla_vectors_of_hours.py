"""Lives of tickets whose targets are in business hours: DST, holidays, nights, lunch."""

from tests.units.rules.sla_vector import Vector

__all__ = ["VECTORS"]

VECTORS = (
    Vector(
        "V4",
        day="2026-03-05",
        schedule="A",
        policy="high FRT 120b",
        timeline="""
        20:30 customer priority=high
        03-06 15:00 agent
        """,
        events="RT 1: activate 20:30, apply 120b 20:30, breach 03-06 14:30, "
        "fulfill 03-06 15:00 1110/150",
        slas={
            "21:00": "FRT active 03-06 14:30 hours 18",
            "03-06 15:00": "FRT achieved 03-06 14:30 minutes -30",
        },
        measured={"": "reply 1110/150"},
    ),
    Vector(
        "V5",
        day="2026-03-06",
        schedule="A",
        policy="high FRT 60b",
        timeline="""
        23:00 customer priority=high
        03-09 13:45:30 agent
        """,
        events="RT 1: activate 23:00, apply 60b 23:00, fulfill 03-09 13:45:30 3766/46",
        slas={"03-07 00:00": "FRT active 03-09 14:00 days 3"},
        measured={"": "reply 3766/46"},
    ),
    Vector(
        "V6",
        day="2026-03-28",
        schedule="C",
        policy="FRT 600b",
        timeline="""
        22:00 customer
        03-29 06:00 agent > open
        """,
        events="RT 1: activate 22:00, apply 600b 22:00, fulfill 03-29 06:00 480/480",
        slas={"22:00": "FRT active 03-29 08:00 hours 10"},
    ),
    Vector(
        "V7",
        day="2026-10-30",
        schedule="A",
        policy="RWT 120b",
        timeline="""
        20:00 customer
        11-02 14:30 agent > solved
        """,
        events="RWT 1: activate 20:00, apply 120b 20:00, fulfill 11-02 14:30 3990/90",
        slas={"20:01": "RWT active 11-02 15:00 days 3"},
        measured={
            "": "reply 3990/90, first 3990/90, full 3990/90, requester_wait 3990/90",
        },
    ),
    Vector(
        "V8",
        day="2026-07-02",
        schedule="A 2026-07-03",
        policy="FRT 120b",
        timeline="""
        20:00 customer
        07-06 14:30 agent
        """,
        events="RT 1: activate 20:00, apply 120b 20:00, breach 07-06 14:00, "
        "fulfill 07-06 14:30 5430/150",
        slas={"20:00": "FRT active 07-06 14:00 days 4"},
    ),
    Vector(
        "V9",
        day="2026-12-23",
        schedule="E 2026-12-24..2026-12-26",
        policy="RES 60b",
        timeline="""
        15:30 customer
        12-28 08:20 agent > solved
        """,
        events="RES 1: activate 15:30, apply 60b 15:30, fulfill 12-28 08:20 6770/50",
        slas={"12-28 08:20": "RES achieved 12-28 08:30 minutes 10"},
    ),
    Vector(
        "V10",
        schedule="B",
        policy="FRT 60b",
        timeline="""
        10:30 customer
        12:15 agent
        """,
        events="RT 1: activate 10:30, apply 60b 10:30, fulfill 12:15 105/45",
        slas={"11:30": "FRT active 12:30 hours 1"},
    ),
    Vector(
        "V11",
        schedule="A",
        policy="FRT 60b",
        timeline="""
        21:00 customer
        03-03 14:00 agent
        """,
        events="RT 1: activate 21:00, apply 60b 21:00, breach 22:00, fulfill 03-03 14:00 1020/60",
    ),
    Vector(
        "V34",
        day="2026-06-01",
        schedule="D",
        policy="FRT 180b",
        timeline="""
        20:30 customer
        06-02 06:30 agent
        """,
        events="RT 1: activate 20:30, apply 180b 20:30, breach 06-02 00:00, "
        "fulfill 06-02 06:30 600/480",
    ),
    Vector(
        "V35",
        schedule="F",
        policy="FRT 45b",
        timeline="""
        03:00 customer
        04:20 agent
        """,
        events="RT 1: activate 03:00, apply 45b 03:00, breach 04:15, fulfill 04:20 80/50",
    ),
    Vector(
        "V41",
        day="2026-11-01",
        schedule="G",
        policy="FRT 180b",
        timeline="""
        04:00 customer
        08:00 agent > open
        """,
        events="RT 1: activate 04:00, apply 180b 04:00, breach 07:00, fulfill 08:00 240/240",
    ),
    Vector(
        "V42",
        day="2026-03-05",
        schedule="A",
        policy="high FRT 120b",
        timeline="""
        20:30 customer priority=high
        21:00 admin holiday 2026-03-06
        21:30 note
        """,
        events="RT 1: activate 20:30, apply 120b 20:30",
        slas={
            "21:29": "FRT active 03-06 14:30 hours 17",
            "21:30": "FRT active 03-09 13:30 days 4",
        },
    ),
)
