"""What a template reads of tickets and people, for whom, and when it is loaded."""

from dataclasses import replace
from typing import Any

import pytest

from ombud.templating import Fragment
from ombud.templating.objects import (
    Later,
    PersonData,
    Reader,
    RecordData,
    SatisfactionData,
    field_value,
    known,
)
from ombud.values.times import parse_iso
from tests.units.templating import camera
from tests.units.templating.camera import AGENT, CUSTOMER, DANA, OBJECTS, SAM


def of_ticket(name: str, /, reader: Reader = CUSTOMER, **changes: Any) -> str:
    return camera.text(f"{{{{ticket.{name}}}}}", camera.ticket(**changes), reader)


def of_person(name: str, /, reader: Reader = CUSTOMER, **changes: Any) -> str:
    person = replace(DANA, **changes)
    return of_ticket(f"requester.{name}", reader, requester=known(person))


class TestTickets:
    @pytest.mark.parametrize(
        ("name", "printed"),
        [
            ("encoded_id", "ABC123-45DE"),
            ("brand.name", "Acme Photo"),
            ("brand.subdomain", "acme"),
            ("brand.id", "3"),
            ("status_category", "Open"),
            ("custom_status", "Open"),
            ("via", "Mail"),
            ("url_with_protocol", "https://acme.example/hc/requests/1042"),
            ("tags", "camera vip"),
            ("group.name", "Level 2"),
            ("group.id", "8"),
            ("email_cc_names", "Lee Wu, Mia Cole"),
            ("follower_names", "Sam Ortiz"),
            ("ccs", "Lee Wu, Mia Cole"),
            ("ccs.first.email", "lee@example.org"),
            ("followers.size", "1"),
            ("updated_at_with_time", "March 10, 14:30"),
            ("ticket_field_9004", "os_win os_mac"),
            ("ticket_field_option_title_9004", "Windows, macOS"),
            ("ticket_field_9005", ""),
            ("ticket_field_option_title_9005", ""),
            ("ticket_field_777", ""),
            ("submitter.email", "dana@example.org"),
            ("comments.first.author.role", "Agent"),
            ("comments.last.value", "It shows error 7."),
            ("public_comments.size", "2"),
            ("latest_comment.created_at_with_time", "March 10, 14:30"),
            ("latest_comment.attachments.first.filename", "guide.pdf"),
            ("latest_comment.attachments", "guide.pdf - https://acme.example/f/guide.pdf"),
            ("score", ""),
            ("requester_field", ""),
            ("subject", ""),
            ("type", ""),
            ("sla", ""),
            ("id.nope", ""),
        ],
    )
    def test_names(self, name: str, printed: str) -> None:
        assert of_ticket(name) == printed

    @pytest.mark.parametrize(
        ("name", "changes", "printed"),
        [
            ("status", {"status": "hold"}, "On-hold"),
            ("custom_status", {"custom_status": known("Waiting for parts")}, "Waiting for parts"),
            ("ticket_type", {"type": None}, "Ticket"),
            ("priority", {"priority": None}, ""),
            ("via", {"via": "api"}, "Web service"),
            ("via", {"via": "some_channel"}, "Some channel"),
            ("title", {"subject": None}, "It shows error 7."),
            ("title", {"subject": "", "comments": known(())}, "Untitled ticket"),
            ("brand.name", {"brand": known(None)}, ""),
            ("link", {"brand": known(None)}, "https://acme.example/hc/requests/1042"),
            ("assignee.name", {"assignee": known(None)}, ""),
            ("organization.name", {"organization": known(None)}, ""),
            ("latest_comment.value", {"comments": known(())}, ""),
            ("description", {"comments": known(())}, ""),
            ("current_holiday_name", {"current_holiday_name": known("New Year")}, "New Year"),
        ],
    )
    def test_names_of_other_tickets(self, name: str, changes: Any, printed: str) -> None:
        assert of_ticket(name, **changes) == printed

    def test_followers_learn_what_an_answer_becomes(self) -> None:
        assert "public comment" in of_ticket("follower_reply_type_message")
        private = of_ticket("follower_reply_type_message", comment_is_public=False)
        assert "internal note" in private

    def test_custom_fields_in_a_loop(self) -> None:
        template = "{% for f in ticket.custom_fields %}{{f[0]}}={{f[1]}};{% endfor %}"
        assert camera.text(template).startswith("9001=model__x100;9002=1;")

    def test_account(self) -> None:
        template = "{{account.name}} {{account.incoming_phone_number_5}}"
        assert camera.text(template) == "Acme Support +1 555 0100"
        assert camera.text("[{{account.incoming_phone_number_6}}{{account.x}}]") == "[]"

    def test_satisfaction(self) -> None:
        rated = SatisfactionData(current_rating="Good, I am satisfied", current_comment="Fast!")
        given = camera.objects(satisfaction=known(rated))
        template = "{{satisfaction.current_rating}} {{satisfaction.current_comment}}"
        assert camera.text(template, given) == "Good, I am satisfied Fast!"
        assert camera.text("{{satisfaction.rating_url}}") == "https://acme.example/rate"
        assert camera.text("[{{satisfaction.nope}}]") == "[]"

    def test_parts_of_a_mail_template(self) -> None:
        given = camera.objects(more={"content": Fragment("Hi", "<p>Hi</p>"), "footer": "a<b"})
        assert camera.html("{{content}}{{footer}}", given) == "<p>Hi</p>a&lt;b"


