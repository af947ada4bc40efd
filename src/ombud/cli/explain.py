"""`ombud explain`: why the triggers did what they did at an update of a ticket."""

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from ombud.cli.refusal import plainly, refuse
from ombud.cli.settings import Data, DatabaseUrl, Json, settings

if TYPE_CHECKING:
    from rich.text import Text

    from ombud.families.explanations.shapes import Explanation, Failed, TriggerOutcome

__all__ = ["explain"]


def explain(
    ticket: Annotated[int, typer.Argument(help="The number of the ticket.")],
    audit: Annotated[int | None, typer.Argument(help="An audit; the latest without one.")] = None,
    *,
    account: Annotated[str | None, typer.Option(help="The account, by its subdomain.")] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    json: Json = False,
) -> None:
    """Tell which triggers fired at an update, and which condition kept each other from it."""
    config = settings(data=data, database_url=database_url)
    from ombud.cli.seeding.acting import context_of
    from ombud.cli.storage import chosen_account, open_desk
    from ombud.families.explanations import explaining, queries
    from ombud.values.clock import SystemClock
    from ombud.wire.errors import NotFound

    with plainly():
        directory = open_desk(config)
        try:
            chosen = chosen_account(directory, account)
            with chosen.transaction(writes=False) as db:
                ctx = context_of(chosen, config, db, SystemClock().now())
                number = queries.latest_audit_id(ctx, ticket) if audit is None else audit
                found = explaining.explain(ctx, ticket, number)
        except NotFound:
            what = f"ticket {ticket}" if audit is None else f"audit {audit} of ticket {ticket}"
            refuse(f"there is no {what}", "Its audits are at /api/v2/tickets/ID/audits.json.")
        finally:
            directory.close()
    if json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        _tell(found)


def _tell(found: "Explanation") -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    head = f"Ticket {found.ticket_id}, audit {found.audit_id}, {found.created_at}"
    console.print(Text(head, style="bold"))
    if not found.triggers:
        console.print("No trigger was considered.")
    for trigger in sorted(found.triggers, key=lambda each: each.fired_as or 1_000_000):
        for line in _lines(trigger):
            console.print(line)


def _lines(trigger: "TriggerOutcome") -> list["Text"]:
    from rich.text import Text

    named = f"{trigger.title} ({trigger.id}, revision {trigger.revision_id})"
    if trigger.outcome == "fired":
        head = Text(f"{trigger.fired_as}. fired: {named}", style="green")
        return [head, *(Text(f"     {_event(each)}") for each in trigger.events)]
    if trigger.failed is not None:
        return [Text(f"not matched: {named}"), Text(f"     {_failed(trigger.failed)}", style="dim")]
    return [Text(f"cannot run: {named}", style="red"), Text(f"     {trigger.problem}")]


def _failed(failed: "Failed") -> str:
    said = [_condition(each) for each in failed.conditions]
    if failed.place == "any":
        return f"none of any: {'; '.join(said)}"
    return f"all[{failed.index}]: {'; '.join(said)}"


def _condition(condition: dict[str, Any]) -> str:
    value = condition.get("value")
    words = [condition["field"], condition["operator"], *([] if value is None else [repr(value)])]
    return " ".join(words)


def _event(event: dict[str, Any]) -> str:
    if event["type"] == "Change":
        return f"{event['field_name']}: {event['previous_value']!r} -> {event['value']!r}"
    more = event.get("recipients", event.get("resource", ""))
    return f"{event['type']} {more}".rstrip()
