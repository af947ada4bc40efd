"""Schedules and holidays: every operation, and what they do to hours that are counted."""

from typing import Any

import pytest

from ombud.families.schedules import hours
from ombud.tables import tickets
from tests.desk import Desk
from tests.families.ticket_making import change, create

SCHEDULES = "/business_hours/schedules"
NINE_TO_FIVE = [
    {"start_time": day * 1440 + 540, "end_time": day * 1440 + 1020} for day in range(1, 6)
]


def add(desk: Desk, name: str = "Office", time_zone: str = "Berlin") -> Any:
    body = {"schedule": {"name": name, "time_zone": time_zone}}
    answer = desk.admin.post(SCHEDULES, body)
    assert answer.status == 201, answer.text
    return answer.json["schedule"]


def add_holiday(desk: Desk, schedule_id: int, start: str, end: str, name: str = "Closed") -> Any:
    body = {"holiday": {"name": name, "start_date": start, "end_date": end}}
    return desk.admin.post(f"{SCHEDULES}/{schedule_id}/holidays", body)


def intervals(*pairs: tuple[object, object]) -> dict[str, Any]:
    return {"workweek": {"intervals": [{"start_time": a, "end_time": b} for a, b in pairs]}}


class TestRoles:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", ""),
            ("POST", ""),
            ("PUT", "/{id}"),
            ("DELETE", "/{id}"),
            ("PUT", "/{id}/workweek"),
            ("GET", "/{id}/holidays"),
            ("POST", "/{id}/holidays"),
            ("PUT", "/{id}/holidays/{day}"),
            ("DELETE", "/{id}/holidays/{day}"),
        ],
    )
    def test_only_admins(self, desk: Desk, method: str, path: str) -> None:
        schedule = add(desk)
        holiday = add_holiday(desk, schedule["id"], "2026-12-24", "2026-12-26").json["holiday"]
        target = SCHEDULES + path.format(id=schedule["id"], day=holiday["id"])
        before = desk.snapshot()
        assert desk.agent.send(method, target, {}).status == 403
        assert desk.emma.send(method, target, {}).status == 403
        assert desk.anonymous.send(method, target, {}).status == 401
        assert desk.snapshot() == before

    def test_agents_see_one(self, desk: Desk) -> None:
        schedule = add(desk)
        holiday = add_holiday(desk, schedule["id"], "2026-12-24", "2026-12-26").json["holiday"]
        path = f"{SCHEDULES}/{schedule['id']}"
        assert desk.agent.get(path).json["schedule"] == schedule
        assert desk.agent.get(f"{path}/holidays/{holiday['id']}").json["holiday"] == holiday
        assert desk.emma.get(path).status == 403


class TestList:
    def test_the_default_first(self, desk: Desk) -> None:
        first, second = add(desk, "Zurich"), add(desk, "Aachen")
        answer = desk.admin.get(SCHEDULES).json
        assert [one["id"] for one in answer["schedules"]] == [first["id"], second["id"]]
        assert answer["url"].endswith("/api/v2/business_hours/schedules.json")


class TestCreate:
    def test_five_days_from_nine_to_five(self, desk: Desk) -> None:
        schedule = add(desk)
        assert schedule["intervals"] == NINE_TO_FIVE
        assert (schedule["name"], schedule["time_zone"]) == ("Office", "Berlin")
        assert schedule["created_at"] == schedule["updated_at"] == "2026-03-02T09:00:00Z"

    @pytest.mark.parametrize(
        ("body", "attribute"),
        [
            ({"time_zone": "Berlin"}, "name"),
            ({"name": " ", "time_zone": "Berlin"}, "name"),
            ({"name": "x" * 256, "time_zone": "Berlin"}, "name"),
            ({"name": "Office"}, "time_zone"),
            ({"name": "Office", "time_zone": None}, "time_zone"),
            ({"name": "Office", "time_zone": "Atlantis"}, "time_zone"),
        ],
    )
    def test_refused(self, desk: Desk, body: dict[str, Any], attribute: str) -> None:
        before = desk.snapshot()
        answer = desk.admin.post(SCHEDULES, {"schedule": body})
        assert (answer.status, list(answer.json["details"])) == (422, [attribute])
        assert desk.snapshot() == before

    def test_wrong_type(self, desk: Desk) -> None:
        assert desk.admin.post(SCHEDULES, {"schedule": {"name": ["x"]}}).status == 400
        assert desk.admin.post(SCHEDULES, {}).status == 400