class TestTimes:
    PARIS = replace(CUSTOMER, time_zone="Europe/Paris", locale="fr")

    @pytest.mark.parametrize(
        ("name", "printed"),
        [
            ("created_at", "9 mars"),
            ("created_at_with_time", "9 mars, 10:05"),
            ("created_at_with_timestamp", "2026-03-09T09:05:00Z"),
            ("created_at | date: '%H:%M %Z'", "10:05 CET"),
        ],
    )
    def test_are_the_readers(self, name: str, printed: str) -> None:
        assert of_ticket(name, self.PARIS) == printed

    def test_the_day_is_the_readers_as_well(self) -> None:
        late = parse_iso("2025-12-31T23:30:00Z")
        january = replace(self.PARIS, now=parse_iso("2026-01-01T08:00:00Z"))
        assert of_ticket("created_at_with_time", january, created_at=late) == "1 janvier, 00:30"
        utc = replace(january, time_zone="Etc/UTC", locale="en-US")
        assert of_ticket("created_at", utc, created_at=late) == "December 31, 2025"

    def test_due_dates_are_those_of_tasks(self) -> None:
        due: dict[str, Any] = {"due_at": parse_iso("2013-12-12T04:35:00Z"), "type": "task"}
        assert of_ticket("due_date", self.PARIS, **due) == "déc.-12"
        assert of_ticket("due_date", **due) == "Dec-12"
        assert of_ticket("due_date_with_timestamp", self.PARIS, **due) == "2013-12-12T05:35+0100"
        assert of_ticket("due_date", **{**due, "type": "problem"}) == ""

    @pytest.mark.parametrize("reader", [replace(CUSTOMER, time_zone="Moon/Base", locale="xx-YY")])
    def test_unknown_places_and_languages(self, reader: Reader) -> None:
        assert of_ticket("created_at_with_time", reader) == "March 9, 09:05"


