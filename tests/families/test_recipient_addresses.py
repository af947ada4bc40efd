"""Support addresses: the operations, and that forwarding is verified by a mail that comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ombud.config import Config
from ombud.families.recipient_addresses import verifying
from ombud.mail.letter import Letter
from ombud.tables import brands, deliveries
from ombud.wire.context import SYSTEM, Context, Links, Request
from tests.cast.company import OPENED
from tests.desk import Answer, Desk

PATH = "/recipient_addresses"
FOREIGN = {"email": "Help@Northwind.example", "name": "Help"}


def listed(desk: Desk) -> list[Any]:
    found: list[Any] = desk.agent.get(PATH).json["recipient_addresses"]
    return found


def add(desk: Desk, **fields: Any) -> Answer:
    return desk.admin.post(PATH, {"recipient_address": {**FOREIGN, **fields}})


def added(desk: Desk, **fields: Any) -> Any:
    answer = add(desk, **fields)
    assert answer.status == 201, answer.text
    return answer.json["recipient_address"]


def brand(desk: Desk, **values: Any) -> int:
    times = {"created_at": OPENED, "updated_at": OPENED}
    with desk.account.transaction(writes=True) as db:
        db.configuration_changed()
        return db.insert(
            brands,
            **{"name": "Lux", "subdomain": "lux", "signature_template": "", **values},
            **times,
        )


def queued(desk: Desk) -> list[Any]:
    with desk.account.transaction(writes=False) as db:
        return list(db.rows(deliveries.select().order_by(deliveries.c.id)))


@contextmanager
def in_the_desk(desk: Desk) -> Iterator[Context]:
    """A transaction of the desk itself."""
    with desk.account.transaction(writes=True) as db:
        request, links = Request("POST", "/mail", [], {}), Links("http://localhost")
        yield Context(SYSTEM, db, desk.clock.now(), links, desk.account, desk.app.config, request)


def take(desk: Desk, letter: Letter) -> bool:
    with in_the_desk(desk) as ctx:
        return verifying.take(ctx, letter)


def forwarded(desk: Desk, address: Any) -> Letter:
    """What comes in when the mail to the address is forwarded."""
    until = int(queued(desk)[-1].payload.partition('"until":')[2].partition("}")[0])
    with in_the_desk(desk) as ctx:
        code = verifying.code_of(ctx, address["id"], until)
    return Letter(subject=f"Fwd: Is this forwarded? [{code.upper()}]", text="As it says.")


class TestListSupportAddresses:
    def test_a_new_account_has_one(self, desk: Desk) -> None:
        (own,) = listed(desk)
        assert own["email"] == "support@northwind.localhost"
        assert (own["name"], own["default"]) == ("Northwind Lamps", True)
        assert (
            own["brand_id"]
            == desk.admin.get("/account/settings").json["settings"]["brands"]["default_brand_id"]
        )
        statuses = ("forwarding_status", "spf_status", "cname_status", "dns_results")
        assert {own[name] for name in statuses} == {"verified"}

    def test_pages(self, desk: Desk) -> None:
        added(desk)
        first = desk.agent.get(PATH, **{"page[size]": 1}).json
        assert [each["default"] for each in first["recipient_addresses"]] == [True]
        assert first["meta"]["has_more"] is True
        assert (
            desk.agent.get(PATH, per_page=1, page=2).json["recipient_addresses"][0]["email"]
            == "help@northwind.example"
        )

    def test_roles(self, desk: Desk) -> None:
        assert desk.anonymous.get(PATH).status == 401
        assert desk.emma.get(PATH).status == 403
        assert desk.light.get(PATH).status == 200


class TestShowSupportAddress:
    def test_one(self, desk: Desk) -> None:
        (own,) = listed(desk)
        assert desk.agent.get(f"{PATH}/{own['id']}").json["recipient_address"] == own
        assert desk.agent.get(f"{PATH}/1").status == 404


class TestCreateSupportAddress:
    def test_an_address_elsewhere(self, desk: Desk) -> None:
        answer = add(desk)
        made = answer.json["recipient_address"]
        assert answer.headers["location"] == made["url"]
        assert made["email"] == "help@northwind.example"
        assert (made["name"], made["default"]) == ("Help", False)
        assert made["forwarding_status"] == "waiting"
        assert (made["spf_status"], made["cname_status"]) == ("unknown", "unknown")
        assert "dns_results" not in made
        (mail,) = queued(desk)
        assert (mail.kind, mail.address, mail.state) == (
            "email",
            "help@northwind.example",
            "queued",
        )

    def test_an_address_of_the_desk(self, desk: Desk) -> None:
        made = added(desk, email="sales@northwind.localhost")
        assert (made["email"], made["forwarding_status"]) == (
            "sales@northwind.localhost",
            "verified",
        )
        assert queued(desk) == []

    def test_as_the_default(self, desk: Desk) -> None:
        made = added(desk, default=True)
        assert [each["id"] for each in listed(desk) if each["default"]] == [made["id"]]

    def test_for_a_brand(self, desk: Desk) -> None:
        lux = brand(desk)
        assert added(desk, brand_id=lux)["brand_id"] == lux

    @pytest.mark.parametrize(
        ("fields", "attribute"),
        [
            ({"email": None}, "email"),
            ({"email": "  "}, "email"),
            ({"email": "nobody"}, "email"),
            ({"email": "a@b.example\r\nBcc: c@d.example"}, "email"),
            ({"email": "help+lamps@northwind.example"}, "email"),
            ({"email": f"{'x' * 250}@northwind.example"}, "email"),
            ({"email": "SUPPORT@northwind.localhost"}, "email"),
            ({"name": "x" * 256}, "name"),
            ({"brand_id": 7}, "brand_id"),
        ],
    )
    def test_what_is_refused(self, desk: Desk, fields: Any, attribute: str) -> None:
        before = desk.snapshot()
        answer = add(desk, **fields)
        assert answer.status == 422
        assert list(answer.json["details"]) == [attribute]
        assert desk.snapshot() == before

    def test_wrong_types(self, desk: Desk) -> None:
        assert add(desk, email=7).status == 400
        assert add(desk, default="perhaps").status == 400

    def test_the_same_twice(self, desk: Desk) -> None:
        added(desk)
        answer = add(desk, email="help@NORTHWIND.example")
        assert answer.status == 422
        assert answer.json["details"]["email"][0]["error"] == "DuplicateValue"

    def test_inactive_and_deleted_brands(self, desk: Desk) -> None:
        assert add(desk, brand_id=brand(desk, active=False)).status == 422
        assert add(desk, brand_id=brand(desk, is_deleted=True, subdomain="old")).status == 422

    def test_roles(self, desk: Desk) -> None:
        assert desk.agent.post(PATH, {"recipient_address": FOREIGN}).status == 403
        assert desk.emma.post(PATH, {"recipient_address": FOREIGN}).status == 403


class TestUpdateSupportAddress:
    def test_name_brand_and_default(self, desk: Desk) -> None:
        lux, made = brand(desk), added(desk)
        change = {
            "name": "Lux",
            "brand_id": lux,
            "default": True,
            "email": "HELP@northwind.example",
        }
        answer = desk.admin.put(f"{PATH}/{made['id']}", {"recipient_address": change})
        found = answer.json["recipient_address"]
        assert (found["name"], found["brand_id"], found["default"]) == ("Lux", lux, True)
        assert [each["id"] for each in listed(desk) if each["default"]] == [made["id"]]

    def test_absent_and_null(self, desk: Desk) -> None:
        made = added(desk)
        path = f"{PATH}/{made['id']}"
        same = desk.admin.put(path, {"recipient_address": {}}).json["recipient_address"]
        assert same == made
        nameless = desk.admin.put(path, {"recipient_address": {"name": None}})
        assert nameless.json["recipient_address"]["name"] == ""

    def test_the_address_stays(self, desk: Desk) -> None:
        made = added(desk)
        change = {"recipient_address": {"email": "other@northwind.example"}}
        answer = desk.admin.put(f"{PATH}/{made['id']}", change)
        assert answer.status == 422
        assert list(answer.json["details"]) == ["email"]

    def test_there_is_always_a_default(self, desk: Desk) -> None:
        (own,) = listed(desk)
        change = {"recipient_address": {"default": False}}
        answer = desk.admin.put(f"{PATH}/{own['id']}", change)
        assert answer.json["recipient_address"]["default"] is True

    def test_roles_and_unknown_ids(self, desk: Desk) -> None:
        (own,) = listed(desk)
        change = {"recipient_address": {"name": "x"}}
        assert desk.agent.put(f"{PATH}/{own['id']}", change).status == 403
        assert desk.admin.put(f"{PATH}/7", change).status == 404


class TestDeleteRecipientAddress:
    def test_gone(self, desk: Desk) -> None:
        made = added(desk)
        assert desk.admin.delete(f"{PATH}/{made['id']}").status == 204
        assert desk.admin.get(f"{PATH}/{made['id']}").status == 404
        assert desk.admin.delete(f"{PATH}/{made['id']}").status == 404

    def test_not_the_default(self, desk: Desk) -> None:
        (own,) = listed(desk)
        before = desk.snapshot()
        assert desk.admin.delete(f"{PATH}/{own['id']}").status == 422
        assert desk.agent.delete(f"{PATH}/{own['id']}").status == 403
        assert desk.snapshot() == before


class TestVerifySupportAddressForwarding:
    def verify(self, desk: Desk, made: Any, body: Any = None) -> Answer:
        return desk.admin.put(f"{PATH}/{made['id']}/verify", body or {"type": "forwarding"})

    def status(self, desk: Desk, made: Any) -> str:
        found = desk.agent.get(f"{PATH}/{made['id']}").json["recipient_address"]
        return str(found["forwarding_status"])

    def test_the_mail_that_comes_back_verifies(self, desk: Desk) -> None:
        made = added(desk)
        letter = forwarded(desk, made)
        assert take(desk, letter)
        assert self.status(desk, made) == "verified"
        # It comes by two doors.
        assert take(desk, letter)

    def test_any_other_mail_does_not(self, desk: Desk) -> None:
        made = added(desk)
        assert not take(desk, Letter(subject=f"forwarding-code-{'a' * 32}", text="Hi"))
        assert self.status(desk, made) == "waiting"

    def test_without_it_the_address_fails_in_time(self, desk: Desk) -> None:
        made = added(desk)
        letter = forwarded(desk, made)
        desk.clock.forward(days=1)
        assert self.status(desk, made) == "failed"
        assert take(desk, letter)
        assert self.status(desk, made) == "failed"
        assert self.verify(desk, made).status == 200
        assert self.status(desk, made) == "waiting"
        assert len(queued(desk)) == 2
        assert take(desk, forwarded(desk, made))
        assert self.status(desk, made) == "verified"
        assert self.verify(desk, made).status == 200
        assert len(queued(desk)) == 2

    def test_an_older_mail_is_good_for_nothing(self, desk: Desk) -> None:
        made = added(desk)
        older = forwarded(desk, made)
        desk.clock.forward(minutes=1)
        assert self.verify(desk, made).status == 200
        assert not take(desk, older)

    def test_no_code_is_stored(self, desk: Desk) -> None:
        made = added(desk)
        code = forwarded(desk, made).subject.partition("[")[2].strip("]").lower()
        assert code.startswith("forwarding-code-")
        assert code.removeprefix("forwarding-code-") not in repr(desk.snapshot())

    def test_other_kinds_and_the_own_address(self, desk: Desk) -> None:
        (own,) = listed(desk)
        for kind in ("spf", "dns", "forwarding"):
            answer = self.verify(desk, own, {"type": kind})
            assert (answer.status, answer.content) == (200, b"")
        assert self.verify(desk, own, {"type": "luck"}).status in {400, 422}
        assert queued(desk) == []

    def test_roles_and_unknown_ids(self, desk: Desk) -> None:
        made = added(desk)
        path = f"{PATH}/{made['id']}/verify"
        assert desk.agent.put(path, {"type": "forwarding"}).status == 403
        assert desk.admin.put(f"{PATH}/7/verify", {"type": "forwarding"}).status == 404


class TestTheBrandOfATicket:
    def made(self, desk: Desk, **fields: Any) -> Any:
        ticket = {"subject": "Dark", "comment": {"body": "It is dark."}, **fields}
        return desk.agent.post("/tickets", {"ticket": ticket}).json["ticket"]

    def test_it_is_that_of_the_address_it_came_to(self, desk: Desk) -> None:
        lux = brand(desk)
        added(desk, brand_id=lux)
        assert self.made(desk, recipient="Help@northwind.example")["brand_id"] == lux
        assert self.made(desk, recipient="else@northwind.example")["brand_id"] != lux

    def test_unless_the_ticket_names_one(self, desk: Desk) -> None:
        lux = brand(desk)
        added(desk, brand_id=lux)
        (own, _) = listed(desk)
        found = self.made(desk, recipient="help@northwind.example", brand_id=own["brand_id"])
        assert found["brand_id"] == own["brand_id"]


class TestTheOwnDomain:
    @pytest.fixture
    def config(self, config: Config) -> Config:
        return Config(data=config.data, subdomain="northwind", mail_domain="Desk.Example")

    def test_it_follows_the_setting(self, desk: Desk) -> None:
        (own,) = listed(desk)
        assert own["email"] == "support@desk.example"
        assert add(desk, email="support@desk.example").status == 422
        assert added(desk, email="billing@desk.example")["forwarding_status"] == "verified"
