"""The HTML of one operation: who may call it, what it takes, what it answers, how to try it."""

from markupsafe import Markup

from ombud.wire.schemas import PAGING
from ombud.workspace.reference.entries import Alias, Entry, Json
from ombud.workspace.reference.examples import command
from ombud.workspace.reference.kinds import kind_of, rows_of
from ombud.workspace.reference.pieces import CODE, Cell, lines, prose, table

__all__ = ["operation"]

# The name stands inside: browsers open what is folded when a link leads into it.
OPERATION = Markup(
    """<details class="{kind}">
<summary><h3><span class="method">{method}</span> <code class="path">{path}</code> \
<span class="name">{name}</span>{badge}</h3></summary>
<div class="about" id="{name}">
{parts}
</div>
</details>"""
)
BADGE = Markup(' <span class="badge">not built yet</span>')
TEXT = Markup("<p>{}</p>")
FACTS = Markup('<dl class="facts">{}</dl>')
FACT = Markup("<dt>{}</dt><dd>{}</dd>")
HEADING = Markup("<h4>{}</h4>")
TRY = Markup('<pre class="copy curl"><code>{}</code></pre>')
LINE = Markup("<br>")
WHO = {
    "anyone": "Anybody, signed in or not",
    "end_users": "Everybody who is signed in",
    "agents": "Agents and admins",
    "admins": "Admins",
}
PERMITTED = Markup("Admins, and agents whose role has the permission <code>{}</code>")
PAGED = {name for rows in PAGING.values() for name, _, _ in rows}


def operation(entry: Entry, document: Json) -> Markup:
    """One entry, folded."""
    # The summary of what is pending says nothing but that.
    parts = [] if entry.pending else [TEXT.format(entry.summary)]
    parts += [FACTS.format(_facts(entry)), *_parameters(entry)]
    if entry.body:
        # Forms have the keys of the JSON, written as `user[name]`.
        kinds = Markup(" or ").join(CODE.format(kind) for kind in entry.body)
        schema = next(iter(entry.body.values()))["schema"]
        parts.append(HEADING.format(Markup("Body {}").format(kinds)))
        parts.append(table(("Key", "Type"), rows_of(schema, document)))
    parts += _answer(entry, document)
    parts += [HEADING.format("Example"), TRY.format(command(entry, document))]
    return OPERATION.format(
        kind="operation pending" if entry.pending else "operation",
        method=entry.method,
        path=entry.path,
        name=entry.name,
        badge=BADGE if entry.pending else "",
        parts=lines(part for part in parts if part),
    )


def _facts(entry: Entry) -> Markup:
    facts = [FACT.format("Who", _who(entry))]
    if entry.aliases:
        others = LINE.join(_alias(alias, entry) for alias in entry.aliases)
        facts.append(FACT.format("Also at", others))
    if entry.pending:
        facts.append(FACT.format("State", f"Not built yet; it waits for: {entry.pending}"))
    else:
        statuses = ", ".join(status for status in entry.responses if status >= "400")
        told = Markup('<a href="#errors">{}</a>').format(statuses)
        facts.append(FACT.format("Errors", told))
    return Markup().join(facts)


def _who(entry: Entry) -> Markup:
    if not entry.permission:
        return Markup("{}").format(WHO[entry.role])
    return PERMITTED.format(entry.permission)


def _alias(alias: Alias, entry: Entry) -> Markup:
    told = CODE.format(alias.path)
    if alias.method != entry.method:
        told = Markup("{} {}").format(alias.method, told)
    if alias.summary != entry.summary:
        told = Markup("{}: {}").format(told, alias.summary)
    if alias.role != entry.role:
        told = Markup("{} ({})").format(told, WHO[alias.role])
    return told


def _parameters(entry: Entry) -> list[Markup]:
    paged = [each["name"] for each in entry.parameters if each["name"] in PAGED]
    rows: list[tuple[Cell, ...]] = [
        (each["name"], _place(each), kind_of(each["schema"]), _described(each))
        for each in entry.parameters
        if each["name"] not in PAGED
    ]
    # Names alone often say it.
    if not any(row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
    headings = ("Parameter", "In", "Type", "Meaning")
    parts = [table(headings[: len(rows[0])] if rows else (), rows)]
    if paged:
        names = Markup(", ").join(CODE.format(name) for name in paged)
        parts.append(Markup('<p><a href="#paging">Pages</a>: {}</p>').format(names))
    return [HEADING.format("Parameters"), *parts] if entry.parameters else []


def _place(parameter: Json) -> str:
    needed = parameter["in"] == "query" and parameter.get("required")
    return f"{parameter['in']}, required" if needed else str(parameter["in"])


def _described(parameter: Json) -> Markup:
    words, default = parameter.get("description", ""), parameter["schema"].get("default")
    if isinstance(default, list) or default is None or default == "":
        return prose(words)
    told = str(default).lower() if isinstance(default, bool) else default
    return Markup("{} {}").format(prose(words), f"Without it: {told}.")


def _answer(entry: Entry, document: Json) -> list[Markup]:
    statuses = [status for status in entry.responses if status < "300"]
    if not statuses:
        return []
    # The documented one stands last.
    parts = [HEADING.format(f"Answer {statuses[-1]}")]
    content = entry.responses[statuses[-1]].get("content", {})
    for kind, told in content.items():
        rows = rows_of(told["schema"], document, deep=False)
        parts.append(table(("Key", "Type"), rows) if rows else TEXT.format(_unnamed(kind)))
    return parts if content else [*parts, TEXT.format("No body.")]


def _unnamed(kind: str) -> str:
    return "An object with keys of its own." if kind == "application/json" else "The file itself."