class TestPeople:
    @pytest.mark.parametrize(
        ("name", "first", "last"),
        [
            ("Dutch van der Linde", "Dutch", "Linde"),
            ("van der Linde, Dutch", "Dutch", "van der Linde"),
            ("Prince", "Prince", ""),
            ("Dana,", "Dana,", ""),
            ("", "", ""),
        ],
    )
    def test_names(self, name: str, first: str, last: str) -> None:
        assert of_person("first_name", name=name) == first
        assert of_person("last_name", name=name) == last

    def test_japanese_names(self) -> None:
        person: dict[str, Any] = {"name": "山田 太郎", "locale": "ja"}
        assert of_person("first_name", **person) == "太郎"
        assert of_person("last_name", **person) == "山田"

    @pytest.mark.parametrize(
        ("name", "changes", "printed"),
        [
            ("role", {}, "End user"),
            ("extended_role", {}, "End user"),
            ("extended_role", {"role": "admin"}, "Agent"),
            ("extended_role", {"role": "agent", "extended_role": "Light Agent"}, "Light Agent"),
            ("language", {}, "English"),
            ("language", {"locale": "it"}, "Italiano"),
            ("locale", {}, "en-US"),
            ("time_zone", {"time_zone": "Berlin"}, "Berlin"),
            ("signature", {"signature": "Yours"}, ""),
            ("signature", {"signature": "Yours", "role": "agent"}, "Yours"),
            ("tags", {"tags": ("a", "b")}, "a b"),
            ("phone", {}, ""),
            ("organization", {}, "Blue Lake"),
            ("organization.id", {}, "77"),
            ("organization.is_shared", {}, "false"),
            ("organization.custom_fields.tier", {}, "A"),
            ("custom_fields.plan.size", {}, "8"),
            ("custom_fields.nope", {}, ""),
            ("custom_fields.plan.nope", {}, ""),
        ],
    )
    def test_properties(self, name: str, changes: Any, printed: str) -> None:
        assert of_person(name, **changes) == printed

    def test_customers_see_an_agents_alias(self) -> None:
        sam = replace(SAM, alias="Agent 7")
        given = replace(camera.ticket(assignee=known(sam)), current_user=sam, agent=sam)
        template = "{{ticket.assignee.name}}, {{ticket.assignee}}, {{updater.first_name}}"
        assert camera.text(template, given) == "Agent 7, Agent 7, Agent"
        assert camera.text(template, given, AGENT) == "Sam Ortiz, Sam Ortiz, Sam"
        assert camera.text("{{agent.name}}", given, AGENT) == "Agent 7"

    def test_automations_have_no_current_user(self) -> None:
        assert camera.text("[{{current_user.name}}]", camera.objects(current_user=None)) == "[]"


class TestLookups:
    BOSS = PersonData(
        id=900,
        name="Bo",
        email="bo@example.org",
        custom_fields=known({"boss": field_value("901", target=known(SAM))}),
    )
    CAR = RecordData(
        id="01HX",
        name="Van 3",
        custom_fields=known({"size": field_value("xl", {"xl": "Very large"})}),
    )

    def test_lead_to_a_record(self) -> None:
        fields = known({7: field_value("01HX", target=known(self.CAR))})
        template = (
            "{{ticket.ticket_field_7}} {{ticket.ticket_field_7.name}} {{ticket.ticket_field_7.id}} "
            "{{ticket.ticket_field_7.custom_fields.size.title}}"
        )
        assert camera.text(template, camera.ticket(fields=fields)) == "01HX Van 3 01HX Very large"

    def test_lead_one_step_far(self) -> None:
        person = replace(
            DANA, custom_fields=known({"manager": field_value("900", target=known(self.BOSS))})
        )
        given = camera.ticket(requester=known(person))
        manager = "ticket.requester.custom_fields.manager"
        assert camera.text(f"{{{{{manager}.email}}}}", given) == "bo@example.org"
        assert camera.text(f"{{{{{manager}.custom_fields.boss}}}}", given) == "901"
        assert camera.text(f"[{{{{{manager}.custom_fields.boss.email}}}}]", given) == "[]"

    def test_a_record_that_is_gone(self) -> None:
        fields = known({7: field_value("01HX", target=known(None))})
        printed = camera.text("[{{ticket.ticket_field_7.name}}]", camera.ticket(fields=fields))
        assert printed == "[]"

    def test_object_triggers(self) -> None:
        given = camera.objects(custom_objects={"car": self.CAR})
        template = "{{custom_objects.car.name}} {{custom_object.car.custom_fields.size.title}}"
        assert camera.text(template, given) == "Van 3 Very large"


