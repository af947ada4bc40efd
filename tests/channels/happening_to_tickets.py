"""One way through the API for each event of a ticket to come about, and what it tells."""

from sqlalchemy import Table

from ombud.tables import brands, schedules, ticket_forms
from ombud.values.times import iso
from tests.channels.happening import Happening, Json, Told, changed, merge_users, ok
from tests.channels.hooking import created_id
from tests.desk import Desk
from tests.families.policy_making import add_group_policy, add_policy, target
from tests.families.trigger_making import add

__all__ = ["TO_TICKETS"]


def _ticket(desk: Desk, number: int, **fields: object) -> Json:
    found: Json = ok(desk.admin.put(f"/tickets/{number}", {"ticket": fields}))
    return found


def _of_ticket(event: Json, made: Json | None = None, **fields: object) -> Happening:
    """What an update with these fields tells of a ticket that was made so."""

    def happen(desk: Desk) -> Told:
        number = created_id(desk.admin, **(made or {}))
        _ticket(desk, number, **fields)
        return number, event

    return happen


def _to_another(table: Table, column: str) -> Happening:
    """The ticket gets a copy of the only row of a table."""

    def happen(desk: Desk) -> Told:
        with desk.account.transaction(writes=True) as db:
            first = dict(db.rows(table.select())[0]._mapping)
            own = {"subdomain": "two"} if "subdomain" in first else {}
            values = {**first, "default": False, **own}
            first_id = values.pop("id")
            other_id = db.insert(table, **values)
            db.configuration_changed()
        number = created_id(desk.admin)
        _ticket(desk, number, **{column: other_id})
        return number, changed(str(other_id), str(first_id))

    return happen


def _agent(desk: Desk) -> Told:
    number = created_id(desk.admin, group_id=desk.cast.support)
    _ticket(desk, number, assignee_id=desk.cast.agent)
    return number, changed(str(desk.cast.agent))


def _group(desk: Desk) -> Told:
    number = created_id(desk.admin, group_id=desk.cast.support)
    _ticket(desk, number, group_id=desk.cast.billing)
    return number, changed(str(desk.cast.billing), str(desk.cast.support))


def _custom_status(desk: Desk) -> Told:
    number = created_id(desk.admin, status="open")
    before = ok(desk.admin.get(f"/tickets/{number}"))["ticket"]["custom_status_id"]
    status = {"custom_status": {"status_category": "open", "agent_label": "At work"}}
    other_id = ok(desk.admin.post("/custom_statuses", status))["custom_status"]["id"]
    _ticket(desk, number, custom_status_id=other_id)
    return number, changed(str(other_id), str(before))


def _people(column: str) -> Happening:
    def happen(desk: Desk) -> Told:
        number, who = created_id(desk.admin), desk.cast.bob
        _ticket(desk, number, **{column: [{"user_id": str(who), "action": "put"}]})
        return number, {"users_added": [str(who)], "users_removed": []}

    return happen


def _requester(desk: Desk) -> Told:
    number = created_id(desk.admin, requester_id=desk.cast.emma)
    _ticket(desk, number, requester_id=desk.cast.zoe)
    return number, changed(str(desk.cast.zoe), str(desk.cast.emma))


def _organization_is_deleted(desk: Desk) -> Told:
    number = created_id(desk.admin, requester_id=desk.cast.zoe)
    ok(desk.admin.delete(f"/organizations/{desk.cast.zebra}"))
    return number, changed(None, str(desk.cast.zebra))


def _submitter(desk: Desk) -> Told:
    """The one who had sent it is merged into somebody else."""
    number = created_id(desk.admin, requester_id=desk.cast.emma, submitter_id=desk.cast.eric)
    merge_users(desk)
    return number, changed(str(desk.cast.emma), str(desk.cast.eric))


def _problem(desk: Desk) -> Told:
    problem, number = created_id(desk.admin, type="problem"), created_id(desk.admin)
    _ticket(desk, number, type="incident", problem_id=problem)
    return number, changed(str(problem))


