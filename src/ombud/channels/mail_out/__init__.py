"""Mail out: what is queued for people becomes mails, which go to an SMTP server or into a folder."""

from ombud.channels.mail_out.sender import MailSender
from ombud.config import Config

__all__ = ["sender"]


def sender(config: Config) -> MailSender:
    """What sends deliveries of the kind `email`."""
    return MailSender(config)