class TestUpdate:
    def test_what_is_given(self, desk: Desk) -> None:
        schedule = add(desk)
        desk.clock.forward(hours=1)
        path = f"{SCHEDULES}/{schedule['id']}"
        changed = desk.admin.put(path, {"schedule": {"name": "Night"}}).json["schedule"]
        assert changed == {**schedule, "name": "Night", "updated_at": "2026-03-02T10:00:00Z"}
        moved = desk.admin.put(path, {"schedule": {"time_zone": "Asia/Tokyo"}}).json["schedule"]
        assert (moved["name"], moved["time_zone"]) == ("Night", "Asia/Tokyo")

    def test_refused(self, desk: Desk) -> None:
        path = f"{SCHEDULES}/{add(desk)['id']}"
        before = desk.snapshot()
        assert desk.admin.put(path, {"schedule": {"name": None}}).status == 422
        assert desk.admin.put(path, {"schedule": {"time_zone": "Mars"}}).status == 422
        assert desk.admin.put(f"{SCHEDULES}/1", {"schedule": {"name": "X"}}).status == 404
        assert desk.snapshot() == before


class TestWorkweek:
    def test_replaced(self, desk: Desk) -> None:
        path = f"{SCHEDULES}/{add(desk)['id']}/workweek"
        answer = desk.admin.put(path, intervals((8640, 10080), (0, 360)))
        wanted = intervals((0, 360), (8640, 10080))["workweek"]
        assert (answer.status, answer.json["workweek"]) == (200, wanted)
        assert desk.admin.put(path, intervals()).json["workweek"]["intervals"] == []

    @pytest.mark.parametrize(
        "wrong",
        [
            intervals((600, 600)),
            intervals((600, 500)),
            intervals((-10, 500)),
            intervals((9000, 10081)),
            intervals((1000, 1500)),
            intervals((540, 720), (700, 800)),
            {"workweek": {}},
            {"workweek": {"intervals": None}},
        ],
    )
    def test_refused(self, desk: Desk, wrong: dict[str, Any]) -> None:
        path = f"{SCHEDULES}/{add(desk)['id']}/workweek"
        before = desk.snapshot()
        answer = desk.admin.put(path, wrong)
        assert (answer.status, list(answer.json["details"])) == (422, ["intervals"])
        assert desk.snapshot() == before

    def test_wrong_type(self, desk: Desk) -> None:
        path = f"{SCHEDULES}/{add(desk)['id']}/workweek"
        assert desk.admin.put(path, intervals(("nine", 5))).status == 400
        assert desk.admin.put(f"{SCHEDULES}/1/workweek", intervals((0, 5))).status == 404


class TestDelete:
    def test_gone(self, desk: Desk) -> None:
        path = f"{SCHEDULES}/{add(desk)['id']}"
        assert desk.admin.delete(path).status == 204
        assert desk.admin.get(path).status == 404
        assert desk.admin.get(f"{path}/holidays").status == 404
        assert desk.admin.delete(path).status == 404
        assert desk.admin.get(SCHEDULES).json["schedules"] == []


