"""The documented form of every answer, and what differs from it in a body at hand.

The facts come from contract/shapes; a problem is one line that names the place in the body.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Raw = Mapping[str, Any]

NO_CONTENT = 204
FIRST_ERROR = 400
KINDS = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array"}


@dataclass(frozen=True)
class Spec:
    """What one value may be."""

    types: tuple[str, ...]
    nullable: bool = False
    required: bool = False
    values: tuple[object, ...] = ()
    ref: str | None = None
    fields: Mapping[str, "Spec"] = field(default_factory=dict)
    items: "Spec | None" = None
    discriminator: str | None = None
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    open: bool = False


@dataclass(frozen=True)
class Answer:
    """What one operation answers; `paging` lists the sets of page keys of which one is wanted."""

    statuses: tuple[int, ...]
    keys: tuple[str, ...]
    envelopes: tuple[str, ...]
    is_list: bool
    item: Spec | None
    # What stands under other keys, where that is something else.
    other_items: Mapping[str, Spec]
    paging: tuple[tuple[str, ...], ...]
    others: Mapping[str, Spec]


@dataclass(frozen=True)
class Shapes:
    """All answers by operation and all objects by name."""

    answers: Mapping[str, Answer]
    objects: Mapping[str, Spec]

    def problems(self, operation: str, status: int, body: object) -> list[str]:
        """What is wrong with this answer; nothing when it is as documented."""
        if status >= FIRST_ERROR:
            return self.error_problems(status, body)
        answer = self.answers[operation]
        if status not in answer.statuses:
            return [f"status is {status}, {_either(map(str, answer.statuses))} wanted"]
        if status == NO_CONTENT:
            return [] if body is None else [f"body is {_kind(body)}, nothing wanted"]
        if not answer.keys:
            return []
        if not isinstance(body, dict):
            return [f"body is {_kind(body)}, object wanted"]
        return self._body_problems(answer, body)

    def error_problems(self, status: int, body: object) -> list[str]:
        """What keeps this body from being one of the documented error forms."""
        if status < FIRST_ERROR:
            return [f"status is {status}, an error status wanted"]
        if not isinstance(body, dict):
            return [f"body is {_kind(body)}, object wanted"]
        if "errors" in body:
            if body["errors"] == []:
                return ["errors is empty"]
            return self._value_problems(body["errors"], ERROR_LIST, "errors")
        if isinstance(body.get("error"), dict):
            return self._value_problems(body, TITLED_ERROR, "")
        return self._value_problems(body, NAMED_ERROR, "") + self._detail_problems(body)

    def _detail_problems(self, body: Raw) -> list[str]:
        details = body.get("details")
        if not isinstance(details, dict):
            return []
        fields = dict.fromkeys(details, Spec(("array",), items=DETAIL))
        return self._field_problems(details, fields, "details")

    def _body_problems(self, answer: Answer, body: Raw) -> list[str]:
        if not answer.envelopes:
            found = _missing(answer.keys, body)
            return found or self._value_problems(body, answer.item or ANYTHING, "")
        envelope = next((key for key in answer.envelopes if key in body), answer.envelopes[0])
        wanted = [envelope, *(key for key in answer.keys if key not in answer.envelopes)]
        found = _missing(wanted, body)
        if envelope in body:
            found += self._envelope_problems(answer, body[envelope], envelope)
        for key, spec in answer.others.items():
            if key in body:
                found += self._value_problems(body[key], spec, key)
        if answer.is_list:
            found += self._paging_problems(answer.paging, body)
        return found

    def _envelope_problems(self, answer: Answer, value: object, envelope: str) -> list[str]:
        item = answer.other_items.get(envelope) or answer.item or ANYTHING
        # Sources differ on the form only where they differ on the key as well.
        either_form = len(answer.envelopes) > 1 and isinstance(value, list | dict)
        as_list = isinstance(value, list) if either_form else answer.is_list
        spec = Spec(("array",), items=item) if as_list else item
        return self._value_problems(value, spec, envelope)

    def _paging_problems(self, choices: tuple[tuple[str, ...], ...], body: Raw) -> list[str]:
        found = []
        if choices and not any(set(keys) <= body.keys() for keys in choices):
            wanted = _either(", ".join(keys) for keys in choices)
            found.append(f"page keys are missing, {wanted} wanted")
        for key in PAGE_KEYS.keys() & body.keys():
            found += self._value_problems(body[key], PAGE_KEYS[key], key)
        return sorted(found)

    def _value_problems(self, value: object, spec: Spec, at: str) -> list[str]:
        kind = _kind(value)
        if "any" in spec.types or (value is None and spec.nullable):
            return []
        if kind not in spec.types and not (kind == "integer" and "number" in spec.types):
            wanted = _either((*spec.types, "null") if spec.nullable else spec.types)
            return [f"{at or 'body'} is {kind}, {wanted} wanted"]
        if spec.values and value not in spec.values:
            allowed = _either(map(str, spec.values))
            return [f"{at} is {json.dumps(value)}, {allowed} wanted"]
        if isinstance(value, dict):
            return self._object_problems(value, self.objects[spec.ref] if spec.ref else spec, at)
        if isinstance(value, list) and spec.items:
            return self._item_problems(value, spec.items, at)
        return []

    def _item_problems(self, values: list[object], spec: Spec, at: str) -> list[str]:
        return [
            problem
            for place, value in enumerate(values)
            for problem in self._value_problems(value, spec, f"{at}[{place}]")
        ]

    def _object_problems(self, value: Raw, spec: Spec, at: str) -> list[str]:
        if not spec.discriminator:
            return self._field_problems(value, spec.fields, at)
        kind = value.get(spec.discriminator)
        names = spec.variants.get(str(kind))
        if names is None:
            place = _join(at, spec.discriminator)
            unknown = [] if spec.open else [f"{place} is {json.dumps(kind)}, a known kind wanted"]
            return unknown + self._field_problems(value, spec.fields, at)
        # A kind may have several forms: the nearest one tells best what is wrong.
        forms = ({**spec.fields, **self.objects[name].fields} for name in names)
        return min((self._field_problems(value, form, at) for form in forms), key=len)

    def _field_problems(self, value: Raw, fields: Mapping[str, Spec], at: str) -> list[str]:
        required = (key for key, spec in fields.items() if spec.required)
        found = _missing(required, value, at)
        for key, spec in fields.items():
            if key in value:
                found += self._value_problems(value[key], spec, _join(at, key))
        return found


def load(folder: Path) -> Shapes:
    """Read the shape files of every family in a folder."""
    answers: dict[str, Answer] = {}
    objects: dict[str, Spec] = {}
    for path in sorted(folder.glob("*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        answers |= {name: _answer(row) for name, row in raw.get("answers", {}).items()}
        objects |= {name: _spec(row) for name, row in raw["objects"].items()}
    return Shapes(answers, objects)


def _answer(raw: Raw) -> Answer:
    envelopes = [raw["envelope"]] if raw["envelope"] else []
    item = Spec(("object",), ref=raw["item"]) if raw["item"] else None
    if raw.get("item_type"):
        item = Spec((raw["item_type"],))
    return Answer(
        statuses=(raw["status"], *raw.get("other_status", ())),
        keys=tuple(raw["keys"]),
        envelopes=(*envelopes, *raw.get("other_envelopes", ())),
        is_list=raw["list"],
        item=item,
        other_items={
            key: Spec(("object",), ref=name) for key, name in raw.get("other_items", {}).items()
        },
        paging=tuple(tuple(keys) for keys in raw.get("paging", ())),
        others={key: _spec(row) for key, row in raw.get("others", {}).items()},
    )


def _spec(raw: Raw) -> Spec:
    return Spec(
        types=tuple(raw.get("type", ("object",))),
        nullable=raw.get("nullable", False),
        required=raw.get("required", False),
        values=tuple(raw.get("enum", ())),
        ref=raw.get("ref"),
        fields={key: _spec(row) for key, row in raw.get("fields", {}).items()},
        items=_spec(raw["items"]) if "items" in raw else None,
        discriminator=raw.get("discriminator"),
        variants={kind: tuple(names) for kind, names in raw.get("variants", {}).items()},
        open=raw.get("open", False),
    )


def _kind(value: object) -> str:
    return "null" if value is None else KINDS.get(type(value), "object")


def _missing(keys: Iterable[str], value: Raw, at: str = "") -> list[str]:
    return [f"{_join(at, key)} is missing" for key in keys if key not in value]


def _join(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)


def _form(**fields: Spec) -> Spec:
    return Spec(("object",), required=True, fields=fields)


ANYTHING = Spec(("any",))
TEXT = Spec(("string",))
NEEDED_TEXT = Spec(("string",), required=True)
TEXT_OR_NULL = Spec(("string",), nullable=True)

PAGE_LINKS = ("next_page", "previous_page", "after_cursor", "after_url", "before_cursor")
PAGE_KEYS: Mapping[str, Spec] = dict.fromkeys((*PAGE_LINKS, "before_url"), TEXT_OR_NULL) | {
    "count": Spec(("integer",)),
    "end_of_stream": Spec(("boolean",)),
    "end_time": Spec(("integer",), nullable=True),
    "meta": _form(has_more=Spec(("boolean",), required=True), after_cursor=TEXT_OR_NULL),
    "links": _form(next=Spec(("string",), nullable=True, required=True), prev=TEXT_OR_NULL),
}

ERROR_LIST = Spec(("array",), items=_form(code=NEEDED_TEXT, title=NEEDED_TEXT, detail=TEXT))
TITLED_ERROR = _form(error=_form(title=NEEDED_TEXT, message=NEEDED_TEXT))
TEXTS = {"error": NEEDED_TEXT, "description": TEXT, "error_description": TEXT}
NAMED_ERROR = _form(details=Spec(("object",)), **TEXTS)
DETAIL = _form(description=NEEDED_TEXT)
