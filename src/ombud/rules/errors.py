"""What a rule is refused for. Families turn it into their 422 or 400."""

__all__ = ["Malformed", "RuleError", "brief", "misplaced"]

LONGEST_SHOWN = 100
# Rules that are called otherwise than their place in the tables.
NAMES = {
    "automation": "an automation",
    "sla": "a service level policy",
    "group_sla": "a group policy",
}


class RuleError(Exception):
    """A rule that cannot be. `place` is `all`, `any`, `actions` or `base` (the rule as a whole).

    `description` is ready for `details.base`; `value` is what the condition or action says.
    """

    def __init__(
        self,
        place: str,
        index: int | None,
        field: str | None,
        description: str,
        value: object = None,
    ) -> None:
        super().__init__(description)
        self.place, self.index, self.field = place, index, field
        self.description, self.value = description, value

    @property
    def position(self) -> str | None:
        """Which condition or action it is, such as `all[1]`; None for the rule as a whole."""
        return None if self.index is None else f"{self.place}[{self.index}]"

    @classmethod
    def of_condition(
        cls, place: str, index: int, said: tuple[str, str | None, object], reason: str
    ) -> "RuleError":
        """The refusal of one condition, `said` as field, operator and value."""
        return cls(place, index, said[0], _words(place, index, said, reason), said[2])

    @classmethod
    def of_action(cls, index: int, field: str, value: object, reason: str) -> "RuleError":
        """The refusal of one action."""
        description = _words("actions", index, (field, None, value), reason)
        return cls("actions", index, field, description, value)

    @classmethod
    def of_entry(cls, place: str, index: int, value: object, reason: str) -> "RuleError":
        """The refusal of what stands in a list and is no condition, or no action."""
        return cls(place, index, None, _words(place, index, (None, None, value), reason), value)

    @classmethod
    def of_rule(cls, description: str) -> "RuleError":
        """The refusal of a rule for what it lacks."""
        return cls("base", None, None, description)


class Malformed(Exception):
    """JSON of the wrong shape, for a 400: `attribute` (`conditions.all`) `rule` (`must be ...`)."""

    def __init__(self, attribute: str, rule: str) -> None:
        super().__init__(f"{attribute} {rule}")
        self.attribute, self.rule = attribute, rule


def misplaced(place: str) -> str:
    """The reason to refuse what only other kinds of rules know."""
    return f"cannot be used in {NAMES.get(place, f'a {place}')}"


def brief(value: object, longest: int = LONGEST_SHOWN) -> object:
    """A value as an answer gives it: its beginning where it is long."""
    text = value if isinstance(value, str) else _written(value)
    return value if len(text) <= longest else _cut(text, longest)


def _words(place: str, index: int, said: tuple[str | None, str | None, object], reason: str) -> str:
    field, operator, value = said
    part = "actions" if place == "actions" else "conditions"
    shown = "" if value is None else _cut(_written(value))
    named = " ".join(word for word in (_cut(field or ""), _cut(operator or ""), shown) if word)
    return f"Invalid {part}. {place}[{index}]: {named and f'{named}: '}{reason}"


def _written(value: object) -> str:
    return repr(list(value)) if isinstance(value, tuple) else repr(value)


def _cut(text: str, longest: int = LONGEST_SHOWN) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
