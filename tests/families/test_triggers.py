"""Operations on triggers; what they do to tickets is in test_trigger_runs.py."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.ticket_making import create, created_id
from tests.families.trigger_making import add, all_of, make

STANDARD = 9
OPEN = {"field": "status", "operator": "is", "value": "open"}
RAISE = {"field": "priority", "value": "high"}
RULE: dict[str, Any] = {"title": "Raise", "conditions": {"all": [OPEN]}, "actions": [RAISE]}


def ids(answer: Any) -> list[int]:
    return [each["id"] for each in answer.json["triggers"]]


def refused(desk: Desk, trigger: Any, status: int = 422) -> str:
    """What is said of a trigger that is refused, after which nothing is different."""
    before = desk.snapshot()
    answer = desk.admin.post("/triggers", {"trigger": trigger})
    assert answer.status == status, answer.text
    assert desk.snapshot() == before
    if status == 400:
        return str(answer.json["error"]["message"])
    (problem,) = next(iter(answer.json["details"].values()))
    return str(problem["description"])


class TestList:
    def test_as_they_run(self, desk: Desk) -> None:
        category = {"name": "First", "position": 0}
        late = add(desk.admin, "Late", None, ("priority", "low"))
        early = add(desk.admin, "Early", None, ("priority", "low"), trigger_category=category)
        found = ids(desk.agent.get("/triggers"))
        assert (found[0], found[-1], len(found)) == (early, late, STANDARD + 2)

    def test_active_or_not(self, desk: Desk) -> None:
        on = add(desk.admin, "On", None, ("priority", "low"))
        off = add(desk.admin, "Off", None, ("priority", "low"), active=False)
        assert ids(desk.agent.get("/triggers", active="true")) == [on]
        assert ids(desk.agent.get("/triggers/active")) == [on]
        assert off in ids(desk.agent.get("/triggers", active="false"))

    def test_of_a_category(self, desk: Desk) -> None:
        trigger = make(desk.admin, "A", None, ("priority", "low"), trigger_category={"name": "New"})
        found = desk.agent.get("/triggers", category_id=trigger["category_id"])
        assert ids(found) == [trigger["id"]]
        assert ids(desk.agent.get("/triggers", category_id="nonsense")) == []

    @pytest.mark.parametrize("sort", ["alphabetical", "created_at", "updated_at", "position"])
    def test_pages(self, desk: Desk, sort: str) -> None:
        for title in ("b", "A", "c"):
            add(desk.admin, title, None, ("priority", "low"))
            desk.clock.forward(minutes=1)
        whole = ids(desk.agent.get("/triggers", **{"page[size]": 100, "sort": sort}))
        assert len(whole) == STANDARD + 3
        found: list[int] = []
        answer = desk.agent.get("/triggers", **{"page[size]": 5, "sort": sort})
        while True:
            found += ids(answer)
            if not answer.json["meta"]["has_more"]:
                break
            answer = desk.agent.get(answer.json["links"]["next"])
        assert found == whole

    def test_by_title(self, desk: Desk) -> None:
        for title in ("b", "A", "c"):
            add(desk.admin, title, None, ("priority", "low"))
        found = desk.agent.get("/triggers/active", sort_by="alphabetical").json["triggers"]
        assert [each["title"] for each in found] == ["A", "b", "c"]

    def test_by_usage(self, desk: Desk) -> None:
        busy = add(desk.admin, "Busy", None, ("current_tags", "x"))
        idle = add(desk.admin, "Idle", ["priority is urgent"], ("current_tags", "y"))
        create(desk.agent)
        for order in ("usage_1h", "usage_24h", "usage_7d"):
            assert ids(desk.agent.get("/triggers/active", sort_by=order)) == [busy, idle]

    def test_end_users_see_none(self, desk: Desk) -> None:
        assert desk.emma.get("/triggers").status == 403
        assert desk.anonymous.get("/triggers").status == 401


class TestSearch:
    def test_by_title(self, desk: Desk) -> None:
        found = add(desk.admin, "Close and SAVE", None, ("priority", "low"))
        add(desk.admin, "Other", None, ("priority", "low"))
        assert ids(desk.agent.get("/triggers/search", query="save")) == [found]
        assert ids(desk.agent.get("/triggers/search", query="100%")) == []

    def test_by_filter(self, desk: Desk) -> None:
        found = add(desk.admin, "A", None, ("priority", "low"), description="Close a ticket")
        add(desk.admin, "B", None, ("priority", "low"), active=False, description="Close a ticket")
        by_words = '{"json":{"description":"close a"}}'
        assert len(ids(desk.agent.get("/triggers/search", filter=by_words))) == 2
        both = desk.agent.get("/triggers/search", filter=by_words, query="a", active="true")
        assert ids(both) == [found]
        of_filter = '{"json":{"description":"close a","active":true}}'
        assert ids(desk.agent.get("/triggers/search", filter=of_filter)) == [found]

    @pytest.mark.parametrize("given", ["{", "[]", '{"json": 7}', '{"json": {"color": "red"}}'])
    def test_a_filter_that_is_none(self, desk: Desk, given: str) -> None:
        assert desk.agent.get("/triggers/search", filter=given).status == 400

    def test_words_are_needed(self, desk: Desk) -> None:
        assert desk.agent.get("/triggers/search").status == 400


class TestShow:
    def test_all_keys(self, desk: Desk) -> None:
        trigger = make(desk.admin, "A", ["priority is high"], ("priority", "low"), description="d")
        shown = desk.agent.get(f"/triggers/{trigger['id']}").json["trigger"]
        assert shown == trigger
        assert shown["url"].endswith(f"/api/v2/triggers/{trigger['id']}.json")
        assert (shown["raw_title"], shown["default"], shown["active"]) == ("A", False, True)
        assert shown["conditions"] == all_of("priority is high")
        assert shown["actions"] == [{"field": "priority", "value": "low"}]
        assert shown["category_id"].isdigit()

    def test_dynamic_content_in_the_title(self, desk: Desk) -> None:
        item = {
            "name": "Rush",
            "default_locale_id": 1,
            "variants": [{"locale_id": 1, "default": True, "content": "Urgent lamps"}],
        }
        made = desk.admin.post("/dynamic_content/items", {"item": item})
        assert made.status == 201, made.text
        trigger = make(desk.admin, "{{dc.rush}}", None, ("priority", "low"))
        assert (trigger["title"], trigger["raw_title"]) == ("Urgent lamps", "{{dc.rush}}")
        (event,) = [e for e in create(desk.agent)["audit"]["events"] if "via" in e]
        assert event["via"]["source"]["from"]["title"] == "Urgent lamps"

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/triggers/7").status == 404


class TestCreate:
    def test_last_of_the_first_category(self, desk: Desk) -> None:
        trigger = desk.admin.post("/triggers", {"trigger": RULE})
        assert trigger.status == 201
        made = trigger.json["trigger"]
        assert trigger.headers["location"] == made["url"]
        assert made["position"] == STANDARD + 1
        assert made["description"] is None

    def test_conditions_beside_the_title(self, desk: Desk) -> None:
        rule = {"title": "A", "all": [OPEN], "any": [], "actions": [RAISE]}
        made = desk.admin.post("/triggers", {"trigger": rule}).json["trigger"]
        assert made["conditions"] == {"all": [OPEN], "any": []}

    def test_a_position_that_is_taken(self, desk: Desk) -> None:
        first = add(desk.admin, "A", None, ("priority", "low"), trigger_category={"name": "New"})
        category = desk.admin.get(f"/triggers/{first}").json["trigger"]["category_id"]
        second = add(desk.admin, "B", None, ("priority", "low"), category_id=category, position=1)
        found = desk.admin.get("/triggers", category_id=category).json["triggers"]
        assert [(each["id"], each["position"]) for each in found] == [(second, 1), (first, 2)]

    def test_values_are_kept_as_texts(self, desk: Desk) -> None:
        rule = {
            "title": "A",
            "conditions": {
                "all": [{"field": "group_id", "operator": "is", "value": desk.cast.support}]
            },
            "actions": [{"field": "assignee_id", "value": desk.cast.agent}],
        }
        made = desk.admin.post("/triggers", {"trigger": rule}).json["trigger"]
        assert made["conditions"]["all"][0]["value"] == str(desk.cast.support)
        assert made["actions"][0]["value"] == str(desk.cast.agent)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"title": " "}, "Title: cannot be blank"),
            ({"title": "x" * 256}, "Title: is too long"),
            ({"conditions": {"all": []}}, "Invalid conditions. You must select at least one"),
            ({"actions": []}, "Invalid actions. You must select at least one action"),
            (
                {"conditions": {"all": [OPEN, {**OPEN, "field": "color"}]}},
                "all[1]: color is 'open'",
            ),
            ({"conditions": {"any": [{**OPEN, "operator": "eats"}]}}, "any[0]: status eats 'open'"),
            ({"conditions": {"all": [{**OPEN, "value": "purple"}]}}, "all[0]: status is 'purple'"),
            (
                {"conditions": {"all": [{"field": "PENDING", "operator": "is", "value": "3"}]}},
                "cannot be used in a trigger",
            ),
            (
                {"actions": [RAISE, {"field": "priority", "value": "max"}]},
                "actions[1]: priority 'max'",
            ),
            ({"actions": [{"field": "subject", "value": "x"}]}, "cannot be used in a trigger"),
            (
                {"actions": [{"field": "group_id", "value": "7"}]},
                "Group 7 was deleted and cannot be used",
            ),
            (
                {
                    "conditions": {
                        "all": [{"field": "organization_id", "operator": "is", "value": "1"}]
                    }
                },
                "Organization 1 was deleted and cannot be used",
            ),
            ({"category_id": "7"}, "Category: 7 is not valid"),
            ({"position": -1}, "Position: -1 is not valid"),
            (
                {
                    "conditions": {
                        "all": [
                            {
                                "field": "subject_includes_word",
                                "operator": "includes",
                                "value": "x" * 100_000,
                            }
                        ]
                    }
                },
                "bytes",
            ),
        ],
    )
    def test_refused(self, desk: Desk, change: Any, words: str) -> None:
        assert words in refused(desk, {**RULE, **change})

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"conditions": "all"}, "conditions must be a hash"),
            ({"conditions": {"all": "status"}}, "conditions.all must be an array"),
            ({"actions": 7}, "actions must be an array"),
            ({"active": "perhaps"}, "trigger.active"),
            ({"title": {}}, "trigger.title"),
        ],
    )
    def test_wrong_types(self, desk: Desk, change: Any, words: str) -> None:
        assert words in refused(desk, {**RULE, **change}, 400)

    def test_end_users_cannot(self, desk: Desk) -> None:
        assert desk.emma.post("/triggers", {"trigger": RULE}).status == 403


class TestUpdate:
    def test_what_is_not_given_stays(self, desk: Desk) -> None:
        trigger = make(desk.admin, "A", ["priority is high"], ("priority", "low"), description="d")
        desk.clock.forward(minutes=1)
        changed = desk.admin.put(f"/triggers/{trigger['id']}", {"trigger": {"title": "B"}})
        assert changed.json["trigger"] == {
            **trigger,
            "title": "B",
            "raw_title": "B",
            "updated_at": "2026-03-02T09:01:00Z",
        }

    def test_null_clears_the_description(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "A", None, ("priority", "low"), description="d")
        changed = desk.admin.put(f"/triggers/{trigger_id}", {"trigger": {"description": None}})
        assert changed.json["trigger"]["description"] is None

    def test_conditions_alone_clear_the_actions_which_is_refused(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "A", None, ("priority", "low"))
        before = desk.snapshot()
        refused = desk.admin.put(
            f"/triggers/{trigger_id}", {"trigger": {"conditions": {"all": [OPEN]}}}
        )
        assert refused.status == 422
        assert desk.snapshot() == before

    def test_both_are_replaced(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "A", {"all": [OPEN], "any": [OPEN]}, ("priority", "low"))
        rule = {"conditions": {"any": [OPEN]}, "actions": [RAISE]}
        changed = desk.admin.put(f"/triggers/{trigger_id}", {"trigger": rule}).json["trigger"]
        assert changed["conditions"] == {"all": [], "any": [OPEN]}
        assert changed["actions"] == [RAISE]

    def test_another_category(self, desk: Desk) -> None:
        category = desk.admin.post("/trigger_categories", {"trigger_category": {"name": "New"}})
        category_id = category.json["trigger_category"]["id"]
        trigger_id = add(desk.admin, "A", None, ("priority", "low"))
        moved = desk.admin.put(f"/triggers/{trigger_id}", {"trigger": {"category_id": category_id}})
        assert moved.json["trigger"]["category_id"] == category_id
        assert moved.json["trigger"]["position"] == 1

    def test_it_counts_from_the_next_update_on(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "A", None, ("priority", "low"))
        desk.admin.put(f"/triggers/{trigger_id}", {"trigger": {"active": False}})
        assert create(desk.agent)["ticket"]["priority"] is None

    def test_unknown(self, desk: Desk) -> None:
        assert desk.admin.put("/triggers/7", {"trigger": {"title": "B"}}).status == 404


class TestUpdateMany:
    def test_places_and_switches(self, desk: Desk) -> None:
        first = make(desk.admin, "A", None, ("priority", "low"))
        second = make(desk.admin, "B", None, ("priority", "low"))
        category = desk.admin.post("/trigger_categories", {"trigger_category": {"name": "New"}})
        category_id = category.json["trigger_category"]["id"]
        items = [
            {"id": second["id"], "position": 3, "title": "ignored"},
            {"id": first["id"], "active": False, "category_id": category_id},
        ]
        answer = desk.admin.put("/triggers/update_many", {"triggers": items})
        assert answer.status == 200, answer.text
        assert (answer.json["count"], answer.json["next_page"]) == (2, None)
        moved, off = answer.json["triggers"]
        assert (moved["id"], moved["position"], moved["title"]) == (second["id"], 3, "B")
        assert (off["active"], off["category_id"]) == (False, category_id)

    def test_one_that_is_not_there(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "A", None, ("priority", "low"))
        before = desk.snapshot()
        items = [{"id": trigger_id, "active": False}, {"id": 7, "active": False}]
        assert desk.admin.put("/triggers/update_many", {"triggers": items}).status == 404
        assert (
            desk.admin.put("/triggers/update_many", {"triggers": [{"active": True}]}).status == 422
        )
        assert desk.snapshot() == before


class TestReorder:
    def test_all(self, desk: Desk) -> None:
        wanted = list(reversed(ids(desk.admin.get("/triggers"))))
        answer = desk.admin.put("/triggers/reorder", {"trigger_ids": wanted})
        assert answer.status == 200, answer.text
        assert answer.json["trigger"]["id"] == wanted[0]
        assert ids(desk.admin.get("/triggers")) == wanted

    def test_some_are_not_enough(self, desk: Desk) -> None:
        known = ids(desk.admin.get("/triggers"))
        before = desk.snapshot()
        for wrong in (known[1:], [], [*known, 7], [*known[1:], known[1]]):
            answer = desk.admin.put("/triggers/reorder", {"trigger_ids": wrong})
            assert answer.status == 404, answer.text
        assert desk.snapshot() == before

    def test_not_with_several_categories(self, desk: Desk) -> None:
        known = ids(desk.admin.get("/triggers"))
        desk.admin.post("/trigger_categories", {"trigger_category": {"name": "New"}})
        answer = desk.admin.put("/triggers/reorder", {"trigger_ids": known})
        assert (answer.status, answer.json["error"]) == (400, "LimitOneCategory")


class TestDelete:
    def test_one(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "A", None, ("priority", "low"))
        assert desk.admin.delete(f"/triggers/{trigger_id}").status == 204
        assert desk.agent.get(f"/triggers/{trigger_id}").status == 404
        assert create(desk.agent)["ticket"]["priority"] is None

    def test_many(self, desk: Desk) -> None:
        made = [add(desk.admin, title, None, ("priority", "low")) for title in "ab"]
        answer = desk.admin.delete("/triggers/destroy_many", ids=",".join(map(str, made)))
        assert answer.status == 204
        assert desk.admin.get("/triggers/active").json["triggers"] == []

    def test_many_or_none(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "A", None, ("priority", "low"))
        before = desk.snapshot()
        assert desk.admin.delete("/triggers/destroy_many", ids=f"{trigger_id},7").status == 404
        assert desk.admin.delete("/triggers/destroy_many").status == 400
        assert desk.snapshot() == before

    def test_a_ticket_still_tells_of_it(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "A", None, ("priority", "low"))
        ticket_id = created_id(desk.agent)
        desk.admin.delete(f"/triggers/{trigger_id}")
        (audit,) = desk.agent.get(f"/tickets/{ticket_id}/audits").json["audits"]
        assert audit["events"][-1]["via"]["source"]["from"]["title"] == "A"
