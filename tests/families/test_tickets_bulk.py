"""Many tickets at once, deleting and restoring, spam, merging: what the background jobs do."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.preparing import set_setting
from tests.families.ticket_making import change, create


def ids_of(desk: Desk) -> list[int]:
    return [ticket["id"] for ticket in desk.admin.get("/tickets").json["tickets"]]


class TestCreateMany:
    def test_results_keep_the_order_and_name_the_refused(self, desk: Desk) -> None:
        tickets = [{"comment": {"body": "a"}}, {"subject": "no words"}, {"description": "c"}]
        started = desk.agent.post("/tickets/create_many", {"tickets": tickets})
        assert started.json["job_status"]["status"] == "queued"
        assert started.json["job_status"]["total"] == 3
        job = desk.job(started)
        assert (job["status"], job["progress"], job["total"]) == ("completed", 3, 3)
        good, bad, also_good = job["results"]
        assert (good["index"], also_good["index"]) == (0, 2)
        assert bad == {
            "index": 1,
            "error": "TicketCreateFailed",
            "details": "Description: cannot be blank",
        }
        assert ids_of(desk) == [good["id"], also_good["id"]]

    def test_at_most_100(self, desk: Desk) -> None:
        tickets = [{"description": "x"}] * 101
        answer = desk.agent.post("/tickets/create_many", {"tickets": tickets})
        assert (answer.status, answer.json["error"]) == (400, "TooManyValues")
        assert answer.json["max_count"] == 100

    def test_at_most_30_jobs_wait(self, desk: Desk) -> None:
        body = {"tickets": [{"description": "x"}]}
        for _ in range(30):
            assert desk.agent.post("/tickets/create_many", body).status == 200
        answer = desk.agent.post("/tickets/create_many", body)
        assert (answer.status, answer.json["error"]) == (429, "TooManyJobs")
        assert desk.run_jobs() == 30

    def test_the_tickets_are_the_callers(self, desk: Desk) -> None:
        desk.job(desk.agent.post("/tickets/create_many", {"tickets": [{"description": "x"}]}))
        assert desk.agent.get("/tickets/1").json["ticket"]["submitter_id"] == desk.cast.agent


class TestUpdateMany:
    def test_the_same_change_for_all(self, desk: Desk) -> None:
        for _ in range(3):
            create(desk.agent)
        change(desk.agent, 2, status="closed")
        body = {"ticket": {"priority": "low", "additional_tags": ["x"], "comment": {"body": "!"}}}
        job = desk.job(desk.agent.put("/tickets/update_many", body, ids="1,2,3,99"))
        assert [result.get("success") for result in job["results"]] == [True, None, True, None]
        assert job["results"][1]["error"] == "TicketUpdateFailed"
        assert job["results"][1]["details"] == "Status: closed prevents ticket update"
        assert job["results"][3]["id"] == 99
        changed = desk.agent.get("/tickets/3").json["ticket"]
        assert (changed["priority"], changed["tags"]) == ("low", ["x"])

    def test_a_change_for_each(self, desk: Desk) -> None:
        create(desk.agent)
        create(desk.agent)
        tickets = [{"id": 1, "priority": "low"}, {"id": "2", "priority": "high"}]
        job = desk.job(desk.agent.put("/tickets/update_many", {"tickets": tickets}))
        assert all(result["success"] for result in job["results"])
        shown = desk.agent.get("/tickets").json["tickets"]
        assert [ticket["priority"] for ticket in shown] == ["low", "high"]

    def test_safe_update_is_lost_by_one_alone(self, desk: Desk) -> None:
        stamp = create(desk.agent)["ticket"]["updated_at"]
        create(desk.agent)
        desk.clock.forward(seconds=1)
        change(desk.agent, 1, priority="high")
        tickets = [
            {"id": number, "priority": "low", "safe_update": True, "updated_stamp": stamp}
            for number in (1, 2)
        ]
        job = desk.job(desk.agent.put("/tickets/update_many", {"tickets": tickets}))
        assert job["results"][0]["error"] == "UpdateConflict"
        assert job["results"][1]["success"] is True

    def test_hidden_tickets_are_not_changed(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.support)
        body = {"ticket": {"priority": "low"}}
        job = desk.job(desk.bob.put("/tickets/update_many", body, ids="1"))
        assert "success" not in job["results"][0]
        assert desk.agent.get("/tickets/1").json["ticket"]["priority"] is None

    @pytest.mark.parametrize("path", ["/tickets/update_many", "/tickets/update_many?ids=1"])
    def test_without_ids_or_change(self, desk: Desk, path: str) -> None:
        body: Any = {} if "ids" in path else {"ticket": {}}
        assert desk.agent.put(path, body).status == 400


class TestDelete:
    def test_gone_everywhere_but_among_the_deleted(self, desk: Desk) -> None:
        create(desk.agent, subject="Old", status="pending")
        assert desk.admin.delete("/tickets/1").status == 204
        assert desk.agent.get("/tickets/1").status == 404
        assert ids_of(desk) == []
        assert desk.agent.put("/tickets/1", {"ticket": {"priority": "low"}}).status == 404
        deleted = desk.admin.get("/deleted_tickets").json["deleted_tickets"]
        assert [(each["id"], each["subject"], each["previous_state"]) for each in deleted] == [
            (1, "Old", "pending")
        ]
        assert deleted[0]["actor"] == {"id": desk.cast.admin, "name": "Adam Admin"}

    def test_agents_need_the_setting(self, desk: Desk) -> None:
        create(desk.agent)
        assert desk.agent.delete("/tickets/1").status == 403
        set_setting(desk, "tickets.agent_ticket_deletion", True)
        assert desk.agent.delete("/tickets/1").status == 204

    def test_restored_as_it_was(self, desk: Desk) -> None:
        before = create(desk.agent, tags=["x"], email_ccs=[{"user_id": desk.cast.emma}])
        desk.admin.delete("/tickets/1")
        answer = desk.admin.put("/deleted_tickets/1/restore")
        assert (answer.status, answer.json) == (200, {})
        after = desk.agent.get("/tickets/1").json["ticket"]
        assert after["tags"] == ["x"]
        assert after["email_cc_ids"] == [desk.cast.emma]
        assert after["status"] == before["ticket"]["status"]
        told = desk.agent.get("/tickets/1/audits").json["audits"][-1]["events"][0]
        assert (told["previous_value"], told["value"]) == ("deleted", "new")
        assert desk.agent.get(f"/users/{desk.cast.emma}/tickets/ccd").json["count"] == 1

    def test_not_after_30_days(self, desk: Desk) -> None:
        create(desk.agent)
        desk.admin.delete("/tickets/1")
        desk.clock.forward(days=30)
        assert desk.admin.get("/deleted_tickets").json["deleted_tickets"] == []
        assert desk.admin.put("/deleted_tickets/1/restore").status == 404

    def test_restore_many_is_all_or_none(self, desk: Desk) -> None:
        create(desk.agent)
        create(desk.agent)
        desk.admin.delete("/tickets/1")
        assert desk.admin.put("/deleted_tickets/restore_many", ids="1,2").status == 404
        assert desk.agent.get("/tickets/1").status == 404
        assert desk.admin.put("/deleted_tickets/restore_many", ids="1").status == 200
        assert desk.agent.get("/tickets/1").status == 200

    def test_for_good(self, desk: Desk) -> None:
        create(desk.agent, subject="Secret lamp", tags=["secret"], comment={"body": "Secret!"})
        desk.admin.delete("/tickets/1")
        job = desk.job(desk.admin.delete("/deleted_tickets/1"))
        assert (job["status"], job["results"]) == ("completed", {"success": True})
        assert desk.admin.put("/deleted_tickets/1/restore").status == 404
        everything = repr(desk.snapshot())
        assert "ecret" not in everything.replace("secret_digest", "").replace("secret_hint", "")
        assert create(desk.agent)["ticket"]["id"] == 2

    def test_only_what_was_deleted_before(self, desk: Desk) -> None:
        create(desk.agent)
        assert desk.admin.delete("/deleted_tickets/1").status == 404

    def test_many(self, desk: Desk) -> None:
        for _ in range(3):
            create(desk.agent)
        job = desk.job(desk.admin.delete("/tickets/destroy_many", ids="1,3,9"))
        assert [result.get("success") for result in job["results"]] == [True, True, None]
        assert ids_of(desk) == [2]
        job = desk.job(desk.admin.delete("/deleted_tickets/destroy_many", ids="1,3"))
        assert [result["success"] for result in job["results"]] == [True, True]


class TestSpam:
    def test_deletes_and_suspends(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.zoe)
        assert desk.agent.put("/tickets/1/mark_as_spam").status == 200
        assert desk.agent.get("/tickets/1").status == 404
        assert desk.agent.get(f"/users/{desk.cast.zoe}").json["user"]["suspended"] is True
        assert desk.zoe.get("/requests").status in {401, 403}

    def test_not_for_agents(self, desk: Desk) -> None:
        create(desk.agent)
        before = desk.snapshot()
        assert desk.agent.put("/tickets/1/mark_as_spam").status == 422
        assert desk.snapshot() == before

    def test_many(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.zoe)
        create(desk.agent)
        job = desk.job(desk.agent.put("/tickets/mark_many_as_spam", ids="1,2"))
        assert [result.get("success") for result in job["results"]] == [True, None]


class TestMerge:
    def test_sources_are_closed_and_target_takes_over(self, desk: Desk) -> None:
        cast = desk.cast
        create(desk.agent, subject="Target", requester_id=cast.emma)
        create(
            desk.agent,
            subject="Source",
            requester_id=cast.zoe,
            email_ccs=[{"user_id": cast.eric}],
        )
        started = desk.agent.post("/tickets/1/merge", {"ids": [2], "target_comment": "Now one"})
        job = desk.job(started)
        assert job["status"] == "completed"
        assert job["results"][0]["success"] is True
        source = desk.agent.get("/tickets/2").json["ticket"]
        assert (source["status"], source["tags"]) == ("closed", ["closed_by_merge"])
        target = desk.agent.get("/tickets/1").json["ticket"]
        assert target["email_cc_ids"] == [cast.zoe, cast.eric]
        said = desk.agent.get("/tickets/1/comments").json["comments"][-1]
        assert (said["plain_body"], said["public"]) == ("Now one", False)
        assert said["via"]["source"]["rel"] == "merge"

    def test_a_private_ticket_keeps_the_merge_private(self, desk: Desk) -> None:
        create(desk.agent)
        create(desk.agent, comment={"body": "Psst", "public": False})
        body = {"ids": [2], "target_comment_is_public": True, "source_comment_is_public": True}
        desk.job(desk.agent.post("/tickets/1/merge", body))
        assert desk.agent.get("/tickets/1/comments").json["comments"][-1]["public"] is False

    @pytest.mark.parametrize("ids", [[1], [3], [99], []])
    def test_refused_as_a_whole(self, desk: Desk, ids: list[int]) -> None:
        create(desk.agent)
        create(desk.agent)
        create(desk.agent, status="closed")
        started = desk.agent.post("/tickets/1/merge", {"ids": [2, *ids] if ids else []})
        job = desk.job(started)
        assert not any(result.get("success") for result in job["results"] or [])
        assert desk.agent.get("/tickets/2").json["ticket"]["status"] == "new"

    def test_not_into_a_solved_ticket(self, desk: Desk) -> None:
        create(desk.agent, status="solved")
        create(desk.agent)
        job = desk.job(desk.agent.post("/tickets/1/merge", {"ids": [2]}))
        assert job["results"][0]["success"] is False
        assert "solved" in job["results"][0]["error"]
