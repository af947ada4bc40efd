"""Sends deliveries of the kind `email`."""

from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import Row

from ombud.channels.mail_out import folder, recording
from ombud.channels.mail_out.letters import Ready, ready
from ombud.channels.mail_out.readers import Unaddressed
from ombud.channels.mail_out.smtp import Refused, Sent, Server, route_of
from ombud.channels.outbox.sending import Limits, Outcome
from ombud.config import Config
from ombud.families.recipient_addresses.domains import own_domain
from ombud.mail.addressing import written_address
from ombud.mail.letter import File
from ombud.mail.writing import compose
from ombud.wire.context import Context

__all__ = ["MailSender"]

WORDS = {"sent": "success", "retry": "failed", "dead": "terminated"}


class MailSender:
    """Without an `smtp_url` mails are kept in the data folder."""

    # About two days: servers that are away for a weekend lose nothing.
    limits = Limits(at_once=8, most_attempts=24, first_pause=30.0, longest_pause=3 * 3600.0)

    def __init__(self, config: Config) -> None:
        self._data = config.data
        self._server: Server | None = None
        if config.smtp_url:
            own_name = own_domain(config, config.subdomain)
            self._server = Server(route_of(config.smtp_url), own_name)

    def prepare(self, ctx: Context, delivery: Row[Any]) -> Ready | Outcome:
        """Who gets it and what it says; `dropped` where nobody can get it."""
        try:
            return ready(ctx, delivery)
        except Unaddressed as error:
            return Outcome("dropped", "terminated", problem=str(error))

    def send(self, prepared: Ready) -> Outcome:
        """Give the mail to the server, or into the folder."""
        try:
            recipients = tuple(map(written_address, prepared.recipients))
            content = _bytes(prepared)
        except ValueError as error:
            return Outcome("dead", "failed", problem=str(error), blames_destination=False)
        request: dict[str, Any] = {"from": prepared.sender, "to": list(recipients)}
        if self._server is None:
            folder.keep(self._data, prepared.subdomain, prepared.key, content)
            return Outcome("sent", "success", request=request)
        try:
            sent = self._server.send(written_address(prepared.sender), recipients, content)
        except Refused as refusal:
            return _refused(refusal, request)
        return _outcome(sent, request)

    def record(self, ctx: Context, delivery: Row[Any], outcome: Outcome) -> None:
        """Who has it, and whose address turned out to be none."""
        recording.record(ctx, delivery, outcome)


def _bytes(prepared: Ready) -> bytes:
    files = tuple(
        File(each.name, each.content_type, each.path.read_bytes())
        for each in prepared.files
        # One that was redacted or is lost since: its link says so.
        if each.path.is_file()
    )
    return bytes(compose(replace(prepared.post, files=files)))


def _refused(refusal: Refused, request: dict[str, Any]) -> Outcome:
    return Outcome(
        "dead" if refusal.is_final else "retry",
        "terminated" if refusal.is_final else "failed",
        status_code=refusal.code,
        problem=refusal.reason,
        request=request,
        blames_destination=not refusal.is_of_mail,
    )


def _outcome(sent: Sent, request: dict[str, Any]) -> Outcome:
    """Sent when nobody waits any more; what was refused for good stays refused."""
    state: Literal["sent", "retry", "dead"] = "sent" if sent.taken else "dead"
    if any(code < 500 for code, _ in sent.refused.values()):
        state = "retry"
    words = "; ".join(f"{who}: {code} {reason}" for who, (code, reason) in sent.refused.items())
    return Outcome(
        state,
        WORDS[state],
        status_code=sent.code or next((code for code, _ in sent.refused.values()), None),
        problem=words or None,
        request=request,
        response={
            "answer": sent.answer,
            "taken": list(sent.taken),
            "refused": {who: list(said) for who, said in sent.refused.items()},
        },
        blames_destination=False,
    )
