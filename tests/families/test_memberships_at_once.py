"""Of callers who want the same at the same moment one gets it, and the others are told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import msgspec

from ombud.wire.context import Request
from tests.desk import Desk
from tests.families.preparing import allow_several, set_setting

CALLERS = 6


def at_once(desk: Desk, path: str, bodies: list[object]) -> Counter[int]:
    """The statuses of these requests, all sent by the admin at the same time."""
    headers = {**desk.admin.headers, "content-type": "application/json"}

    def send(body: object) -> int:
        content = msgspec.json.encode(body)
        request = Request("POST", f"/api/v2{path}", [], headers, content)
        return desk.app.dispatcher.answer(desk.account, request).status

    with ThreadPoolExecutor(len(bodies)) as threads:
        return Counter(threads.map(send, bodies))


class TestAtOnce:
    def test_organizations_of_one_name(self, any_desk: Desk) -> None:
        bodies: list[object] = [{"organization": {"name": "Lumen"}} for _ in range(CALLERS)]
        assert at_once(any_desk, "/organizations", bodies) == {201: 1, 422: CALLERS - 1}

    def test_create_or_update_of_one_external_id(self, any_desk: Desk) -> None:
        bodies: list[object] = [
            {"organization": {"name": "Lumen", "external_id": "e"}} for _ in range(CALLERS)
        ]
        statuses = at_once(any_desk, "/organizations/create_or_update", bodies)
        assert statuses[201] == 1
        assert statuses.keys() <= {200, 201, 422}

    def test_the_same_membership(self, any_desk: Desk) -> None:
        allow_several(any_desk)
        membership = {"user_id": any_desk.cast.emma, "organization_id": any_desk.cast.zebra}
        bodies: list[object] = [{"organization_membership": membership} for _ in range(CALLERS)]
        statuses = at_once(any_desk, "/organization_memberships", bodies)
        assert statuses == {201: 1, 422: CALLERS - 1}

    def test_first_memberships_in_different_organizations(self, any_desk: Desk) -> None:
        user = any_desk.admin.post("/users", {"user": {"name": "Nia"}}).json["user"]["id"]
        bodies: list[object] = [
            {"organization_membership": {"user_id": user, "organization_id": organization_id}}
            for organization_id in (any_desk.cast.acme, any_desk.cast.zebra)
        ]
        assert at_once(any_desk, "/organization_memberships", bodies) == {201: 1, 422: 1}

    def test_the_same_group_membership(self, any_desk: Desk) -> None:
        membership = {"user_id": any_desk.cast.bob, "group_id": any_desk.cast.support}
        bodies: list[object] = [{"group_membership": membership} for _ in range(CALLERS)]
        statuses = at_once(any_desk, "/group_memberships", bodies)
        assert statuses == {201: 1, 422: CALLERS - 1}

    def test_groups_of_one_name(self, any_desk: Desk) -> None:
        set_setting(any_desk, "groups.check_group_name_uniqueness", True)
        bodies: list[object] = [{"group": {"name": "Sales"}} for _ in range(CALLERS)]
        assert at_once(any_desk, "/groups", bodies) == {201: 1, 422: CALLERS - 1}
