"""The account's settings: the whole tree, and what may be written of it."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk


def settings(caller: Caller) -> Any:
    return caller.get("/account/settings").json["settings"]


def put(caller: Caller, tree: object) -> Answer:
    return caller.put("/account/settings", {"settings": tree})


class TestShow:
    def test_roles(self, desk: Desk) -> None:
        assert desk.anonymous.get("/account/settings").status == 401
        assert desk.emma.get("/account/settings").status == 403
        assert desk.light.get("/account/settings").status == 200

    def test_defaults(self, desk: Desk) -> None:
        tree = settings(desk.agent)
        tickets = tree["tickets"]
        assert tickets["comments_public_by_default"] is True
        assert tickets["private_attachments"] is False
        assert tickets["maximum_personal_views_to_list"] == 8
        assert tree["api"]["api_token_access"] == "true"
        assert tree["limits"]["attachment_size"] == 52_428_800
        assert tree["localization"]["locale_ids"] == [1]
        [brand] = desk.snapshot()["brands"]
        assert tree["brands"]["default_brand_id"] == brand[0]


class TestUpdate:
    def test_merges_key_by_key(self, any_desk: Desk) -> None:
        put(any_desk.admin, {"tickets": {"status_hold": False}})
        before = settings(any_desk.agent)
        assert before["active_features"]["on_hold_status"] is False
        tree = {"tickets": {"status_hold": True}, "branding": {"header_color": "112233"}}
        answer = put(any_desk.admin, tree)
        assert answer.status == 200
        after = settings(any_desk.agent)
        assert answer.json["settings"] == after
        assert after["tickets"] == {**before["tickets"], "status_hold": True}
        assert after["branding"] == {**before["branding"], "header_color": "112233"}
        assert after["active_features"]["on_hold_status"] is True

    def test_back_to_the_default(self, desk: Desk) -> None:
        before = settings(desk.agent)
        put(desk.admin, {"tickets": {"tagging": False}})
        assert put(desk.admin, {"tickets": {"tagging": "true"}}).json["settings"] == before
        assert desk.snapshot()["account_settings"] == []

    def test_unknown_and_read_only_are_ignored(self, desk: Desk) -> None:
        before = settings(desk.agent)
        tree = {
            "nonsense": 7,
            "tickets": {"nonsense": []},
            "active_features": {"voice": True},
            "limits": {"attachment_size": 1},
            "brands": {"default_brand_id": 1},
        }
        assert put(desk.admin, tree).json["settings"] == before

    @pytest.mark.parametrize(
        ("tree", "message"),
        [
            ({"tickets": []}, "settings.tickets must be a hash"),
            ({"tickets": {"tagging": "maybe"}}, "settings.tickets.tagging must be true or false"),
            ({"tickets": {"tagging": None}}, "settings.tickets.tagging must be true or false"),
            ({"tickets": {"tagging": [1]}}, "settings.tickets.tagging must be true or false"),
            (
                {"tickets": {"maximum_personal_views_to_list": True}},
                "settings.tickets.maximum_personal_views_to_list must be an integer",
            ),
            ({"branding": {"header_color": None}}, "settings.branding.header_color must be a str"),
            (
                {"localization": {"locale_ids": 1}},
                "settings.localization.locale_ids must be an arr",
            ),
            ([], "settings must be a hash"),
        ],
    )
    def test_wrong_types(self, desk: Desk, tree: object, message: str) -> None:
        before = desk.snapshot()
        answer = put(desk.admin, tree)
        assert (answer.status, message in answer.text) == (400, True), answer.text
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        "tree",
        [
            {"tickets": {"maximum_personal_views_to_list": -1}},
            {"tickets": {"maximum_personal_views_to_list": 2**31}},
            {"rule": {"macro_order": "random"}},
            {"api": {"api_token_access": "perhaps"}},
            {"localization": {"locale_ids": [7]}},
            {"localization": {"locale_ids": [[]]}},
        ],
    )
    def test_wrong_values(self, desk: Desk, tree: object) -> None:
        before = desk.snapshot()
        assert put(desk.admin, tree).status == 422
        assert desk.snapshot() == before

    def test_nothing_is_written_when_a_later_key_is_wrong(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert put(desk.admin, {"tickets": {"tagging": False, "collaboration": 7}}).status == 400
        assert desk.snapshot() == before

    def test_null_clears_what_can_be_null(self, desk: Desk) -> None:
        put(desk.admin, {"branding": {"favicon_url": "http://x/y.ico"}})
        tree = put(desk.admin, {"branding": {"favicon_url": None}}).json["settings"]
        assert tree["branding"]["favicon_url"] is None

    def test_locales_keep_the_accounts_own(self, any_desk: Desk) -> None:
        tree = put(any_desk.admin, {"localization": {"locale_ids": [8, 2]}}).json["settings"]
        assert tree["localization"]["locale_ids"] == [1, 2, 8]
        tree = put(any_desk.admin, {"localization": {"locale_ids": [8]}}).json["settings"]
        assert tree["localization"]["locale_ids"] == [1, 8]

    def test_takes_effect_at_once(self, desk: Desk) -> None:
        assert put(desk.admin, {"api": {"api_password_access": False}}).status == 200
        assert settings(desk.agent)["api"]["api_password_access"] == "false"
        assert desk.emma.get("/locales").status == 401

    def test_agents_may_not(self, desk: Desk) -> None:
        assert put(desk.agent, {}).status == 403
        assert desk.admin.put("/account/settings", {}).status == 400
