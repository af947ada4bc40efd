"""A curl command for every operation, made from its parameters and the schema of its body."""

import re
from shlex import quote
from typing import Any
from urllib.parse import urlencode

import msgspec

from ombud.workspace.reference.entries import Entry, Json, resolved

__all__ = ["DESK", "command"]

# The page's script writes the address of the desk in its place.
DESK = "http://localhost:8080"
SIGNED_IN = "-u you@example.com/token:TOKEN"
# What stands in a body, the most telling first; the first few that an object has are shown.
SAMPLES: dict[str, Any] = {
    "id": 123,
    "subject": "The lamp hums",
    "comment": {"body": "It is loud at night."},
    "name": "Night shift",
    "title": "Colour",
    "email": "sam@example.com",
    "type": "text",
    "value": "blue",
    "password": "a long password",
    "description": "What it is for",
    "status": "open",
    "status_category": "open",
    "agent_label": "With the workshop",
    "tags": ["vip"],
    "identifier": "night_shift",
    "redirect_uri": ["https://app.example.com/callback"],
    "user_id": 123,
    "group_id": 123,
    "organization_id": 123,
    "filename": "guide.pdf",
    "ids": "1,2",
    "query": "lamp",
    "locale": "en-US",
}
MOST = 2
# The objects of bodies that say more as a whole, by their root key.
ROOTS: dict[str, Any] = {
    "client": {"name": "Night shift", "identifier": "night_shift"},
    "custom_status": {"status_category": "open", "agent_label": "With the workshop"},
    "identity": {"type": "email", "value": "sam@example.com"},
    "organization": {"name": "Glow Works", "domain_names": ["glow.example"]},
    "owner": {"name": "Sam Rivers", "email": "sam@example.com"},
    "settings": {"tickets": {"private_attachments": True}},
    "user": {"name": "Sam Rivers", "email": "sam@example.com"},
    "webhook": {
        "name": "Orders",
        "status": "active",
        "endpoint": "https://orders.example.com/in",
        "http_method": "POST",
        "request_format": "json",
    },
}
FILE = ["-H 'Content-Type: application/pdf'", "--data-binary @guide.pdf"]
ATTACHMENT = ["-F attachment=@guide.pdf"]
# Bodies that are forms, or a request in themselves.
FORMS = {
    "CreateAssociatedMacroAttachment": ATTACHMENT,
    "CreateMacroAttachment": ATTACHMENT,
    "CreateTokenForGrantType": [
        "-d 'grant_type=client_credentials&client_id=night_shift&client_secret=SECRET&scope=read'"
    ],
    "TestWebhook": [
        "-H 'Content-Type: application/json'",
        """-d '{"request": {"endpoint": "http://127.0.0.1:9000/in", "payload": "{}"}}'""",
    ],
}
# Parameters that paths with these pieces need, although it is not in their schema.
NEEDED = {
    "id": ("/suspended_tickets/attachments",),
    "ids": ("_many",),
    "name": ("/autocomplete", "/organizations/search"),
    "query": ("/search",),
    "macro_id": ("/macros/new",),
    "start_time": ("/incremental/",),
}
PARAMETER = re.compile(r"\{(\w+)\}")


def command(entry: Entry, document: Json) -> str:
    """One command on a few lines."""
    words = ["curl"] if entry.role == "anyone" else [f"curl {SIGNED_IN}"]
    body = _body(entry, document)
    if entry.method != ("POST" if body else "GET"):
        words.append(f"-X {entry.method}")
    return " \\\n  ".join([" ".join([*words, quote(_url(entry))]), *body])


def _url(entry: Entry) -> str:
    kinds = {each["name"]: each["schema"].get("type") for each in entry.parameters}

    def value(found: re.Match[str]) -> str:
        # Those of other paths are not among the parameters of the first.
        is_number = kinds.get(found[1], "string") == "integer" or found[1].endswith("_id")
        return "123" if is_number else str(SAMPLES.get(found[1], found[1].upper()))

    path = PARAMETER.sub(value, entry.path)
    ending = ".json" if path.startswith("/api/") else ""
    query = {
        each["name"]: SAMPLES.get(each["name"], "1")
        for each in entry.parameters
        if each["in"] == "query" and (each.get("required") or _is_needed(entry, each["name"]))
    }
    return f"{DESK}{path}{ending}" + (f"?{urlencode(query, safe=',')}" if query else "")


def _is_needed(entry: Entry, parameter: str) -> bool:
    """Whether nothing is found without it, although the operation can be asked."""
    return any(part in entry.path for part in NEEDED.get(parameter, ()))


def _body(entry: Entry, document: Json) -> list[str]:
    if not entry.body:
        return []
    kind, content = next(iter(entry.body.items()))
    if entry.name in FORMS:
        return FORMS[entry.name]
    if kind != "application/json":
        return FILE
    encoded = msgspec.json.encode(_object(content["schema"], document))
    text = msgspec.json.format(encoded, indent=0).decode()
    return ["-H 'Content-Type: application/json'", f"-d {quote(text)}"]


def _object(schema: Json, document: Json, *, is_item: bool = False) -> dict[str, Any]:
    known = resolved(schema, document)
    properties, required = known.get("properties", {}), known.get("required", ())
    names = [name for name in SAMPLES if name in properties and (is_item or name != "id")]
    chosen = dict.fromkeys([*required, *names[:MOST]]) or dict.fromkeys(list(properties)[:1])
    return {name: _value(name, properties[name], document) for name in chosen}


def _value(name: str, schema: Json, document: Json) -> Any:
    if name in ROOTS:
        return ROOTS[name]
    known = resolved(schema, document)
    options = [known, *known.get("anyOf", ())]
    if "properties" in known:
        return SAMPLES.get(name) or _object(known, document)
    items = next((option["items"] for option in options if "items" in option), None)
    if items is not None:
        inner = resolved(items, document)
        if "properties" in inner:
            item = _object(inner, document, is_item=True)
            # Of many things to change each is named by its id.
            return [item | ROOTS.get(name.removesuffix("s"), {})]
        return [123] if inner.get("type") == "integer" else SAMPLES.get(name, ["vip"])
    kinds = {option.get("type") for option in options}
    words = next((option["enum"] for option in options if "enum" in option), None)
    if words or kinds & {"string"}:
        return words[0] if words else SAMPLES.get(name, name)
    return 123 if kinds & {"integer", "number"} else "boolean" in kinds
