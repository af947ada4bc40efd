"""What a rule is refused for. Families turn it into their 422 or 400."""

__all__ = ["Malformed", "RuleError", "misplaced"]

LONGEST_SHOWN = 100
# Rules that are called otherwise than their place in the tables.
NAMES = {
    "automation": "an automation",
    "sla": "a service level policy",
    "group_sla": "a group policy",
}


class RuleError(Exception):
    """A rule that cannot be. `place` is `all`, `any`, `actions` or `base` (the rule as a whole).

    `description` is ready for `details.base`; it names the position and the value.
    """

    def __init__(self, place: str, index: int | None, field: str | None, description: str) -> None:
        super().__init__(description)
        self.place, self.index, self.field = place, index, field
        self.description = description

    @property
    def position(self) -> str | None:
        """Which condition or action it is, such as `all[1]`; None for the rule as a whole."""
        return None if self.index is None else f"{self.place}[{self.index}]"

    @classmethod
    def of_condition(
        cls, place: str, index: int, said: tuple[str, str | None, object], reason: str
    ) -> "RuleError":
        """The refusal of one condition, `said` as field, operator and value."""
        field, operator, value = said
        words = " ".join(part for part in (field, operator, _shown(value)) if part)
        description = f"Invalid conditions. {place}[{index}]: {words}: {reason}"
        return cls(place, index, field, description)

    @classmethod
    def of_action(cls, index: int, field: str, value: object, reason: str) -> "RuleError":
        """The refusal of one action."""
        description = f"Invalid actions. actions[{index}]: {field} {_shown(value)}: {reason}"
        return cls("actions", index, field, description)

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


def _shown(value: object) -> str:
    """A value as a message shows it, cut where it is long."""
    if value is None:
        return ""
    text = repr(list(value)) if isinstance(value, tuple) else repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
