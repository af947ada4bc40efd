"""The same for each event of a user or an organization."""

from sqlalchemy import Table

from ombud.tables import custom_roles, organization_fields, user_fields
from ombud.values.times import iso
from tests.cast.company import PASSWORD
from tests.channels.happening import Happening, Json, Told, changed, merge_users, ok
from tests.desk import Desk
from tests.families.browser import Browser
from tests.families.test_users_photos import png, put

__all__ = ["TO_PEOPLE"]


def _user(event: Json, who: str = "emma", **fields: object) -> Happening:
    def happen(desk: Desk) -> Told:
        user_id: int = getattr(desk.cast, who)
        ok(desk.admin.put(f"/users/{user_id}", {"user": fields}))
        return user_id, event

    return happen


def _custom_role(desk: Desk) -> Told:
    with desk.account.transaction(writes=True) as db:
        role = {"name": "Readers", "description": "", "role_type": 0, "configuration": "{}"}
        role_id = db.insert(custom_roles, **role, created_at=0, updated_at=0)
        db.configuration_changed()
    ok(desk.admin.put(f"/users/{desk.cast.agent}", {"user": {"custom_role_id": role_id}}))
    return desk.cast.agent, changed(str(role_id))


def _default_group(desk: Desk) -> Told:
    """The only group of an agent is deleted."""
    ok(desk.admin.delete(f"/groups/{desk.cast.billing}"))
    return desk.cast.bob, changed(str(desk.cast.support), str(desk.cast.billing))


def _photo(desk: Desk) -> Told:
    photo = ok(put(desk.admin, desk.cast.emma, png()))["user"]["photo"]
    return desk.cast.emma, changed(str(photo["id"]))


def _signed_in(desk: Desk) -> Told:
    assert Browser(desk).sign_in("emma@acme.example", PASSWORD).status == 303
    return desk.cast.emma, changed(iso(desk.clock.now()))


def _password(desk: Desk) -> Told:
    path = f"/users/{desk.cast.emma}/password"
    ok(desk.admin.post(path, {"password": "another horse"}))
    return desk.cast.emma, {}


def _new_user(desk: Desk) -> Told:
    user = {"user": {"name": "Nell", "email": "nell@acme.example", "skip_verify_email": True}}
    return ok(desk.admin.post("/users", user))["user"]["id"], {}


def _gone_user(desk: Desk) -> Told:
    ok(desk.admin.delete(f"/users/{desk.cast.emma}"))
    return desk.cast.emma, {}


def _inactive(desk: Desk) -> Told:
    return _gone_user(desk)[0], changed(current=False, previous=True)


def _identity(desk: Desk) -> tuple[str, Json]:
    """A new identity of Emma's: its path, and how it is told."""
    path = f"/users/{desk.cast.emma}/identities"
    identity = {"identity": {"type": "email", "value": "e@emma.example", "verified": True}}
    made = ok(desk.admin.post(path, identity))["identity"]
    told = {name: made[name] for name in ("primary", "type", "value", "verified")}
    return f"{path}/{made['id']}", {"id": str(made["id"]), **told}


def _identity_created(desk: Desk) -> Told:
    return desk.cast.emma, {"identity": _identity(desk)[1]}


def _identity_changed(desk: Desk) -> Told:
    path, told = _identity(desk)
    ok(desk.admin.put(path, {"identity": {"value": "f@emma.example"}}))
    return desk.cast.emma, changed({**told, "value": "f@emma.example"}, told)


def _identity_deleted(desk: Desk) -> Told:
    path, told = _identity(desk)
    ok(desk.admin.delete(path))
    return desk.cast.emma, {"identity": told}


def _joined_group(desk: Desk) -> Told:
    member = {"user_id": desk.cast.bob, "group_id": desk.cast.support}
    ok(desk.admin.post("/group_memberships", {"group_membership": member}))
    return desk.cast.bob, {"group": {"id": str(desk.cast.support)}}


def _left_group(desk: Desk) -> Told:
    ok(desk.admin.delete(f"/groups/{desk.cast.billing}"))
    return desk.cast.agent, {"group": {"id": str(desk.cast.billing)}}