def _schedule(desk: Desk) -> Told:
    with desk.account.transaction(writes=True) as db:
        hours = {"name": "Days", "time_zone": "UTC", "intervals": "[[1980,2460]]"}
        schedule_id = db.insert(schedules, **hours, created_at=0, updated_at=0)
        db.configuration_changed()
    number = created_id(desk.admin)
    add(desk.admin, "Hours", None, ("set_schedule", str(schedule_id)))
    _ticket(desk, number, priority="low")
    return number, changed(str(schedule_id))


def _policy(desk: Desk) -> Told:
    add_policy(desk, target("first_reply_time", 60))
    return created_id(desk.admin, priority="normal"), changed("Quick")


def _group_policy(desk: Desk) -> Told:
    add_group_policy(desk, desk.cast.support, 60)
    number = created_id(desk.admin, priority="normal", group_id=desk.cast.support)
    return number, changed("Own it")


def _breach(desk: Desk) -> Told:
    add_policy(desk, target("first_reply_time", 60))
    said = {"body": "Dark!", "author_id": desk.cast.emma}
    more = {"priority": "normal", "requester_id": desk.cast.emma, "comment": said}
    number = created_id(desk.admin, **more)
    return number, changed(iso(desk.clock.now() + 3600))


def _field_of_ticket(desk: Desk) -> Told:
    field = {"ticket_field": {"type": "text", "title": "Shelf"}}
    field_id = ok(desk.admin.post("/ticket_fields", field))["ticket_field"]["id"]
    number = created_id(desk.admin)
    _ticket(desk, number, custom_fields=[{"id": field_id, "value": "7"}])
    told = {"id": str(field_id), "title": "Shelf", "type": "text"}
    return number, {"custom_field": told, **changed({"value": "7"}, {"value": None})}


def _comment(desk: Desk, number: int, **comment: object) -> Json:
    """The comment that was added, as events tell it."""
    events = _ticket(desk, number, comment={"body": "Card 4711", **comment})["audit"]["events"]
    (said,) = [event for event in events if event["type"] == "Comment"]
    author = {"id": str(desk.cast.admin), "is_staff": True, "name": "Adam Admin"}
    told = {"id": str(said["id"]), "body": "Card 4711", "is_public": True, "author": author}
    return {"comment": told, "files": said["attachments"]}


def _comment_added(desk: Desk) -> Told:
    number = created_id(desk.admin)
    (said,) = ok(desk.admin.get(f"/tickets/{number}/comments"))["comments"]
    author = {"id": str(desk.cast.admin), "is_staff": True, "name": "Adam Admin"}
    told = {"id": str(said["id"]), "body": "It went dark.", "is_public": True, "author": author}
    return number, {"comment": told}


def _made_private(desk: Desk) -> Told:
    number = created_id(desk.admin)
    told = _comment(desk, number)["comment"]
    ok(desk.admin.put(f"/tickets/{number}/comments/{told['id']}/make_private"))
    return number, {"comment": {**told, "is_public": False}}


def _redacted(desk: Desk) -> Told:
    number = created_id(desk.admin)
    told = _comment(desk, number)["comment"]
    path = f"/tickets/{number}/comments/{told['id']}/redact"
    ok(desk.admin.put(path, {"text": "4711"}))
    return number, {"comment": {**told, "body": "Card ▇▇▇▇"}}


def _described(desk: Desk) -> Told:
    number = created_id(desk.admin)
    (said,) = ok(desk.admin.get(f"/tickets/{number}/comments"))["comments"]
    path = f"/tickets/{number}/comments/{said['id']}/redact"
    ok(desk.admin.put(path, {"text": "dark"}))
    return number, changed("It went ▇▇▇▇.")


def _file(desk: Desk, number: int) -> tuple[Json, Json]:
    sent = desk.admin.send("POST", "/uploads", b"words", query={"filename": "a.txt"})
    token = ok(sent)["upload"]["token"]
    told = _comment(desk, number, uploads=[token])
    (file,) = told["files"]
    shown = {
        "id": str(file["id"]),
        "content_type": file["content_type"],
        "content_url": file["content_url"],
        "filename": "a.txt",
        "is_public": True,
    }
    return {"comment": {"id": told["comment"]["id"], "attachment": shown}}, file


