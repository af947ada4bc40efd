"""Lives of tickets that are about waiting, work and updates."""

from tests.units.rules.sla_vector import Vector

__all__ = ["VECTORS"]

VECTORS = (
    Vector(
        "V16",
        policy="RWT 120c",
        timeline="""
        10:00 customer
        11:00 set policy=none
        13:00 set > solved
        """,
        events="RWT 1: activate 10:00, apply 120c 10:00, apply none 11:00, fulfill 13:00 180/180",
        slas={"10:59": "RWT active 12:00 hours 1", "11:00": "", "13:00": ""},
    ),
    Vector(
        "V17",
        policy="RWT 120c, AWT 60c",
        timeline="""
        10:00 customer
        10:40 agent > pending
        14:00 customer
        14:30 set > hold
        15:50 agent > solved
        """,
        events="""
        AWT 1: activate 10:00, apply 60c 10:00, pause 10:40, activate 14:00, breach 14:20, \
pause 14:30, fulfill 15:50 70/70
        RWT 1: activate 10:00, apply 120c 10:00, pause 10:40, activate 14:00, breach 15:20, \
fulfill 15:50 150/150
        """,
        slas={
            # 80 minutes are left to the requester's wait, in units an hour.
            "11:00": "AWT paused - minutes 20, RWT paused - hours 1",
            "14:01": "AWT active 14:20 minutes 19, RWT active 15:20 hours 1",
            # Ten minutes too many.
            "15:00": "AWT paused - minutes -10, RWT active 15:20 minutes 20",
        },
        measured={
            "": "reply 40, first 350, full 350, agent_wait 200, requester_wait 150, hold 80, "
            "replies 2"
        },
    ),
    Vector(
        "V18",
        policy="RWT 180c, AWT 60c",
        timeline="""
        09:00 customer
        09:30 set > hold
        11:30 set > open
        12:15 agent > solved
        """,
        events="""
        AWT 1: activate 09:00, apply 60c 09:00, pause 09:30, activate 11:30, breach 12:00, \
fulfill 12:15 75/75
        RWT 1: activate 09:00, apply 180c 09:00, breach 12:00, fulfill 12:15 195/195
        """,
        measured={"": "hold 120, requester_wait 195"},
    ),
    Vector(
        "V19",
        policy="RWT 90c, RES 120c",
        timeline="""
        10:00 customer
        11:00 agent > solved
        15:00 customer
        15:45 agent > solved
        """,
        events="""
        AWT 1: activate 10:00, fulfill 11:00 60/60, activate 15:00, fulfill 15:45 105/105
        RWT 1: activate 10:00, apply 90c 10:00, fulfill 11:00 60/60, activate 15:00, \
breach 15:30, fulfill 15:45 105/105
        RES 1: activate 10:00, apply 120c 10:00, fulfill 11:00 60/60, activate 15:00, \
fulfill 15:45 105/105
        RT 1: activate 10:00, fulfill 11:00 60/60
        RT 2: activate 15:00, fulfill 15:45 45/45
        """,
        slas={
            "12:00": "RWT achieved 11:30 minutes -30, RES achieved 12:00 minutes 0",
            "15:10": "RWT active 15:30 minutes 20, RES active 16:00 minutes 50",
        },
        measured={
            "15:00": "full null, solved_at null, reopens 1",
            "": "reply 60, first 60, full 345, requester_wait 105, replies 2",
        },
    ),
    Vector(
        "V26",
        policy="PER 120c",
        timeline="""
        08:00 customer
        09:00 agent > open
        10:30 agent > pending
        13:00 agent
        14:00 set > solved
        """,
        events="""
        PER 1: activate 09:00, apply 120c 09:00, fulfill 10:30 90/90
        PER 2: activate 10:30, apply 120c 10:30, breach 12:30, fulfill 13:00 150/150
        PER 3: activate 13:00, apply 120c 13:00, fulfill 14:00 60/60
        """,
        slas={"14:00": "PER achieved 15:00 hours 1"},
        measured={"": "reply 60, agent_wait 210, requester_wait 150, replies 3"},
    ),
    Vector(
        "V27",
        policy="PAU 120c",
        timeline="""
        08:00 customer
        09:00 agent > pending
        12:00 customer
        12:30 set > hold
        14:30 agent
        15:00 set > solved
        """,
        events="""
        PAU 1: activate 09:00, pause 09:00, apply 120c 09:00, activate 12:00, breach 14:00, \
fulfill 14:30 150/150
        PAU 2: activate 14:30, apply 120c 14:30, fulfill 15:00 30/30
        """,
        slas={"10:00": "PAU paused - hours 2", "12:00": "PAU active 14:00 hours 2"},
        measured={"": "agent_wait 180, hold 150, requester_wait 240"},
    ),
    Vector(
        "V36",
        schedule="A",
        timeline="""
        15:00 customer
        16:00 agent > pending
        20:00 set > hold
        03-03 15:00 set > open
        03-03 16:30 agent > solved
        03-04 16:30 customer
        03-04 17:15 set > pending
        03-04 18:15 set > solved
        """,
        events="""
        AWT 1: activate 15:00, pause 16:00, activate 03-03 15:00, fulfill 03-03 16:30 150/150, \
activate 03-04 16:30, pause 03-04 17:15, fulfill 03-04 18:15 195/195
        RWT 1: activate 15:00, pause 16:00, activate 20:00, fulfill 03-03 16:30 1290/330, \
activate 03-04 16:30, pause 03-04 17:15, fulfill 03-04 18:15 1335/375
        RES 1: activate 15:00, fulfill 03-03 16:30 1530/570, activate 03-04 16:30, \
fulfill 03-04 18:15 1635/675
        PER 1: activate 16:00, fulfill 03-03 16:30 1470/510
        PAU 1: activate 16:00, pause 16:00, activate 20:00, fulfill 03-03 16:30 1230/270
        RT 1: activate 15:00, fulfill 16:00 60/60
        RT 2: activate 03-04 16:30, fulfill 03-04 18:15 105/105
        """,
        measured={
            "": "reply 60, first 1530/570, full 3075/1155, agent_wait 300, "
            "requester_wait 1335/375, hold 1140/180, reopens 1, replies 2"
        },
    ),
    Vector(
        "V37",
        timeline="""
        10:00 customer > open assignee=7 group=1
        12:00 set > closed
        """,
        events="""
        AWT 1: activate 10:00, fulfill 12:00 120/120
        GOT 1: activate 10:00, fulfill 12:00 120/120
        RT 1: activate 10:00, fulfill 12:00 120/120
        RWT 1: activate 10:00, fulfill 12:00 120/120
        RES 1: activate 10:00, fulfill 12:00 120/120
        """,
        measured={
            "": "reply null, first 120, full 120, requester_wait 120, solved_at 12:00, reopens 0"
        },
    ),
    Vector(
        "V40",
        policy="FRT 60c, RWT 60c",
        timeline="""
        10:00 agent > solved assignee=7
        12:00 customer
        12:30 agent
        """,
        events="""
        AWT 1: activate 10:00, fulfill 10:00 0/0, activate 12:00
        RWT 1: activate 10:00, fulfill 10:00 0/0, activate 12:00, apply 60c 12:00
        RES 1: activate 10:00, fulfill 10:00 0/0, activate 12:00
        RT 1: activate 12:00, fulfill 12:30 30/30
        """,
        slas={"11:00": "", "12:00": "RWT active 13:00 hours 1"},
        measured={"": "first 0, full null, reply 150, requester_wait null, reopens 1"},
    ),
)