def _joined_organization(desk: Desk) -> Told:
    """Two organizations become one."""
    merge = {"organization_merge": {"winner_id": desk.cast.acme}}
    ok(desk.admin.post(f"/organizations/{desk.cast.zebra}/merge", merge))
    desk.run_jobs()
    return desk.cast.zoe, {"organization": {"id": str(desk.cast.acme)}}


def _left_organization(desk: Desk) -> Told:
    ok(desk.admin.delete(f"/organizations/{desk.cast.zebra}"))
    return desk.cast.zoe, {"organization": {"id": str(desk.cast.zebra)}}


def _field_of(table: Table, kind: str, who: str) -> Happening:
    def happen(desk: Desk) -> Told:
        with desk.account.transaction(writes=True) as db:
            field = {"key": "plan", "raw_title": "Plan", "type": "text", "position": 1}
            times = {"created_at": 0, "updated_at": 0}
            field_id = db.insert(table, **field, active=True, **times)
            db.configuration_changed()
        record_id: int = getattr(desk.cast, who)
        change = {kind: {f"{kind}_fields": {"plan": "gold"}}}
        ok(desk.admin.put(f"/{kind}s/{record_id}", change))
        told = {"id": str(field_id), "key": "plan", "title": "Plan", "type": "text"}
        return record_id, {"custom_field": told, **changed({"value": "gold"}, {"value": None})}

    return happen


def _organization(event: Json, **fields: object) -> Happening:
    def happen(desk: Desk) -> Told:
        path = f"/organizations/{desk.cast.acme}"
        ok(desk.admin.put(path, {"organization": fields}))
        return desk.cast.acme, event

    return happen


def _new_organization(desk: Desk) -> Told:
    made = ok(desk.admin.post("/organizations", {"organization": {"name": "Pine"}}))
    return made["organization"]["id"], {}


def _gone_organization(desk: Desk) -> Told:
    ok(desk.admin.delete(f"/organizations/{desk.cast.acme}"))
    return desk.cast.acme, {}


TO_PEOPLE: dict[str, Happening] = {
    "user.active_changed": _inactive,
    "user.alias_changed": _user(changed("Al"), "agent", alias="Al"),
    "user.created": _new_user,
    "user.custom_field_changed": _field_of(user_fields, "user", "emma"),
    "user.custom_role_changed": _custom_role,
    "user.default_group_changed": _default_group,
    "user.deleted": _gone_user,
    "user.details_changed": _user(changed("Tall"), details="Tall"),
    "user.external_id_changed": _user(changed("e-1"), external_id="e-1"),
    "user.group_membership_created": _joined_group,
    "user.group_membership_deleted": _left_group,
    "user.identity_changed": _identity_changed,
    "user.identity_created": _identity_created,
    "user.identity_deleted": _identity_deleted,
    "user.last_login_changed": _signed_in,
    "user.merged": merge_users,
    "user.name_changed": _user(changed("Em", "Emma Enduser"), name="Em"),
    "user.notes_changed": _user(changed("Kind"), notes="Kind"),
    "user.only_private_comments_changed": _user(
        changed(current=True, previous=False), "agent", only_private_comments=True
    ),
    "user.organization_membership_created": _joined_organization,
    "user.organization_membership_deleted": _left_organization,
    "user.password_changed": _password,
    "user.photo_changed": _photo,
    "user.role_changed": _user(changed("agent", "end-user"), role="agent"),
    "user.suspended_changed": _user(changed(current=True, previous=False), suspended=True),
    "user.tags_changed": _user({"tags_added": ["vip"], "tags_removed": []}, tags=["vip"]),
    "user.time_zone_changed": _user(changed("London", "UTC"), time_zone="London"),
    "organization.created": _new_organization,
    "organization.custom_field_changed": _field_of(organization_fields, "organization", "acme"),
    "organization.deleted": _gone_organization,
    "organization.external_id_changed": _organization(changed("o-1"), external_id="o-1"),
    "organization.name_changed": _organization(changed("Acorn", "Acme"), name="Acorn"),
    "organization.tags_changed": _organization(
        {"tags_added": ["vip"], "tags_removed": []}, tags=["vip"]
    ),
}