def _attached(desk: Desk) -> Told:
    number = created_id(desk.admin)
    return number, _file(desk, number)[0]


def _file_redacted(desk: Desk) -> Told:
    number = created_id(desk.admin)
    told, file = _file(desk, number)
    path = f"/tickets/{number}/comments/{told['comment']['id']}/attachments/{file['id']}/redact"
    emptied = ok(desk.admin.put(path))["attachment"]
    told["comment"]["attachment"] |= {
        "filename": emptied["file_name"],
        "content_type": emptied["content_type"],
        "content_url": emptied["content_url"],
    }
    return number, told


def _created(desk: Desk) -> Told:
    return created_id(desk.admin), {}


def _deleted(desk: Desk) -> Told:
    number = created_id(desk.admin, requester_id=desk.cast.emma)
    ok(desk.admin.delete(f"/tickets/{number}"))
    return number, {}


def _restored(desk: Desk) -> Told:
    number, _ = _deleted(desk)
    ok(desk.admin.put(f"/deleted_tickets/{number}/restore"))
    return number, {}


def _spam(desk: Desk) -> Told:
    number = created_id(desk.admin, requester_id=desk.cast.emma)
    ok(desk.admin.put(f"/tickets/{number}/mark_as_spam"))
    return number, {}


def _scrubbed(desk: Desk) -> Told:
    number, _ = _deleted(desk)
    desk.job(desk.admin.delete(f"/deleted_tickets/{number}"))
    return number, {}


def _merge_tickets(desk: Desk) -> Told:
    into, number = created_id(desk.admin), created_id(desk.admin)
    desk.job(desk.admin.post(f"/tickets/{into}/merge", {"ids": [number]}))
    return number, {"target_ticket_id": str(into)}


DUE = "2026-04-01T00:00:00Z"
TAGS = {"tags_added": ["b"], "tags_removed": ["a"]}
TO_TICKETS: dict[str, Happening] = {
    "ticket.agent_assignment_changed": _agent,
    "ticket.attachment_linked_to_comment": _attached,
    "ticket.attachment_redacted_from_comment": _file_redacted,
    "ticket.brand_changed": _to_another(brands, "brand_id"),
    "ticket.comment_added": _comment_added,
    "ticket.comment_made_private": _made_private,
    "ticket.comment_redacted": _redacted,
    "ticket.created": _created,
    "ticket.custom_field_changed": _field_of_ticket,
    "ticket.custom_status_changed": _custom_status,
    "ticket.description_changed": _described,
    "ticket.email_ccs_changed": _people("email_ccs"),
    "ticket.external_id_changed": _of_ticket(changed("x-1"), external_id="x-1"),
    "ticket.followers_changed": _people("followers"),
    "ticket.form_changed": _to_another(ticket_forms, "ticket_form_id"),
    "ticket.group_assignment_changed": _group,
    "ticket.marked_as_spam": _spam,
    "ticket.merged": _merge_tickets,
    "ticket.next_sla_breach_changed": _breach,
    "ticket.ola_policy_changed": _group_policy,
    "ticket.organization_changed": _organization_is_deleted,
    "ticket.permanently_deleted": _scrubbed,
    "ticket.priority_changed": _of_ticket(changed("LOW"), priority="low"),
    "ticket.problem_link_changed": _problem,
    "ticket.requester_changed": _requester,
    "ticket.schedule_changed": _schedule,
    "ticket.sla_policy_changed": _policy,
    "ticket.soft_deleted": _deleted,
    "ticket.status_changed": _of_ticket(changed("PENDING", "NEW"), status="pending"),
    "ticket.subject_changed": _of_ticket(changed("Lantern", "Lamp"), subject="Lantern"),
    "ticket.submitter_changed": _submitter,
    "ticket.tags_changed": _of_ticket(TAGS, {"tags": ["a"]}, tags=["b"]),
    "ticket.task_due_at_changed": _of_ticket(changed(DUE), {"type": "task"}, due_at=DUE),
    "ticket.type_changed": _of_ticket(changed("QUESTION"), type="question"),
    "ticket.undeleted": _restored,
}
