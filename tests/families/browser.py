"""A browser without scripts: keeps cookies, reads forms, follows nothing by itself."""

import asyncio
import html
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.cast.company import PASSWORD
from tests.desk import LOOP, Caller, Desk

HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it came."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def hidden(self) -> dict[str, str]:
        """The unseen fields of its forms."""
        return {
            html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(self.text)
        }


@dataclass(slots=True)
class Browser:
    """One visitor of a desk."""

    desk: Desk
    scheme: str = "http"
    host: str = "localhost"
    cookies: dict[str, str] = field(default_factory=dict)
    # Every Set-Cookie header so far.
    received: list[str] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> Shown:
        return self._send("GET", path, b"", headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> Shown:
        return self._send("POST", path, urlencode(form).encode(), headers)

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> Shown:
        """Fill in the form and send it."""
        hidden = self.get("/access/login").hidden
        return self.post("/access/login", {**hidden, "email": email, "password": password, **more})

    def api(self) -> Caller:
        """A caller of the API with this browser's cookies."""
        return Caller(self.desk.app, {"cookie": self._cookie()})

    def scripted(self) -> Caller:
        """The same with the CSRF token that a script on the page would send."""
        caller = self.api()
        token = caller.get("/users/me").json["user"]["authenticity_token"]
        return Caller(self.desk.app, {**caller.headers, "x-csrf-token": token})

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _send(self, method: str, path: str, body: bytes, more: dict[str, str]) -> Shown:
        target, _, query = path.partition("?")
        headers = {"host": self.host, **{name.replace("_", "-"): v for name, v in more.items()}}
        if body:
            headers["content-type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            headers["cookie"] = self._cookie()
        scope = {
            "type": "http",
            "method": method,
            "path": target,
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "scheme": self.scheme,
            "client": ("127.0.0.1", 50000),
        }
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        async def send(message: Any) -> None:
            sent.append(message)

        LOOP.run_until_complete(asyncio.wait_for(self.desk.app(scope, receive, send), 30))
        for name, value in sent[0]["headers"]:
            if name == b"set-cookie":
                self._keep(value.decode())
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        text = b"".join(message.get("body", b"") for message in sent[1:]).decode()
        return Shown(sent[0]["status"], found, text)

    def _keep(self, header: str) -> None:
        self.received.append(header)
        name, _, value = header.partition(";")[0].partition("=")
        if "Max-Age=0" in header:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
