"""zenpy as it comes from PyPI runs a desk: people, tickets, files, jobs, search, audits.

The only thing it is told is to speak plain HTTP, by the variable it has for that.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from zenpy import Zenpy
from zenpy.lib.api_objects import (
    Comment,
    CustomStatus,
    Group,
    GroupMembership,
    Identity,
    JobStatus,
    Organization,
    OrganizationMembership,
    Request,
    Ticket,
    TicketField,
    User,
)
from zenpy.lib.exception import APIException, RecordNotFoundException

from tests.cli.program import EMAIL, TOKEN, init, serving

# zenpy opens files that it leaves to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def zenpy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of a running server with a runner beside it."""
    data = tmp_path_factory.mktemp("zenpy")
    init(data)
    with serving(data) as server, pytest.MonkeyPatch.context() as environment:
        environment.setenv("ZENPY_FORCE_SCHEME", "http")
        host = urlsplit(server.url).netloc
        # A subdomain and a domain that are one address when a dot is put between them.
        subdomain, _, domain = host.partition(".")
        yield Zenpy(
            subdomain=subdomain, domain=domain, email=EMAIL, token=TOKEN, disable_cache=True
        )


def finished(zenpy: Any, job: Any) -> Any:
    """The job's final status."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        status = zenpy.job_status(id=job.id)
        if status.status == "completed":
            return status
        time.sleep(0.1)
    pytest.fail(f"job {job.id} is still {status.status}")


def test_signs_in(zenpy: Any) -> None:
    me = zenpy.users.me()
    assert (me.email, me.role) == (EMAIL, "admin")


def test_people(zenpy: Any) -> None:
    nora = zenpy.users.create(
        User(name="Nora", email="nora@zenpy.example", external_id="n1", tags=["vip"])
    )
    assert zenpy.users(id=nora.id).name == "Nora"
    nora.details = "Knows lamps"
    assert zenpy.users.update(nora).details == "Knows lamps"
    assert zenpy.users.create_or_update(User(name="Nora N.", external_id="n1")).id == nora.id
    assert [user.id for user in zenpy.users.search(query="nora")] == [nora.id]
    assert [user.id for user in zenpy.users.search(external_id="n1")] == [nora.id]
    assert nora.id in [user.id for user in zenpy.users()]
    assert nora.id in [user.id for user in zenpy.users(role="end-user")]
    assert [user.id for user in zenpy.users(ids=[nora.id])] == [nora.id]
    assert zenpy.users.related(nora).assigned_tickets == 0
    assert zenpy.users.related(nora).requested_tickets == 0
    assert sorted(zenpy.users.add_tags(nora.id, ["lamp"])) == ["lamp", "vip"]
    identity = zenpy.users.identities.create(nora, Identity(type="email", value="n2@zenpy.example"))
    assert identity.value == "n2@zenpy.example"
    zenpy.users.identities.make_primary(nora, identity)
    assert zenpy.users(id=nora.id).email == "n2@zenpy.example"
    assert len(list(zenpy.users.identities(nora.id))) == 2
    zenpy.users.identities.delete(
        nora, next(i for i in zenpy.users.identities(nora.id) if not i.primary)
    )
    assert len(list(zenpy.users.identities(nora.id))) == 1
    other = zenpy.users.create(User(name="Nora again", email="again@zenpy.example"))
    assert zenpy.users.merge(other, nora).id == nora.id
    gone = zenpy.users.create(User(name="Gone", email="gone@zenpy.example"))
    zenpy.users.delete(gone)
    assert gone.id in [user.id for user in zenpy.users.deleted()]
    zenpy.users.permanently_delete(gone)


def test_people_in_bulk(zenpy: Any) -> None:
    people = [User(name=f"Bulk {n}", email=f"bulk{n}@zenpy.example") for n in range(3)]
    job = zenpy.users.create(people)
    assert isinstance(job, JobStatus)
    status = finished(zenpy, job)
    assert [result.status for result in status.results] == ["Created"] * 3
    users = list(zenpy.users(ids=[result.id for result in status.results]))
    for user in users:
        user.notes = "In bulk"
    finished(zenpy, zenpy.users.update(users))
    assert {user.notes for user in zenpy.users(ids=[user.id for user in users])} == {"In bulk"}
    finished(zenpy, zenpy.users.delete(users))


def test_organizations(zenpy: Any) -> None:
    acme = zenpy.organizations.create(Organization(name="Acme Zenpy", external_id="a1"))
    assert zenpy.organizations(id=acme.id).name == "Acme Zenpy"
    acme.notes = "Pays late"
    assert zenpy.organizations.update(acme).notes == "Pays late"
    assert (
        zenpy.organizations.create_or_update(Organization(name="Z", external_id="a1")).id == acme.id
    )
    assert acme.id in [organization.id for organization in zenpy.organizations()]
    user = zenpy.users.create(User(name="Ole", email="ole@zenpy.example"))
    membership = zenpy.organization_memberships.create(
        OrganizationMembership(user_id=user.id, organization_id=acme.id)
    )
    assert membership.organization_id == acme.id
    assert [o.id for o in zenpy.users.organizations(user.id)] == [acme.id]
    zenpy.organization_memberships.delete(membership)
    zenpy.organizations.delete(acme)
    with pytest.raises(RecordNotFoundException):
        zenpy.organizations(id=acme.id)


def test_groups(zenpy: Any) -> None:
    group = zenpy.groups.create(Group(name="Night shift"))
    group.description = "When it is dark"
    assert zenpy.groups.update(group).description == "When it is dark"
    assert group.id in [each.id for each in zenpy.groups()]
    me = zenpy.users.me()
    membership = zenpy.group_memberships.create(GroupMembership(user_id=me.id, group_id=group.id))
    assert group.id in [each.id for each in zenpy.users.groups(me.id)]
    assert membership.id in [each.id for each in zenpy.group_memberships()]
    assert [user.id for user in zenpy.groups.users(group.id)] == [me.id]
    zenpy.group_memberships.delete(membership)
    zenpy.groups.delete(group)


def test_the_life_of_a_ticket(zenpy: Any, tmp_path: Path) -> None:
    field = zenpy.ticket_fields.create(TicketField(type="text", title="Model"))
    made = zenpy.tickets.create(
        Ticket(
            subject="Broken lamp",
            description="It went dark",
            requester=User(name="Rita", email="rita@zenpy.example"),
            priority="high",
            custom_fields=[{"id": field.id, "value": "Sun"}],
            tags=["lamp"],
        )
    )
    ticket = made.ticket
    assert made.audit.events[0]["type"] == "Comment"
    assert zenpy.tickets(id=ticket.id).requester.name == "Rita"
    ticket.comment = Comment(body="Which lamp?", public=True)
    ticket.status = "pending"
    assert zenpy.tickets.update(ticket).ticket.status == "pending"
    picture = tmp_path / "lamp.txt"
    picture.write_text("a drawing of a lamp")
    upload = zenpy.attachments.upload(str(picture))
    ticket = zenpy.tickets(id=ticket.id)
    ticket.comment = Comment(body="A drawing", public=False, uploads=[upload.token])
    zenpy.tickets.update(ticket)
    said = list(zenpy.tickets.comments(ticket.id))
    assert [comment.public for comment in said] == [True, True, False]
    attachment = said[-1].attachments[0]
    zenpy.attachments.download(attachment.id, str(tmp_path))
    assert sorted(zenpy.tickets.tags(ticket.id)) == ["lamp"]
    zenpy.tickets.add_tags(ticket.id, ["hall"])
    zenpy.tickets.delete_tags(ticket.id, ["lamp"])
    assert sorted(zenpy.tickets.tags(ticket.id)) == ["hall"]
    audits = list(zenpy.tickets.audits(ticket=ticket.id))
    assert len(audits) >= 5
    assert zenpy.tickets.metrics(ticket.id).replies == 1
    assert [t.id for t in zenpy.users.requested(ticket.requester_id)] == [ticket.id]
    zenpy.ticket_fields.delete(field)


def test_tickets_in_bulk_merged_and_deleted(zenpy: Any) -> None:
    tickets = [Ticket(subject=f"Bulk {n}", description="x") for n in range(4)]
    status = finished(zenpy, zenpy.tickets.create(tickets))
    ids = [result.id for result in status.results]
    found = list(zenpy.tickets(ids=ids))
    assert [ticket.subject for ticket in found] == [f"Bulk {n}" for n in range(4)]
    for ticket in found:
        ticket.priority = "low"
    finished(zenpy, zenpy.tickets.update(found))
    assert {ticket.priority for ticket in zenpy.tickets(ids=ids)} == {"low"}
    job = zenpy.tickets.merge(target=found[0], source=ids[1:3], target_comment="One lamp")
    finished(zenpy, job)
    assert zenpy.tickets(id=ids[1]).status == "closed"
    zenpy.tickets.delete(found[3])
    with pytest.raises(RecordNotFoundException):
        zenpy.tickets(id=ids[3])
    assert ids[3] in [ticket.id for ticket in zenpy.tickets.deleted()]
    zenpy.tickets.restore(found[3])
    solved = zenpy.tickets(id=ids[0])
    solved.status = "solved"
    assert zenpy.tickets.update(solved).ticket.status == "solved"
    assert set(ids) <= {ticket.id for ticket in zenpy.tickets()}


def test_search(zenpy: Any) -> None:
    ticket = zenpy.tickets.create(Ticket(subject="Chandelier", description="It swings")).ticket
    assert [found.id for found in zenpy.search("chandelier", type="ticket")] == [ticket.id]
    assert zenpy.search.count("chandelier") == 1
    assert [t.id for t in zenpy.search(type="ticket", subject="Chandelier", status="new")] == [
        ticket.id
    ]


def test_configuration(zenpy: Any) -> None:
    statuses = list(zenpy.custom_statuses())
    assert {status.status_category for status in statuses} == {
        "new",
        "open",
        "pending",
        "hold",
        "solved",
    }
    made = zenpy.custom_statuses.create(
        CustomStatus(status_category="open", agent_label="In the workshop")
    )
    assert made.agent_label == "In the workshop"
    assert len(list(zenpy.ticket_fields())) >= 7
    assert [locale.locale for locale in zenpy.locales()] == ["en-US"]
    zenpy.tickets.create(Ticket(subject="Tagged", description="x", tags=["chandelier"]))
    assert "chandelier" in [tag.name for tag in zenpy.tags()]


def test_a_request(zenpy: Any) -> None:
    made = zenpy.requests.create(Request(subject="From me", comment=Comment(body="Dark")))
    assert made.id in [request.id for request in zenpy.requests()]
    assert made.id in [request.id for request in zenpy.requests.open()]
    assert zenpy.requests(id=made.id).subject == "From me"
    assert [comment.body for comment in zenpy.requests.comments(made.id)] == ["Dark"]


def test_refusals_are_its_own_exceptions(zenpy: Any) -> None:
    with pytest.raises(RecordNotFoundException):
        zenpy.users(id=1)
    with pytest.raises(APIException):
        zenpy.users.create(User(name="", email="nobody@zenpy.example"))
    with pytest.raises(APIException):
        zenpy.tickets.create(Ticket(subject="No words"))