class TestReaders:
    def test_the_newest_comment_of_a_customer_is_public(self) -> None:
        private = camera.comment("2026-03-10T14:45:00Z", SAM, "Secret", is_public=False)
        given = camera.ticket(comments=known((*camera.COMMENTS, private)))
        names = [
            *("latest_comment", "latest_comment_html", "latest_comment_rich", "comments"),
            *("latest_comment_formatted", "comments_formatted", "latest_comment.value"),
        ]
        template = "".join(f"{{{{ticket.{name}}}}}" for name in names)
        for printed in (camera.html(template, given), camera.text(template, given)):
            assert "Secret" not in printed
            assert "battery" not in printed
        assert camera.text(template, given, AGENT).count("Secret") == len(names)
        public = template.replace("ticket.latest", "ticket.latest_public")
        public = public.replace("ticket.comments", "ticket.public_comments")
        assert "Secret" not in camera.text(public, given, AGENT)

    def test_a_ticket_that_an_agent_began_in_private(self) -> None:
        private = camera.comment("2026-03-09T08:00:00Z", SAM, "Secret", is_public=False)
        given = camera.ticket(comments=known((private, *camera.COMMENTS)))
        assert camera.text("{{ticket.verbatim_description}}", given) == "It shows error 7."
        assert camera.text("{{ticket.verbatim_description}}", given, AGENT) == "Secret"

    SUPPRESSED = (
        *("description", "comments", "public_comments", "latest_comment", "latest_public_comment"),
        *("latest_comment_html", "latest_public_comment_html", "comments_formatted"),
        *("public_comments_formatted", "latest_comment_formatted", "latest_comment_rich"),
        *("latest_public_comment_formatted", "latest_public_comment_rich"),
    )

    @pytest.mark.parametrize("name", SUPPRESSED)
    def test_strangers_get_no_comments(self, name: str) -> None:
        assert of_ticket(name) != ""
        assert of_ticket(name, replace(CUSTOMER, suppressed=True)) == ""

    def test_strangers_get_the_rest(self) -> None:
        reader = replace(CUSTOMER, suppressed=True)
        assert of_ticket("title", reader) == "Camera won't start"
        assert of_ticket("verbatim_description", reader) == "It shows error 7."

    @pytest.mark.parametrize(("thread", "count"), [("all", 2), ("newest", 1), ("none", 0)])
    def test_how_much_of_the_conversation(self, thread: Any, count: int) -> None:
        printed = of_ticket("comments_formatted", replace(CUSTOMER, thread=thread))
        assert printed.count("-" * 46) == count


class TestLoading:
    def test_what_is_not_named_is_not_loaded(self) -> None:
        def fail() -> Any:
            raise AssertionError

        unloaded = Later(fail)
        given = camera.ticket(requester=unloaded, comments=unloaded, fields=unloaded)
        given = replace(given, satisfaction=unloaded)
        assert camera.text("{{ticket.id}} {{ticket.title}}", given) == "1042 Camera won't start"

    def test_what_is_named_is_loaded_once_for_all_readers(self) -> None:
        loaded: list[str] = []

        def load() -> PersonData:
            loaded.append("requester")
            return DANA

        given = camera.ticket(requester=Later(load))
        template = "{{ticket.requester.name}}{{ticket.requester.email}}"
        camera.text(template, given)
        camera.html(template, given, AGENT)
        assert loaded == ["requester"]

    @pytest.mark.parametrize("error", [KeyError("x"), TypeError("x"), IndexError("x")])
    def test_a_mistake_in_loading_is_not_an_unknown_name(self, error: Exception) -> None:
        def fail() -> Any:
            raise error

        with pytest.raises(RuntimeError, match="requester"):
            camera.text("{{ticket.requester.name}}", camera.ticket(requester=Later(fail)))

    def test_a_plain_text_costs_nothing(self) -> None:
        assert camera.text("50% {of} it") == "50% {of} it"
        assert camera.text("", OBJECTS) == ""
