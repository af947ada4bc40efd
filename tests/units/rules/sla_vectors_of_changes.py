"""Lives of tickets that are about schedules that change, groups, merging, counting and rounding."""

from tests.units.rules.sla_vector import Vector

__all__ = ["VECTORS"]

VECTORS = (
    Vector(
        "V28",
        schedule="A",
        policy="FRT 120b",
        timeline="""
        06:00 customer
        08:30 set > open schedule=B
        09:30 agent
        """,
        events="RT 1: activate 06:00, apply 120b 06:00, fulfill 09:30 210/90",
        slas={"08:29": "FRT active 16:00 hours 8", "08:31": "FRT active 10:00 hours 1"},
        measured={"": "reply 210/90, requester_wait 150/30"},
    ),
    Vector(
        "V29",
        schedule="B",
        timeline="""
        08:00 customer
        15:00 set > pending
        15:30 customer schedule=A
        18:00 agent > solved
        """,
        events="""
        RT 1: activate 08:00, fulfill 18:00 600/240
        RES 1: activate 08:00, fulfill 18:00 600/240
        RWT 1: activate 08:00, pause 15:00, activate 15:30, fulfill 18:00 570/510
        AWT 1: activate 08:00, pause 15:00, activate 15:30, fulfill 18:00 570/510
        """,
        measured={
            "": "reply 600/240, first 600/240, full 600/240, agent_wait 30, requester_wait 570/510"
        },
    ),
    Vector(
        "V30",
        groups="1 60c, 2 120c",
        timeline="""
        10:00 customer group=1
        10:45 set group=2
        11:00 agent > pending
        13:30 set > solved
        15:00 customer
        15:20 set group=1
        """,
        events="""
        GOT 1: activate 10:00, apply 60c 10:00, fulfill 10:45 45/45
        GOT 2: activate 10:45, apply 120c 10:45, breach 12:45, fulfill 13:30 165/165
        GOT 3: activate 15:00, apply 120c 15:00, fulfill 15:20 20/20
        GOT 4: activate 15:20, apply 60c 15:20
        """,
        slas={"15:30": "GOT active 16:20 minutes 50"},
        measured={"": "group_stations 3"},
    ),
    Vector(
        "V31, source",
        policy="FRT 60c, RWT 120c",
        timeline="""
        10:00 customer > open assignee=7 group=1
        10:50 note > closed
        """,
        events="""
        AWT 1: activate 10:00, fulfill 10:50 50/50
        GOT 1: activate 10:00, fulfill 10:50 50/50
        RT 1: activate 10:00, apply 60c 10:00, fulfill 10:50 50/50
        RWT 1: activate 10:00, apply 120c 10:00, fulfill 10:50 50/50
        RES 1: activate 10:00, fulfill 10:50 50/50
        """,
        slas={"10:50": "FRT achieved 11:00 minutes 10, RWT achieved 12:00 hours 1"},
        measured={
            "": "status_updated_at 10:50, reply null, first 50, full 50, requester_wait 50, replies 0"
        },
    ),
    Vector(
        "V31, target",
        policy="FRT 60c, RWT 120c",
        timeline="""
        09:00 customer
        10:50 note
        """,
        events="RT 1: activate 09:00, apply 60c 09:00, breach 10:00",
        measured={"": "reply null, replies 0"},
    ),
    Vector(
        "V31, target with a public comment",
        policy="FRT 60c, RWT 120c",
        timeline="""
        09:00 customer
        10:50 agent
        """,
        events="RT 1: activate 09:00, apply 60c 09:00, breach 10:00, fulfill 10:50 110/110",
        measured={"": "reply 110, replies 1"},
    ),
    Vector(
        "V32",
        timeline="""
        10:00:00 customer
        10:31:40 set > open assignee=7 group=1
        10:45:10 agent > pending
        10:48:50 customer
        10:49:20 agent > solved
        """,
        events="""
        RT 1: activate 10:00, fulfill 10:45:10 45/45
        RT 2: activate 10:48:50, fulfill 10:49:20 1/1
        AWT 1: activate 10:00, pause 10:45:10, activate 10:48:50, fulfill 10:49:20 46/46
        RES 1: activate 10:00, fulfill 10:49:20 49/49
        GOT 1: activate 10:31:40, fulfill 10:49:20 18/18
        """,
        measured={
            "10:40": "requester_wait 32",
            "10:49": "requester_wait 45, agent_wait 4, reply 45",
            "": "first 49, full 49, requester_wait 46, agent_wait 4, stations 1/1",
        },
    ),
    Vector(
        "V33",
        day="2024-07-26",
        schedule="A",
        timeline="""
        15:41:04 customer > open assignee=7 group=1
        08-01 14:45:47 agent
        """,
        measured={
            "": "reply 8585/1865, first null, full null, agent_wait null, requester_wait null, "
            "hold 0, replies 1, stations 1/1"
        },
    ),
    Vector(
        "V39",
        timeline="""
        10:00 customer group=1 assignee=7
        10:10 set group=2 assignee=8
        10:20 set group=1 assignee=7
        10:30 set assignee=none
        """,
        events="""
        GOT 1: activate 10:00, fulfill 10:10 10/10
        GOT 2: activate 10:10, fulfill 10:20 10/10
        GOT 3: activate 10:20
        """,
        measured={"": "stations 3/3, assigned_at 10:20, initially_assigned_at 10:00"},
    ),
    Vector(
        "V43",
        day="2024-04-12",
        schedule="Noumea",
        # The seconds of solving and reopening are not known: these are in the middle.
        timeline="""
        13:39:06 customer > open assignee=7 group=1
        04-17 15:11:06 set > solved
        04-17 15:11:36 set > open
        06-19 09:26:06 agent
        08-19 16:15:47 set > pending
        08-19 16:19:27 set > open
        """,
        measured={
            "": "first 7292/1440, full null, solved_at null, reply 97667/23040, agent_wait 4/0, "
            "requester_wait 185916/43680, hold 0, reopens 1, stations 1/1"
        },
    ),
    Vector(
        "V44",
        day="2023-10-20",
        schedule="A",
        timeline="""
        10:57:49 customer
        11:29:29 set > open assignee=7
        """,
        measured={
            "": "requester_wait 32/0, agent_wait null, first null, initially_assigned_at 11:29:29, "
            "assigned_at 11:29:29, status_updated_at 11:29:29"
        },
    ),
    Vector(
        "V45",
        timeline="""
        10:00 customer
        """,
        measured={
            "": "reply null, first null, full null, agent_wait null, requester_wait null, hold 0, "
            "reopens 0, replies 0, stations 0/0, status_updated_at 10:00, "
            "requester_updated_at 10:00, latest_comment_added_at 10:00, "
            "custom_status_updated_at 10:00, assignee_updated_at null, assigned_at null, "
            "initially_assigned_at null, solved_at null"
        },
    ),
)
