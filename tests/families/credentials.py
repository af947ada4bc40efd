"""Callers with credentials of the test's choice, and what they hear when these are wrong."""

from tests.desk import Answer, Caller, Desk, basic


def caller(desk: Desk, **headers: str) -> Caller:
    return Caller(desk.app, {name.replace("_", "-"): value for name, value in headers.items()})


def by_basic(desk: Desk, name: str, secret: str) -> Caller:
    return caller(desk, authorization=basic(name, secret))


def refused(answer: Answer) -> bool:
    return answer.status == 401 and answer.json == {"error": "Couldn't authenticate you"}
