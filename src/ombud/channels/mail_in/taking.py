"""What an SMTP or LMTP conversation comes to: whom mail is taken for, and that it is stored."""

import asyncio
from collections.abc import Sequence

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.exc import SQLAlchemyError

from ombud.channels.mail_in.routing import Routes
from ombud.config import Config
from ombud.db import Account, Directory, TryAgainLater
from ombud.families.inbound_mails.storing import Door, store
from ombud.values.clock import Clock

__all__ = ["Taking"]

log = structlog.get_logger("ombud.mail_in")
MOST_RECIPIENTS = 100
TAKEN = "250 2.0.0 Taken"
LATER = "451 4.3.0 Not stored, try again later"
TOO_MANY = "452 4.5.3 Too many recipients"
UNKNOWN = "550 5.1.1 No such address here"


class Taking:
    """The hooks of aiosmtpd. Whatever fails, the sender hears that it should try again."""

    def __init__(self, directory: Directory, config: Config, clock: Clock, door: Door) -> None:
        self._config, self._clock, self._door = config, clock, door
        self._routes = Routes(directory, config)

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's name)
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Offer what there is; nobody can sign in, so nobody is asked to."""
        del server, envelope
        session.host_name = hostname
        return [line for line in responses if not line.startswith("250-AUTH")]

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: Sequence[str],
    ) -> str:
        """Take addresses of the desk and no others: nothing is passed on."""
        del server, session
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        try:
            account = await asyncio.to_thread(self._routes.account_of, address)
        except (TryAgainLater, SQLAlchemyError, OSError) as error:
            log.warning("mail put off", door=self._door, reason=repr(error))
            return LATER
        if account is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Say that it is taken once it is on the disk, of every account it is for."""
        del server, session
        answer = await asyncio.to_thread(self._stored, envelope)
        # LMTP wants a word for each recipient.
        count = len(envelope.rcpt_tos) if self._door == "lmtp" else 1
        return "\r\n".join([answer] * count)

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours must not make the sender give up."""
        log.error("mail conversation failed", door=self._door, exc_info=error)
        return LATER

    def _stored(self, envelope: Envelope) -> str:
        try:
            for account, addresses in self._routes.shared_out(envelope.rcpt_tos):
                self._store(account, envelope, addresses)
        except (TryAgainLater, SQLAlchemyError, OSError) as error:
            log.warning("mail put off", door=self._door, reason=repr(error))
            return LATER
        return TAKEN

    def _store(self, account: Account, envelope: Envelope, addresses: list[str]) -> None:
        content = envelope.original_content or b""
        store(
            account,
            self._config,
            self._clock,
            content,
            door=self._door,
            sender=envelope.mail_from or "",
            recipients=addresses,
        )
