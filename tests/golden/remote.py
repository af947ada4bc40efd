"""A desk over the network, by the standard library alone."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

__all__ = ["Remote", "RemoteAnswer"]

PATIENCE = 30


@dataclass(frozen=True, slots=True)
class RemoteAnswer:
    """What came back."""

    status: int
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Remote:
    """Sends requests to the desk at `url` with an API token; raises OSError without a desk."""

    def __init__(self, url: str, email: str, token: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise OSError(f"{url} is not the address of a desk")
        secret = base64.b64encode(f"{email}/token:{token}".encode()).decode()
        self._url = url.rstrip("/") + "/api/v2"
        self._headers = {"authorization": f"Basic {secret}", "content-type": "application/json"}

    def send(self, method: str, path: str, body: object = None, /) -> RemoteAnswer:
        """Send one request, whatever the answer is."""
        content = None if body is None else json.dumps(body).encode()
        url = self._url + path
        request = Request(url, content, self._headers, method=method)  # noqa: S310 (checked above)
        try:
            with urlopen(request, timeout=PATIENCE) as reply:  # noqa: S310 (checked above)
                return RemoteAnswer(reply.status, reply.read().decode())
        except HTTPError as refused:
            return RemoteAnswer(refused.code, refused.read().decode())
