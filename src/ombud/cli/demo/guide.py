"""What the demo prints: how to sign in, and three things to try."""

from ombud.cli.demo.company import ADMIN_EMAIL, ADMIN_PASSWORD, API_TOKEN, COMPANY
from ombud.config import Config

__all__ = ["guide"]

GUIDE = """
{company} {state}: 40 tickets, 12 users, 4 organizations, 3 groups.

  Sign in    {url}   {email}   {password}
  API token  {token}

Three things to try once it says "ready":

  curl -u {email}/token:{token} "{url}/api/v2/tickets.json?per_page=3"

  curl -u {email}/token:{token} "{url}/api/v2/tickets.json" \\
    -H "Content-Type: application/json" \\
    -d '{{"ticket": {{"subject": "The lamp hums", "comment": {{"body": "Loudly."}}}}}}'

  {url}/api/docs   every operation, its parameters and its answers

{mail}
"""


def guide(config: Config, *, made: bool) -> str:
    """The text for a desk on this port."""
    return GUIDE.format(
        company=COMPANY,
        state="was opened" if made else "is here already",
        url=f"http://localhost:{config.port}",
        email=ADMIN_EMAIL,
        password=ADMIN_PASSWORD,
        token=API_TOKEN,
        mail=_mail(config),
    )


def _mail(config: Config) -> str:
    """Where mails go that the desk sends."""
    if config.smtp_url:
        return "Its mails go to the server of OMBUD_SMTP_URL."
    return (
        f"Its mails stay in {config.data / 'mail'}: .venv/bin/ombud mail list --data {config.data}"
    )
