"""Devices of apps: only forgetting them is left."""

from typing import Any

import pytest
from sqlalchemy import select

from ombud.tables import push_notification_devices
from tests.desk import Desk

PATH = "/push_notification_devices/destroy_many"


@pytest.fixture
def tokens(any_desk: Desk) -> list[str]:
    """Three devices; no request makes any."""
    given = ["one", "two", "3"]
    with any_desk.account.transaction(writes=True) as db:
        for token in given:
            user = any_desk.cast.agent
            db.insert(push_notification_devices, token=token, user_id=user, created_at=0)
    return given


def left(desk: Desk) -> list[str]:
    with desk.account.transaction(writes=False) as db:
        order = push_notification_devices.c.id
        return db.values(select(push_notification_devices.c.token).order_by(order))


class TestDestroyMany:
    @pytest.mark.usefixtures("tokens")
    def test_forgets_those_that_there_are(self, any_desk: Desk) -> None:
        given = {"push_notification_devices": ["one", "unknown", "one", 3]}
        answer = any_desk.admin.post(PATH, given)
        assert (answer.status, answer.content) == (200, b"")
        assert left(any_desk) == ["two"]
        assert any_desk.admin.post(PATH, {"push_notification_devices": []}).status == 200

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"push_notification_devices": None},
            {"push_notification_devices": "one"},
            {"push_notification_devices": [{"token": "one"}]},
            {"push_notification_devices": [str(number) for number in range(101)]},
        ],
    )
    def test_refused(self, any_desk: Desk, tokens: list[str], body: Any) -> None:
        assert any_desk.admin.post(PATH, body).status == 400
        assert left(any_desk) == tokens

    def test_for_admins_only(self, any_desk: Desk, tokens: list[str]) -> None:
        given = {"push_notification_devices": tokens}
        assert any_desk.anonymous.post(PATH, given).status == 401
        for caller in (any_desk.emma, any_desk.agent, any_desk.light):
            assert caller.post(PATH, given).status == 403
        assert left(any_desk) == tokens
