"""Seals what must not be readable in a database or in a copy of it, and signs what comes back."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

__all__ = ["BrokenSeal", "Seal"]


class BrokenSeal(Exception):
    """The text was sealed with another key, or was changed since."""


class Seal:
    """Encrypts and signs with keys that are derived from one secret, another for each purpose."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._fernet = Fernet(base64.urlsafe_b64encode(self._key("seal")))

    def seal(self, text: str) -> str:
        """The text, encrypted and signed."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text of `seal`; raises BrokenSeal."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise BrokenSeal from error

    def sign(self, purpose: str, message: str, length: int = 20) -> str:
        """The first characters, of at most 51, of the message's signature: a-z and 2-7."""
        digest = hmac.digest(self._key(purpose), message.encode(), hashlib.sha256)
        return base64.b32encode(digest).decode().lower()[:length]

    def is_signed(self, purpose: str, message: str, signature: str, length: int = 20) -> bool:
        """Whether `sign` gave this signature, in any case of letters."""
        given = signature.lower().encode()
        return hmac.compare_digest(self.sign(purpose, message, length).encode(), given)

    def _key(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, purpose.encode(), hashlib.sha256)
