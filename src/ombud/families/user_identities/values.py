"""The values of identities: in which form they are stored, and whether mail can reach them."""

from ombud.values.text import looks_like_email
from ombud.wire.errors import Invalid

__all__ = ["TYPES", "clean_value", "deliverable_state"]

TYPES = frozenset(
    {
        "email",
        "twitter",
        "facebook",
        "google",
        "phone_number",
        "agent_forwarding",
        "any_channel",
        "foreign",
        "sdk",
    }
)
MAIL_TYPES = frozenset({"email", "google"})
PHONE_TYPES = frozenset({"phone_number", "agent_forwarding"})
LONGEST = 255
# Names that the standards set aside for examples; nobody receives mail there.
RESERVED_DOMAINS = ("example.com", "example.net", "example.org")


def clean_value(kind: str, value: object) -> str:
    """The value as it is stored and compared; raises Invalid for what is none of its type."""
    text = str(value).strip().lower() if value is not None else ""
    if not text:
        raise Invalid.blank("value")
    if len(text) > LONGEST:
        raise Invalid.too_long("value", LONGEST)
    if kind in MAIL_TYPES and not looks_like_email(text):
        raise Invalid.one("value", f"Value: {text} is not properly formatted", "InvalidFormat")
    if kind in PHONE_TYPES and not any(letter.isdecimal() for letter in text):
        raise Invalid.one("value", f"Value: {text} is not a phone number", "InvalidFormat")
    return text


def deliverable_state(kind: str, value: str) -> str | None:
    """What is known beforehand of mail to an address; None for what is no address."""
    if kind != "email":
        return None
    domain = value.rpartition("@")[2]
    reserved = any(domain == name or domain.endswith(f".{name}") for name in RESERVED_DOMAINS)
    return "reserved_example" if reserved else "deliverable"