class TestHolidays:
    def test_by_date_and_between_dates(self, desk: Desk) -> None:
        schedule_id = add(desk)["id"]
        for start, end in (("2026-12-24", "2026-12-26"), ("2026-05-01", "2026-05-01")):
            assert add_holiday(desk, schedule_id, start, end, start).status == 201
        path = f"{SCHEDULES}/{schedule_id}/holidays"

        def names(**query: str) -> list[str]:
            return [one["name"] for one in desk.admin.get(path, **query).json["holidays"]]

        assert names() == ["2026-05-01", "2026-12-24"]
        assert names(start_date="2026-12-26") == ["2026-12-24"]
        assert names(start_date="2026-12-27") == []
        assert names(end_date="2026-12-23") == ["2026-05-01"]
        assert names(start_date="2026-05-01", end_date="2026-05-01") == ["2026-05-01"]
        assert desk.admin.get(path, start_date="soon").status == 422

    def test_changed_and_deleted(self, desk: Desk) -> None:
        schedule_id = add(desk)["id"]
        holiday = add_holiday(desk, schedule_id, "2026-12-24", "2026-12-26").json["holiday"]
        path = f"{SCHEDULES}/{schedule_id}/holidays/{holiday['id']}"
        body = {"holiday": {"name": "Feast", "end_date": "2026-12-27"}}
        changed = desk.admin.put(path, body).json["holiday"]
        assert changed == {**holiday, "name": "Feast", "end_date": "2026-12-27"}
        assert desk.admin.delete(path).status == 204
        assert desk.admin.get(path).status == 404

    @pytest.mark.parametrize(
        ("start", "end", "attribute"),
        [
            ("2026-12-24", "2026-12-23", "end_date"),
            ("2028-03-03", "2028-03-03", "start_date"),
            ("2024-03-01", "2026-03-01", "start_date"),
            ("2028-03-01", "2028-03-03", "end_date"),
            ("2026-02-30", "2026-03-01", "start_date"),
            ("", "2026-03-01", "start_date"),
        ],
    )
    def test_refused(self, desk: Desk, start: str, end: str, attribute: str) -> None:
        schedule_id = add(desk)["id"]
        before = desk.snapshot()
        answer = add_holiday(desk, schedule_id, start, end)
        assert (answer.status, list(answer.json["details"])) == (422, [attribute])
        assert desk.snapshot() == before

    def test_of_another_schedule(self, desk: Desk) -> None:
        first, second = add(desk), add(desk, "Other")
        holiday = add_holiday(desk, first["id"], "2026-12-24", "2026-12-26").json["holiday"]
        assert desk.admin.get(f"{SCHEDULES}/{second['id']}/holidays/{holiday['id']}").status == 404


class TestInForce:
    def test_one_object_until_something_changes(self, desk: Desk) -> None:
        schedule_id = add(desk)["id"]

        def loaded() -> hours.Schedules:
            with desk.account.transaction(writes=False) as db:
                return db.cached(hours.load)

        first = loaded()
        assert loaded().by_id[schedule_id] is first.by_id[schedule_id]
        assert first.default is first.by_id[schedule_id]
        add_holiday(desk, schedule_id, "2026-03-03", "2026-03-03")
        assert loaded().by_id[schedule_id] != first.by_id[schedule_id]

    def test_hours_of_the_default_schedule_count(self, desk: Desk) -> None:
        add(desk, "Tokyo", "Tokyo")
        create(desk.agent, requester_id=desk.cast.emma)
        desk.clock.forward(days=1)
        change(desk.agent, 1, comment={"body": "Hello"})
        found = desk.agent.get("/tickets/1/metrics").json["ticket_metric"]
        # 18:00 in Tokyo both days: one day of eight hours.
        assert found["reply_time_in_minutes"] == {"calendar": 1440, "business": 480}

    def test_a_ticket_of_a_deleted_schedule_goes_by_the_default(self, desk: Desk) -> None:
        add(desk, "Tokyo", "Tokyo")
        other = add(desk, "Never", "Tokyo")
        desk.admin.put(f"{SCHEDULES}/{other['id']}/workweek", intervals())
        create(desk.agent, requester_id=desk.cast.emma)
        put_on_schedule(desk, 1, other["id"])
        desk.admin.delete(f"{SCHEDULES}/{other['id']}")
        desk.clock.forward(days=1)
        change(desk.agent, 1, comment={"body": "Hello"})
        found = desk.agent.get("/tickets/1/metrics").json["ticket_metric"]
        assert found["reply_time_in_minutes"]["business"] == 480


def put_on_schedule(desk: Desk, ticket_id: int, schedule_id: int) -> None:
    """What only rules can do."""
    with desk.account.transaction(writes=True) as db:
        db.update(tickets, ticket_id, {"schedule_id": schedule_id})
