"""Each operation refuses exactly the callers that its row refuses: 401 or 403, and nobody else."""

from collections.abc import Mapping

import pytest

from ombud.families.signing_in.actors import actor_of
from ombud.wire.context import ANONYMOUS, Actor
from ombud.wire.operation import Operation
from tests.contract.requests import PATHS, filled
from tests.desk import Caller, Desk

CALLERS = ("anonymous", "emma", "agent", "light", "admin")

# Operations whose row lets agents in, but which ask for this permission themselves.
CLOSER: Mapping[str, str] = {
    "ListDynamicContents": "manage_dynamic_content",
    "ShowManyDynamicContents": "manage_dynamic_content",
    "ShowDynamicContentItem": "manage_dynamic_content",
    "DeleteDynamicContentItem": "manage_dynamic_content",
    "ShowDynamicContentVariant": "manage_dynamic_content",
    "DeleteDynamicContentVariant": "manage_dynamic_content",
    "DeleteTrigger": "manage_business_rules",
    "DeleteManyTriggers": "manage_business_rules",
    "DeleteSuspendedTicket": "manage_suspended_tickets",
    "DeleteTriggerCategory": "manage_business_rules",
    "DeleteAutomation": "manage_business_rules",
    "BulkDeleteAutomations": "manage_business_rules",
    "ListDeletedTickets": "view_deleted_tickets",
    "RestoreDeletedTicket": "view_deleted_tickets",
    "DeleteTicketPermanently": "delete_tickets",
    "MakeTicketCommentPrivate": "edit_tickets",
    "MakeTicketCommentPrivateFromAudits": "edit_tickets",
    "MarkTicketAsSpamAndSuspendRequester": "edit_tickets",
}


def caller_of(desk: Desk, name: str) -> Caller:
    caller: Caller = getattr(desk, name)
    caller.checks_shapes = False
    return caller


def actor(desk: Desk, name: str) -> Actor:
    if name == "anonymous":
        return ANONYMOUS
    with desk.account.transaction(writes=False) as db:
        found = actor_of(db, getattr(desk.cast, name))
    assert found is not None
    return found


def expected(operation: Operation, who: Actor) -> int | None:
    """401, 403, or None for whoever the row lets in."""
    if operation.role == "anyone":
        return None
    if who.role == "anonymous":
        return 401
    is_let_in = operation.role == "end_users" or who.is_agent
    permission = operation.permission or CLOSER.get(operation.name)
    if permission is not None:
        is_let_in = is_let_in and who.may(permission)
    elif operation.role == "admins":
        is_let_in = who.is_admin
    return None if is_let_in else 403


@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize(("operation", "path"), PATHS, ids=lambda each: getattr(each, "name", each))
def test_roles(shared_desk: Desk, operation: Operation, path: str, name: str) -> None:
    wanted = expected(operation, actor(shared_desk, name))
    answer = caller_of(shared_desk, name).send(operation.method, filled(operation, path))
    if wanted is None:
        assert answer.status not in {401, 403}, answer.text
    else:
        assert answer.status == wanted, answer.text


def test_pending_operations(shared_desk: Desk) -> None:
    """Anonymous callers learn nothing; everybody else learns that it is not built."""
    for pending in shared_desk.app.dispatcher.routes.pending:
        path = "/" + pending.path.replace("{", "").replace("}", "")
        assert shared_desk.anonymous.send(pending.method, path).status == 401, path
        answer = shared_desk.agent.send(pending.method, path)
        assert (answer.status, answer.json["error"]) == (501, "NotImplemented"), path
        assert pending.reason in answer.json["description"]
