"""Mails that a desk holds back, for tests of what becomes of them."""

from typing import Any

from tests.channels.mailing import mail, suspended
from tests.desk import Desk

__all__ = ["hold", "ids", "only", "set_back"]

# A mail that a program says it wrote is held back, whoever it is from.
BY_A_PROGRAM: dict[str, Any] = {"Auto_Submitted": "auto-generated"}


def hold(desk: Desk, text: str = "My lamp is dark.", **given: Any) -> int:
    """Bring a mail that is held back, as `mail` makes it; the id of the suspended ticket."""
    return int(suspended(desk, mail(text, **BY_A_PROGRAM, **given)).id)


def set_back(desk: Desk, raw: bytes) -> int:
    """The same with a mail that was written down; what it is held back for stands before it."""
    return int(suspended(desk, b"Auto-Submitted: auto-generated\r\n" + raw).id)


def ids(answer: Any) -> list[int]:
    """Which ones a list has, in its order."""
    assert answer.status == 200, answer.text
    return [each["id"] for each in answer.json["suspended_tickets"]]


def only(desk: Desk, suspended_id: int) -> Any:
    """One of them as the API shows it."""
    answer = desk.admin.get(f"/suspended_tickets/{suspended_id}")
    assert answer.status == 200, answer.text
    return answer.json["suspended_ticket"]
