"""The HTML of the reference; it can be read without scripts, which only search and fill in."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from ombud.workspace.reference.entries import Entry, Json, entries_of
from ombud.workspace.reference.examples import DESK, SIGNED_IN
from ombud.workspace.reference.kinds import objects_in, rows_of
from ombud.workspace.reference.operation import operation
from ombud.workspace.reference.pieces import lines, prose, table

__all__ = ["reference_page"]

PAGE = Markup(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Ombud API reference</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/pages.css">
<link rel="stylesheet" href="{base}/docs.css">
<script src="{base}/docs.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><a class="brand" href="/">Ombud</a> <a href="/api/v2/openapi.json">OpenAPI document</a>\
</header>
<div class="sides">
<nav aria-label="Families">
<details id="families" open>
<summary>Families</summary>
<ul>
{links}
</ul>
</details>
</nav>
<main id="content" tabindex="-1">
<h1>API reference</h1>
<p>{built} operations are built. {pending} are not yet: those answer 501 and are marked here.</p>
<div id="finder" role="search" hidden>
<label for="search">Search</label>
<p id="found" class="quiet" role="status"></p>
<input id="search" type="search" autocomplete="off" spellcheck="false" \
placeholder="Name, path, parameter or word">
</div>
{calling}
{families}
<section id="errors">
<h2>Errors</h2>
{errors}
</section>
<section id="objects">
<h2>Objects</h2>
{objects}
</section>
</main>
</div>
</body>
</html>
"""
)
CALLING = Markup(
    """<section id="calling">
<h2>How to call it</h2>
<pre class="copy curl"><code>curl {signed_in} {desk}/api/v2/tickets.json</code></pre>
<ul>
<li>Sign in with an API token, as above, with <code>email:password</code>, or with an OAuth token in
<code>Authorization: Bearer</code>.</li>
<li>Bodies are JSON with <code>Content-Type: application/json</code>. <code>.json</code> at the end
of a path may be left out.</li>
<li id="paging">Lists come in pages of at most 100: by cursor with <code>page[size]</code> and
<code>page[after]</code> or <code>page[before]</code>, or by number with <code>page</code> and
<code>per_page</code>. The answer says where the next page is.</li>
<li><code>include=</code> puts the objects that others refer to beside them.</li>
</ul>
</section>"""
)
FAMILY = Markup(
    '<section class="family" id="family-{family}">\n<h2>{words}</h2>\n{entries}\n</section>'
)
OBJECT = Markup(
    """<details class="object">
<summary><h3>{name}</h3></summary>
<div class="about" id="object-{name}">
<p>{description}</p>
{rows}
</div>
</details>"""
)
LINK = Markup('<li><a href="#family-{family}">{words}</a> <span class="quiet">{count}</span></li>')
ACRONYMS = {"api": "API", "oauth": "OAuth", "sla": "SLA"}


def reference_page(document: Json, base: str) -> str:
    """The whole page; its script and its style are below `base`."""
    entries = entries_of(document)
    families = [(name, list(group)) for name, group in groupby(entries, lambda each: each.family)]
    return PAGE.format(
        base=base,
        links=lines(
            LINK.format(family=name, words=_words(name), count=len(group))
            for name, group in families
        ),
        built=sum(not entry.pending for entry in entries),
        pending=sum(bool(entry.pending) for entry in entries),
        calling=CALLING.format(signed_in=SIGNED_IN, desk=DESK),
        errors=_errors(document),
        families=lines(_family(name, group, document) for name, group in families),
        objects=lines(_object(name, document) for name in _shown_objects(entries, document)),
    )


def _family(name: str, entries: Sequence[Entry], document: Json) -> Markup:
    shown = lines(operation(entry, document) for entry in entries)
    return FAMILY.format(family=name, words=_words(name), entries=shown)


def _shown_objects(entries: Iterable[Entry], document: Json) -> list[str]:
    used: set[str] = set()
    for entry in entries:
        successes = [told for status, told in entry.responses.items() if status < "400"]
        objects_in([entry.body, successes, entry.parameters], document, used)
    return sorted(used)


def _object(name: str, document: Json) -> Markup:
    schema = document["components"]["schemas"][name]
    rows = table(("Key", "Type"), rows_of(schema, document, deep=False))
    return OBJECT.format(name=name, description=prose(schema.get("description", "")), rows=rows)


def _errors(document: Json) -> Markup:
    known = {
        status: document["components"]["responses"][told["$ref"].rpartition("/")[2]]["description"]
        for item in document["paths"].values()
        for described in item.values()
        for status, told in described["responses"].items()
        if "$ref" in told
    }
    rows = [(status, prose(known[status])) for status in sorted(known)]
    return table(("Status", "Meaning"), rows)


def _words(name: str) -> str:
    """`sla_policies` -> `SLA policies`."""
    words = " ".join(ACRONYMS.get(word, word) for word in name.split("_"))
    return words[0].upper() + words[1:]
