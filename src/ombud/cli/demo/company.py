"""Fernhill Living and its people; its week of tickets is in week.py."""

from ombud.cli.demo.week import live_a_week
from ombud.cli.opening import open_first_account
from ombud.cli.seeding.acting import context_of
from ombud.cli.seeding.staff import hire, slug
from ombud.cli.seeding.story import Agent, Customer
from ombud.config import Config
from ombud.db import Account
from ombud.families.accounts.opening import Owner
from ombud.families.organizations import service as organizations
from ombud.families.organizations.shapes import OrganizationChange
from ombud.families.users import creating
from ombud.families.users.changes import UserChange
from ombud.values.clock import SystemClock
from ombud.wire.context import Context

__all__ = ["ADMIN_EMAIL", "ADMIN_PASSWORD", "API_TOKEN", "COMPANY", "SUBDOMAIN", "open_demo"]

COMPANY = "Fernhill Living"
SUBDOMAIN = "fernhill"
DOMAIN = f"{SUBDOMAIN}.example"
ADMIN_EMAIL = f"admin@{DOMAIN}"
ADMIN_PASSWORD = "fernhill-demo"  # noqa: S105 (no secret: everybody is shown it)
API_TOKEN = "fernhill-token"  # noqa: S105 (no secret: everybody is shown it)

STAFF = (
    ("Nora Lindqvist", "Support"),
    ("Mateo Alvarez", "Support"),
    ("Chiara Conti", "Billing"),
    ("Ravi Menon", "Technical"),
)
ORGANIZATIONS = (
    ("Harbor Hotels", ("Imani Okafor", "Felix Bauer")),
    ("Linden Studios", ("Maya Patel", "Jonas Dahl")),
    ("Granite Coffee", ("Lucia Rossi",)),
    ("Orchard School", ("Samir Haddad", "Greta Stein")),
)
WEEK = 7 * 86_400


def open_demo(config: Config) -> tuple[bool, str]:
    """Open the demo unless there is a desk: whether it was opened, and the desk's subdomain."""
    now = SystemClock().now()
    owner = Owner(email=ADMIN_EMAIL, password=ADMIN_PASSWORD, name="Ada Fern", api_token=API_TOKEN)

    def fill(account: Account, owner_id: int) -> None:
        with account.transaction(writes=True) as db:
            ctx = context_of(account, config, db, now - WEEK, owner_id)
            agents = hire(ctx, STAFF, DOMAIN)
            customers = _customers(ctx)
        live_a_week(account, config, customers, _on_duty(agents), now)

    return open_first_account(
        config, owner, now - WEEK, subdomain=SUBDOMAIN, name=COMPANY, fill=fill
    )


def _customers(ctx: Context) -> list[Customer]:
    found = []
    for organization, names in ORGANIZATIONS:
        domain = f"{slug(organization, '-')}.example"
        change = OrganizationChange(name=organization, domain_names=[domain])
        organization_id = organizations.create(ctx, change)
        for name in names:
            email = f"{slug(name, '.')}@{domain}"
            # The domain makes them members.
            person = UserChange(name=name, email=email, verified=True)
            found.append(Customer(creating.create(ctx, person), name, email, organization_id))
    return found


def _on_duty(agents: dict[str, list[Agent]]) -> dict[str, list[Agent]]:
    """In a company this small Support looks after returns as well."""
    return {**agents, "Returns": agents["Support"]}
