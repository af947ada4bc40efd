"""Lives of tickets that are about replies, and what their service levels come to."""

from ombud.rules.sla.moments import FirstReplySettings, Settings
from tests.units.rules.sla_vector import Vector

__all__ = ["VECTORS"]

PER_PRIORITY = "FRT 240c, urgent FRT 60c"
NOTES_COUNT = Settings(
    first_reply_time=FirstReplySettings(
        activate_on_agent_ticket_created_for_end_user_with_internal_note=True,
        fulfill_on_agent_internal_note=True,
    )
)

VECTORS = (
    Vector(
        "V1",
        policy="FRT 60c, RWT 480c, AWT 240c, RES 1440c",
        timeline="""
        10:00 customer
        10:40 agent > pending
        12:40 customer
        13:10 agent > solved
        """,
        events="""
        RT 1: activate 10:00, apply 60c 10:00, fulfill 10:40 40/40
        RT 2: activate 12:40, fulfill 13:10 30/30
        AWT 1: activate 10:00, apply 240c 10:00, pause 10:40, activate 12:40, fulfill 13:10 70/70
        RWT 1: activate 10:00, apply 480c 10:00, pause 10:40, activate 12:40, fulfill 13:10 70/70
        RES 1: activate 10:00, apply 1440c 10:00, fulfill 13:10 190/190
        PER 1: activate 10:40, fulfill 13:10 150/150
        PAU 1: activate 10:40, pause 10:40, activate 12:40, fulfill 13:10 30/30
        """,
        slas={
            "14:00": "AWT achieved 16:00 hours 2, FRT achieved 11:00 hours -3, "
            "RWT achieved 20:00 hours 6, RES achieved 03-03 10:00 hours 20"
        },
        measured={
            "": "reply 40, first 190, full 190, agent_wait 120, requester_wait 70, hold 0, "
            "reopens 0, replies 2"
        },
    ),
    Vector(
        "V2",
        policy="FRT 60c",
        timeline="""
        10:00 customer
        10:30 note > open
        11:20 agent
        """,
        events="RT 1: activate 10:00, apply 60c 10:00, breach 11:00, fulfill 11:20 80/80",
        slas={"12:00": "FRT achieved 11:00 hours -1"},
        measured={"": "reply 80, requester_wait 30, replies 1"},
    ),
    Vector(
        "V3",
        policy="FRT 60c",
        timeline="""
        10:00 customer
        11:00:00 agent
        """,
        events="RT 1: activate 10:00, apply 60c 10:00, fulfill 11:00 60/60",
    ),
    Vector(
        "V12",
        policy=PER_PRIORITY,
        timeline="""
        10:00 customer
        10:30 set priority=urgent
        11:10 agent
        """,
        events="RT 1: activate 10:00, apply 240c 10:00, apply 60c 10:30, breach 11:00, "
        "fulfill 11:10 70/70",
        slas={"10:31": "FRT active 11:00 minutes 29"},
    ),
    Vector(
        "V13",
        policy=PER_PRIORITY,
        timeline="""
        10:00 customer
        11:30 set priority=urgent
        11:45 agent
        """,
        events="RT 1: activate 10:00, apply 240c 10:00, apply 60c 11:30, breach 11:30, "
        "fulfill 11:45 105/105",
        slas={
            "11:30": "FRT active 11:00 minutes -30",
            "11:45": "FRT achieved 11:00 minutes -45",
        },
    ),
    Vector(
        "V14",
        policy=PER_PRIORITY,
        timeline="""
        10:00 customer priority=urgent
        11:30 set priority=normal
        13:00 agent
        """,
        events="RT 1: activate 10:00, apply 60c 10:00, breach 11:00 deleted, apply 240c 11:30, "
        "fulfill 13:00 180/180",
        slas={
            "11:29": "FRT active 11:00 minutes -29",
            "11:30": "FRT active 14:00 hours 3",
            "13:00": "FRT achieved 14:00 hours 1",
        },
    ),
    Vector(
        "V15",
        policy=PER_PRIORITY,
        timeline="""
        10:00 customer priority=none
        10:20 set priority=normal > open
        11:00 agent
        """,
        events="RT 1: activate 10:00, apply 240c 10:20, fulfill 11:00 60/60",
        slas={"10:10": "", "10:20": "FRT active 14:00 hours 4"},
        measured={"": "requester_wait 20"},
    ),
    Vector(
        "V20",
        policy="FRT 60c, NRT 30c",
        timeline="""
        10:00 customer
        10:20 agent > open
        10:50 customer
        11:10 customer
        11:15 note
        11:25 agent
        """,
        events="""
        RT 1: activate 10:00, apply 60c 10:00, fulfill 10:20 20/20
        RT 2: activate 10:50, apply 30c 10:50, breach 11:20, fulfill 11:25 35/35
        """,
    ),
    Vector(
        "V21",
        policy="FRT 60c, NRT 30c",
        timeline="""
        10:00 customer
        10:40 customer
        10:55 agent > open
        """,
        events="RT 1: activate 10:00, apply 60c 10:00, fulfill 10:55 55/55",
    ),
    Vector(
        "V22",
        policy="FRT 60c, NRT 30c",
        timeline="""
        10:00 agent > open group=1 assignee=7
        11:00 customer
        11:40 agent > solved
        """,
        events="""
        RT 1: activate 11:00, apply 30c 11:00, breach 11:30, fulfill 11:40 40/40
        PER 1: activate 10:00, fulfill 11:40 100/100
        PAU 1: activate 10:00, fulfill 11:40 100/100
        """,
        slas={"10:30": "", "11:40": "NRT achieved 11:30 minutes -10"},
        measured={
            "": "reply 100, first 100, full 100, requester_wait 100, replies 1, stations 1/1"
        },
    ),
    Vector(
        "V23",
        policy="FRT 60c",
        timeline="""
        10:00 note > open assignee=7
        10:30 note
        11:00 customer
        11:50 agent
        """,
        events="RT 1: activate 11:00, apply 60c 11:00, fulfill 11:50 50/50",
        slas={"11:50": "FRT achieved 12:00 minutes 10"},
        measured={"": "reply 110, replies 1"},
    ),
    Vector(
        "V24",
        policy="FRT 60c",
        settings=NOTES_COUNT,
        timeline="""
        10:00 note > open assignee=7
        10:45 note
        """,
        events="RT 1: activate 10:00, apply 60c 10:00, fulfill 10:45 45/45",
        measured={"": "reply null, replies 0"},
    ),
    Vector(
        "V25",
        policy="FRT 60c, NRT 60c",
        timeline="""
        10:00 customer
        10:45 set > solved
        11:45 customer
        12:00 agent
        """,
        events="""
        RT 1: activate 10:00, apply 60c 10:00, fulfill 10:45 45/45
        RT 2: activate 11:45, apply 60c 11:45, fulfill 12:00 15/15
        """,
        slas={"13:00": "FRT achieved 11:00 hours -2, NRT achieved 12:45 minutes -15"},
        measured={
            "": "reply 120, first 45, full null, requester_wait 45, reopens 1, solved_at null"
        },
    ),
    Vector(
        "V38",
        timeline="""
        10:00 customer > open assignee=7
        11:40 admin policy FRT 60c, RWT 180c
        12:00 note
        12:10 agent > solved
        """,
        events="""
        RT 1: activate 10:00, apply 60c 12:00, breach 12:00, fulfill 12:10 130/130
        RWT 1: activate 10:00, apply 180c 12:00, fulfill 12:10 130/130
        """,
        slas={
            "11:59": "",
            "12:00": "FRT active 11:00 hours -1, RWT active 13:00 hours 1",
        },
    ),
)
