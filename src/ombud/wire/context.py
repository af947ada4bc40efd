"""What every operation is given: who asks, the open transaction, the time and the links."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from ombud.config import Config
from ombud.db import Account, Directory, Transaction

__all__ = ["ANONYMOUS", "SYSTEM", "Actor", "Context", "Links", "Request", "Role"]

Role = Literal["anonymous", "end-user", "agent", "admin"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, with what decides what they may see and do."""

    id: int | None
    role: Role
    name: str = ""
    email: str | None = None
    permissions: frozenset[str] = frozenset()
    # organization, groups, assigned, requested, or None for every ticket
    ticket_restriction: str | None = None
    only_private_comments: bool = False
    is_light: bool = False
    organization_ids: tuple[int, ...] = ()
    # Organizations whose members share their tickets with each other.
    shared_organization_ids: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()
    # Groups whose tickets an agent sees who is kept to groups.
    ticket_group_ids: tuple[int, ...] = ()
    locale_id: int | None = None
    # OAuth scopes; None is every scope.
    scopes: tuple[str, ...] | None = None
    # The browser session, when that is how the caller signed in.
    session_id: int | None = None
    csrf_token: str | None = None

    @property
    def is_agent(self) -> bool:
        """Agents and admins."""
        return self.role in {"agent", "admin"}

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"

    def may(self, permission: str) -> bool:
        """Whether the role, or the custom role, has this permission."""
        return self.role == "admin" or permission in self.permissions


ANONYMOUS = Actor(id=None, role="anonymous", name="Anonymous user")
# The desk itself, in jobs and rules that nobody asked for.
SYSTEM = Actor(id=-1, role="admin", name="System")


@dataclass(slots=True)
class Request:
    """One HTTP request, read to its end.

    `path` is percent-encoded as it was sent, without doubled slashes and without `.json`.
    """

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes = b""
    base_url: str = "http://localhost"
    ip_address: str = ""
    request_id: str = ""

    def parameter(self, name: str) -> str | None:
        """The last value of a query parameter."""
        found = None
        for key, value in self.query:
            if key == name:
                found = value
        return found


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute URLs of the account that is being asked."""

    base_url: str

    def api(self, path: str) -> str:
        """`/users/7` as a full URL with the `.json` that the real API writes."""
        return f"{self.base_url}/api/v2{path}.json"

    def page(self, request: Request, changes: Mapping[str, str | int | None]) -> str:
        """The URL of the request itself with some query parameters changed (None removes)."""
        kept = [(key, value) for key, value in request.query if key not in changes]
        added = [(key, str(value)) for key, value in changes.items() if value is not None]
        return f"{self.base_url}{request.path}.json?{urlencode(kept + added)}"


@dataclass(slots=True)
class Context:
    """The explicit first argument of everything that acts for a caller."""

    actor: Actor
    db: Transaction
    now: int
    links: Links
    account: Account
    config: Config
    request: Request
    # Names of the side-loads that were asked for and exist.
    included: frozenset[str] = frozenset()
    # Headers that the operation adds to its answer.
    headers: dict[str, str] = field(default_factory=dict)
    # Counts the call against what may be done to one record; nothing is counted in jobs.
    count_record: Callable[[int], None] = lambda _record: None
    # All accounts, for the operations that open one; jobs keep to their own account.
    directory: Directory | None = None
