"""Mail that was held back: who sees it, in which order, and how it goes."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import event, select

from ombud.families.attachments import store
from ombud.tables import attachments, deliveries, inbound_mails, suspended_tickets, uploads
from tests.channels.mailing import SUPPORT, mail, suspended
from tests.contract.test_query_counts import counting
from tests.desk import Answer, Caller, Desk
from tests.families.preparing import set_setting, with_role
from tests.families.suspending import hold, ids, only

LIST = "/suspended_tickets"
Call = Callable[[Caller, int], Answer]
CALLS: dict[str, Call] = {
    "list": lambda caller, _id: caller.get(LIST),
    "show": lambda caller, id_: caller.get(f"{LIST}/{id_}"),
    "recover": lambda caller, id_: caller.put(f"{LIST}/{id_}/recover"),
    "recover_many": lambda caller, id_: caller.put(f"{LIST}/recover_many", ids=id_),
    "attachments": lambda caller, id_: caller.post(f"{LIST}/{id_}/attachments"),
    "delete": lambda caller, id_: caller.delete(f"{LIST}/{id_}"),
    "destroy_many": lambda caller, id_: caller.delete(f"{LIST}/destroy_many", ids=id_),
    "export": lambda caller, _id: caller.post(f"{LIST}/export"),
}


@pytest.mark.parametrize("name", CALLS)
class TestWhoMay:
    def test_those_who_may_not(self, desk: Desk, name: str) -> None:
        held = hold(desk, files={"a.txt": b"words"})
        with_role(desk, desk.cast.agent, ticket_access="all")
        before = desk.snapshot()
        assert CALLS[name](desk.anonymous, held).status == 401
        # Alice has a role without it, Lars a light one, and Bob sees only tickets of his groups.
        for caller in (desk.emma, desk.agent, desk.light, desk.bob):
            assert CALLS[name](caller, held).status == 403
        assert desk.snapshot() == before

    def test_those_who_may(self, desk: Desk, name: str) -> None:
        first, second = hold(desk), hold(desk)
        assert CALLS[name](desk.agent, first).status in {200, 204}
        role = {"ticket_access": "all", "manage_suspended_tickets": True}
        with_role(desk, desk.cast.bob, **role)
        # The role lets him, and his own restriction does not.
        assert CALLS[name](desk.bob, second).status == 403
        desk.admin.put(f"/users/{desk.cast.bob}", {"user": {"ticket_restriction": None}})
        assert CALLS[name](desk.bob, second).status in {200, 204}


@pytest.mark.parametrize("name", sorted(CALLS.keys() - {"list", "export", "destroy_many"}))
def test_what_is_not_there(desk: Desk, name: str) -> None:
    before = desk.snapshot()
    assert CALLS[name](desk.admin, 7).status == 404
    assert desk.snapshot() == before


class TestShow:
    def test_everything(self, desk: Desk) -> None:
        held = hold(
            desk,
            sender="Nora New <nora@new.example>",
            message_id="<a@new.example>",
            files={"a.txt": b"words"},
        )
        answer = desk.agent.get(f"{LIST}/{held}")
        assert answer.json["suspended_tickets"] == [answer.json["suspended_ticket"]]
        shown = only(desk, held)
        (file,) = shown.pop("attachments")
        assert (file["file_name"], file["size"]) == ("a.txt", 5)
        assert shown == {
            "url": f"http://localhost/api/v2/suspended_tickets/{held}.json",
            "id": held,
            "author": {"id": None, "name": "Nora New", "email": "nora@new.example"},
            "subject": "Dark lamp",
            "content": "My lamp is dark.",
            "cause": "Automated response mail",
            "cause_id": 3,
            "message_id": "<a@new.example>",
            "ticket_id": None,
            "recipient": SUPPORT,
            "created_at": "2026-03-02T09:00:00Z",
            "updated_at": "2026-03-02T09:00:00Z",
            "via": {
                "channel": "email",
                "source": {
                    "from": {"address": "nora@new.example", "name": "Nora New"},
                    "to": {"address": SUPPORT, "name": SUPPORT},
                    "rel": None,
                },
            },
            "brand_id": shown["brand_id"],
            "error_messages": None,
        }

    def test_of_somebody_known_and_of_nobody(self, desk: Desk) -> None:
        known = only(desk, hold(desk))
        assert known["author"]["id"] == desk.cast.emma
        raw = mail(sender=None, subject=None, message_id=None, Auto_Submitted="auto-generated")
        nobody = only(desk, suspended(desk, raw, sender="").id)
        assert nobody["author"] == {"id": None, "name": "", "email": ""}
        assert (nobody["subject"], nobody["message_id"]) == (None, "")

    def test_a_long_subject_is_cut_and_not_lost(self, any_desk: Desk) -> None:
        subject = "ä" * 3000
        held = hold(any_desk, subject=subject)
        assert only(any_desk, held)["subject"] == subject[:255]
        answer = any_desk.admin.put(f"{LIST}/recover_many", ids=held)
        assert answer.json["tickets"][0]["subject"] == subject

    def test_files_are_for_who_deals_with_them(self, desk: Desk) -> None:
        set_setting(desk, "tickets.private_attachments", True)
        (file,) = only(desk, hold(desk, files={"a.txt": b"words"}))["attachments"]
        path = f"/{urlsplit(file['content_url']).path}"
        assert desk.agent.get(path).content == b"words"
        assert desk.agent.get(f"/attachments/{file['id']}").status == 200
        assert desk.bob.get(path).status == 404
        assert desk.emma.get(path).status == 404
        assert desk.anonymous.get(path).status == 401


class TestList:
    @pytest.fixture
    def held(self, any_desk: Desk) -> list[int]:
        """Three of them, an hour apart: by their letters b, C, a."""
        found = []
        for letter in ("b", "C", "a"):
            sender = f"{letter}@new.example"
            found.append(hold(any_desk, subject=f"{letter} lamp", sender=sender))
            any_desk.clock.forward(hours=1)
        return found

    @pytest.mark.parametrize(
        ("asked", "order"),
        [
            ({}, (2, 1, 0)),
            ({"sort_order": "asc"}, (0, 1, 2)),
            ({"sort_by": "created_at"}, (2, 1, 0)),
            ({"sort_by": "created_at", "sort_order": "asc"}, (0, 1, 2)),
            ({"sort_by": "subject"}, (2, 0, 1)),
            ({"sort_by": "subject", "sort_order": "desc"}, (1, 0, 2)),
            ({"sort_by": "author_email"}, (2, 0, 1)),
            ({"sort_by": "author_email", "sort_order": "DESC"}, (1, 0, 2)),
            ({"sort_by": "height"}, (2, 1, 0)),
        ],
    )
    def test_orders(
        self, any_desk: Desk, held: list[int], asked: dict[str, str], order: tuple[int, ...]
    ) -> None:
        wanted = [held[place] for place in order]
        assert ids(any_desk.agent.get(LIST, **asked)) == wanted
        walked, path = [], f"{LIST}?page[size]=1"
        for _ in held:
            answer = any_desk.agent.get(path, **asked)
            walked += ids(answer)
            path, asked = answer.json["links"]["next"], {}
        assert walked == wanted
        assert answer.json["meta"]["has_more"] is False
        back = any_desk.agent.get(answer.json["links"]["prev"])
        assert ids(back) == wanted[1:2]

    def test_by_sort(self, any_desk: Desk, held: list[int]) -> None:
        found = any_desk.agent.get(LIST, sort="-author_email", **{"page[size]": 2})
        assert ids(found) == [held[1], held[0]]
        assert ids(any_desk.agent.get(found.json["links"]["next"])) == [held[2]]
        assert any_desk.agent.get(LIST, sort="height", **{"page[size]": 2}).status == 400

    def test_by_cause(self, desk: Desk) -> None:
        program = hold(desk)
        absence = suspended(desk, mail(Auto_Submitted="auto-replied", subject="Out of office")).id
        assert ids(desk.agent.get(LIST, sort_by="cause")) == [program, absence]
        assert ids(desk.agent.get(LIST, sort_by="cause", sort_order="desc")) == [absence, program]

    def test_by_number(self, any_desk: Desk, held: list[int]) -> None:
        answer = any_desk.agent.get(LIST, page=2, per_page=2, sort_by="subject")
        assert ids(answer) == [held[1]]
        assert (answer.json["count"], answer.json["next_page"]) == (3, None)

    def test_files_cost_one_statement(self, desk: Desk) -> None:
        costs = []
        hold(desk)
        desk.agent.get(LIST)
        for names in ("a", "bc", "d"):
            hold(desk, files={f"{name}.txt": name.encode() for name in names})
            with counting(desk) as statements:
                assert desk.agent.get(LIST).status == 200
            costs.append(len(statements))
        assert any("FROM attachments" in statement for statement in statements)
        assert len(set(costs)) == 1

    @pytest.mark.parametrize("sort_by", ["author_email", "cause", "created_at", "subject"])
    def test_no_order_is_made_by_sorting(self, desk: Desk, sort_by: str) -> None:
        hold(desk)
        asked = []

        def note(*told: Any) -> None:
            if "FROM suspended_tickets" in told[2]:
                asked.append((told[2], told[3]))

        event.listen(desk.account.engine, "before_cursor_execute", note)
        for direction in ("asc", "desc"):
            given = {"sort_by": sort_by, "sort_order": direction, "page[size]": 1}
            first = desk.agent.get(LIST, **given)
            after = first.json["meta"]["after_cursor"]
            assert desk.agent.get(LIST, **given, **{"page[after]": after}).status == 200
        event.remove(desk.account.engine, "before_cursor_execute", note)
        assert len(asked) == 4
        with desk.account.transaction(writes=False) as db:
            for statement, parameters in asked:
                plan = db.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                told = " | ".join(row.detail for row in plan)
                assert "USING INDEX ix_suspended_tickets_" in told
                assert "TEMP B-TREE" not in told


class TestDelete:
    def test_with_its_files(self, any_desk: Desk) -> None:
        desk = any_desk
        held = hold(desk, files={"a.txt": b"words"})
        sha256 = store.address(b"words")
        assert store.path_of(desk.account, sha256).is_file()
        assert desk.agent.delete(f"{LIST}/{held}").status == 204
        assert desk.agent.delete(f"{LIST}/{held}").status == 404
        desk.run_jobs()
        assert not store.path_of(desk.account, sha256).exists()
        left = desk.snapshot()
        assert left["suspended_tickets"] == left["attachments"] == left["uploads"] == []

    def test_the_mail_itself_stays(self, desk: Desk) -> None:
        desk.admin.delete(f"{LIST}/{hold(desk)}")
        desk.run_jobs()
        (row,) = desk.admin.get("/inbound_mails").json["inbound_mails"]
        assert (row["state"], row["problem"]) == ("dropped", "It was held back, and deleted.")
        assert desk.admin.get(f"/inbound_mails/{row['id']}/raw").status == 200

    def test_many(self, desk: Desk) -> None:
        first, second, third = hold(desk), hold(desk, files={"a.txt": b"a"}), hold(desk)
        answer = desk.agent.delete(f"{LIST}/destroy_many", ids=f"{first},{second},7")
        assert (answer.status, answer.content) == (204, b"")
        assert ids(desk.agent.get(LIST)) == [third]

    @pytest.mark.parametrize("verb", ["destroy_many", "recover_many"])
    def test_too_many_and_none(self, desk: Desk, verb: str) -> None:
        hold(desk)
        before = desk.snapshot()
        method = "DELETE" if verb == "destroy_many" else "PUT"
        query = {"ids": ",".join(str(number) for number in range(101))}
        answer = desk.admin.send(method, f"{LIST}/{verb}", query=query)
        assert (answer.status, answer.json["error"]) == (400, "TooManyValues")
        assert desk.admin.send(method, f"{LIST}/{verb}").status == 400
        assert desk.snapshot() == before


class TestAttachments:
    @pytest.mark.parametrize("path", ["{}/attachments", "attachments?id={}"])
    def test_copies_for_a_ticket_made_by_hand(self, any_desk: Desk, path: str) -> None:
        desk = any_desk
        held = hold(desk, files={"a.txt": b"words", "b.pdf": b"%PDF-1.4"})
        answer = desk.agent.post(f"{LIST}/{path.format(held)}")
        assert answer.status == 200
        upload = answer.json["upload"]
        assert [file["file_name"] for file in upload["attachments"]] == ["a.txt", "b.pdf"]
        comment = {"body": "By hand", "uploads": [upload["token"]]}
        ticket = desk.agent.post("/tickets", {"ticket": {"comment": comment}}).json["ticket"]
        (made,) = desk.agent.get(f"/tickets/{ticket['id']}/comments").json["comments"]
        file = made["attachments"][0]
        assert desk.anonymous.get(f"/{urlsplit(file['content_url']).path}").content == b"words"
        assert len(only(desk, held)["attachments"]) == 2

    def test_of_one_without_files(self, desk: Desk) -> None:
        answer = desk.agent.post(f"{LIST}/{hold(desk)}/attachments")
        assert answer.json["upload"]["attachments"] == []

    def test_of_nothing(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.agent.post(f"{LIST}/attachments").status == 400
        assert desk.agent.post(f"{LIST}/attachments", id=7).status == 404
        assert desk.agent.post(f"{LIST}/attachments", id="x").status == 400
        assert desk.snapshot() == before


class TestExpiry:
    def test_after_fourteen_days(self, any_desk: Desk) -> None:
        desk = any_desk
        old = hold(desk, files={"a.txt": b"words"})
        desk.clock.forward(days=1)
        young = hold(desk, files={"b.txt": b"others"})
        desk.clock.forward(days=12, hours=23, minutes=59)
        desk.do_chores()
        assert ids(desk.agent.get(LIST)) == [young, old]
        desk.clock.forward(minutes=1)
        # Nobody gets what a runner has yet to delete.
        assert desk.agent.get(f"{LIST}/{old}").status == 404
        assert ids(desk.agent.get(LIST)) == [young]
        desk.do_chores()
        desk.run_jobs()
        with desk.account.transaction(writes=False) as db:
            assert db.values(select(suspended_tickets.c.id)) == [young]
            assert len(db.values(select(uploads.c.id))) == 1
            assert db.values(select(attachments.c.file_name)) == ["b.txt"]
            states = db.values(select(inbound_mails.c.state).order_by(inbound_mails.c.id))
            assert states == ["dropped", "suspended"]
        assert not store.path_of(desk.account, store.address(b"words")).exists()
        assert store.path_of(desk.account, store.address(b"others")).is_file()
        assert desk.do_chores() == 0

    def test_files_outlive_uploads(self, desk: Desk) -> None:
        """Tidying up uploads must not take the files of what still waits."""
        held = hold(desk, files={"a.txt": b"words"})
        desk.admin.post("/uploads", b"x", filename="x.txt")
        desk.clock.forward(days=4)
        desk.admin.post("/uploads", b"y", filename="y.txt")
        desk.run_jobs()
        names = [row[3] for row in desk.snapshot()["attachments"]]
        assert "x.txt" not in names
        assert len(only(desk, held)["attachments"]) == 1


class TestExport:
    def test_a_file_for_who_asked(self, any_desk: Desk) -> None:
        desk = any_desk
        raw = mail(subject='=1+1, "red"', Auto_Submitted="auto-generated")
        first = int(suspended(desk, raw).id)
        desk.clock.forward(hours=1)
        second = hold(desk, sender="nora@new.example", subject="Lamp")
        answer = desk.agent.post(f"{LIST}/export")
        assert answer.json == {"export": {"status": "enqueued", "view_id": "suspended"}}
        assert desk.agent.post(f"{LIST}/export").json == answer.json
        assert desk.run_jobs() == 1
        (job,) = desk.agent.get("/job_statuses").json["job_statuses"]
        assert (job["status"], job["total"]) == ("completed", 2)
        made = job["results"][-1]
        file = desk.agent.get(made["content_url"])
        same = f"Automated response mail,{SUPPORT},"
        nine, ten = "2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z"
        assert file.content.decode("utf-8-sig").splitlines() == [
            "ID,Author,Email,Subject,Cause,Recipient,Ticket ID,Created at,Updated at",
            f'{first},Emma Enduser,emma@acme.example,"\'=1+1, ""red""",{same},{nine},{nine}',
            f"{second},nora@new.example,nora@new.example,Lamp,{same},{ten},{ten}",
        ]
        with desk.account.transaction(writes=False) as db:
            (sent,) = db.rows(select(deliveries).where(deliveries.c.kind == "email"))
        assert sent.address == "alice@northwind.example"
        assert made["content_url"].removeprefix("http://localhost") in sent.payload

    def test_in_parts_that_deletions_do_not_move(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ombud.families.suspended_tickets.exporting.STEP", 2)
        held = []
        for _ in range(5):
            held.append(hold(desk))
            desk.clock.forward(seconds=1)
        desk.agent.post(f"{LIST}/export")
        desk.agent.delete(f"{LIST}/{held[0]}")
        desk.agent.delete(f"{LIST}/{held[3]}")
        hold(desk)
        desk.run_jobs()
        (job,) = desk.agent.get("/job_statuses").json["job_statuses"]
        assert job["total"] == 4
        text = desk.agent.get(job["results"][-1]["content_url"]).content.decode("utf-8-sig")
        numbers = [int(line.partition(",")[0]) for line in text.splitlines()[1:]]
        assert numbers == [held[1], held[2], held[4]]

    def test_of_nothing(self, desk: Desk) -> None:
        desk.agent.post(f"{LIST}/export")
        desk.run_jobs()
        (job,) = desk.agent.get("/job_statuses").json["job_statuses"]
        text = desk.agent.get(job["results"][-1]["content_url"]).content.decode("utf-8-sig")
        assert text.splitlines()[0].startswith("ID,")
        assert len(text.splitlines()) == 1
