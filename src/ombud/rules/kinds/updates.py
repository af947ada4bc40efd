"""What only an update has: the privacy of its comment, and who makes it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ombud.rules.conditions import Value
from ombud.rules.facts import Facts, NewComment
from ombud.rules.kinds.kind import Listed, Plain, negated, one_text
from ombud.rules.match import Match, among
from ombud.rules.sources import NotStored
from ombud.values.text import id_in

__all__ = ["CommentPrivacy", "UpdaterRole"]

STAFF = frozenset({"agent", "admin"})
ROLES = {"agent": STAFF, "end_user": frozenset({"end-user"})}
PRIVACY = (
    Listed("true", "Public"),
    Listed("false", "Private"),
    Listed("not_relevant", "Present (public or private)"),
    Listed("requester_can_see_comment", "Present, and requester can see the comment"),
)


@dataclass(frozen=True, slots=True)
class CommentPrivacy(Plain):
    """The update's comment: public, private, any, or one that the requester may read."""

    type: str = "list"
    listed: tuple[Listed, ...] = PRIVACY

    def match(self, operator: str, value: Value) -> Match:
        del operator
        text = one_text(value)
        if text not in {listed.value for listed in PRIVACY}:
            raise ValueError("is not one of the possible values")
        if text == "requester_can_see_comment":
            needed = frozenset({"not_relevant"})
            return Match(_requester_sees, _not_stored, touches=needed, spread=privacy_of)
        wanted = frozenset({text})

        def holds(comment: NewComment, facts: Facts) -> bool:
            return not wanted.isdisjoint(privacy_of(comment, facts))

        return Match(holds, _not_stored, touches=wanted, spread=privacy_of)


@dataclass(frozen=True, slots=True)
class UpdaterRole(Plain):
    """Who updates: an agent, an end user, or a user by id. Nobody is neither."""

    type: str = "list"
    record: str | None = "user"
    listed: tuple[Listed, ...] = (Listed("agent", "(agent)"), Listed("end_user", "(end user)"))

    def match(self, operator: str, value: Value) -> Match:
        text = one_text(value)
        roles = ROLES.get(text)
        if roles is not None:

            def holds(_updater_id: int, facts: Facts) -> bool:
                return facts.current_user_role in roles

            return negated(operator, Match(holds, _not_stored, touches=roles, spread=role_of))
        if (user_id := id_in(text)) is None:
            raise ValueError("is not one of the possible values")
        return negated(operator, among({user_id}))


def privacy_of(comment: NewComment, _facts: Facts) -> Collection[str]:
    """What a condition may call the comment."""
    return ("not_relevant", "true" if comment.public else "false")


def role_of(_updater_id: int, facts: Facts) -> Collection[str | None]:
    """The role of whoever updates."""
    return (facts.current_user_role,)


def _requester_sees(comment: NewComment, facts: Facts) -> bool:
    if comment.public:
        return True
    person = facts.requester()
    return person is not None and person.role in STAFF


def _not_stored(_column: Any, _columns: Any) -> Any:
    raise NotStored
