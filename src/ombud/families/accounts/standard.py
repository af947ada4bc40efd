"""What every new account has: the system ticket fields and the default statuses."""

from typing import NamedTuple

__all__ = ["STATUSES", "TICKET_FIELDS", "SystemField"]


class SystemField(NamedTuple):
    """A ticket field that cannot be deleted."""

    type: str
    title: str
    description: str
    required: bool = False
    portal: bool = False
    removable: bool = False
    sub_type_id: int | None = None


TICKET_FIELDS = (
    SystemField("subject", "Subject", "The subject of the ticket", portal=True),
    SystemField("description", "Description", "What the ticket is about", portal=True),
    SystemField("status", "Status", "How far work on the ticket has come", sub_type_id=0),
    SystemField("tickettype", "Type", "What kind of ticket it is", removable=True),
    SystemField("priority", "Priority", "How urgent the ticket is", removable=True, sub_type_id=0),
    SystemField("group", "Group", "The group that works on the ticket"),
    SystemField("assignee", "Assignee", "The agent who works on the ticket", required=True),
    SystemField("custom_status", "Ticket status", "The status as agents see it"),
)

# Category, label, description.
STATUSES = (
    ("new", "New", "Nobody has looked at the ticket yet"),
    ("open", "Open", "Staff is working on the ticket"),
    ("pending", "Pending", "Staff is waiting for the requester to reply"),
    ("hold", "On-hold", "Staff is waiting for a third party"),
    ("solved", "Solved", "The ticket has been solved"),
)
