"""Reads the parameters of a token request: a form, as RFC 6749 says, or JSON, as clients send."""

import base64
import binascii
from urllib.parse import parse_qsl, unquote_plus

from ombud.wire import decode
from ombud.wire.context import Request
from ombud.wire.errors import Invalid, OAuthRefused

__all__ = ["read_parameters"]

LARGEST_BODY = 65_536
FORM = "application/x-www-form-urlencoded"


def read_parameters(request: Request, content: bytes) -> dict[str, str]:
    """All parameters as text; the client may name itself in the Authorization header.

    Raises OAuthRefused for what cannot be read and for a parameter that is given twice.
    """
    if len(content) > LARGEST_BODY:
        raise OAuthRefused("invalid_request", "The body is too large.")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    given = _form(content) if kind == FORM else _json(content)
    given.update(_basic(request.headers.get("authorization", "")))
    if any("\0" in value for value in given.values()):
        raise OAuthRefused("invalid_request", "A parameter holds characters that none may hold.")
    return given


def _form(content: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            content.decode(), keep_blank_values=True, errors="strict", max_num_fields=50
        )
    except ValueError as error:
        raise OAuthRefused("invalid_request", "The form cannot be read.") from error
    if len({name for name, _ in pairs}) != len(pairs):
        raise OAuthRefused("invalid_request", "A parameter is given twice.")
    return dict(pairs)


def _json(content: bytes) -> dict[str, str]:
    try:
        tree = decode.json_tree(content or b"{}")
    except Invalid as error:
        raise OAuthRefused("invalid_request", "The body is neither a form nor JSON.") from error
    if not isinstance(tree, dict):
        raise OAuthRefused("invalid_request", "The JSON body is no object.")
    return {
        name: str(value)
        for name, value in tree.items()
        if isinstance(value, str | int) and not isinstance(value, bool)
    }


def _basic(header: str) -> dict[str, str]:
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        name, _, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise OAuthRefused("invalid_client", "The Authorization header is broken.") from error
    return {"client_id": unquote_plus(name), "client_secret": unquote_plus(secret)}
