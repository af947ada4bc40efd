"""The one family of API errors, and the only place that writes error bodies.

ApiError
├── BadRequest           400  a parameter or attribute of the wrong type
│   └── TooManyValues    400  a list over its limit
├── Unauthenticated      401  no credential, or a wrong one
├── Forbidden            403  signed in, but not allowed
├── NotFound             404  absent, deleted or not visible to the caller
├── Conflict             409  somebody else was faster
├── TooLarge             413  a body over its limit
├── UnsupportedMediaType 415  a body that is not JSON where JSON is wanted
├── Invalid              422  validation, with details
├── TooManyRequests      429  a rate limit
├── OAuthRefused         400  a token request, in the form of RFC 6749; 401 for a wrong client
├── Pending              501  an operation that is not built yet
└── Unavailable          503  the database was busy; trying again helps
"""

from collections.abc import Mapping
from typing import Any, Self

__all__ = [
    "ApiError",
    "BadRequest",
    "Conflict",
    "Forbidden",
    "Invalid",
    "NotFound",
    "OAuthRefused",
    "Pending",
    "TooLarge",
    "TooManyRequests",
    "TooManyValues",
    "Unauthenticated",
    "Unavailable",
    "UnsupportedMediaType",
    "internal",
]

Details = dict[str, list[dict[str, Any]]]
NO_ACCESS = (
    "You do not have access to this page. "
    "Please contact the account owner of this help desk for further help."
)


class ApiError(Exception):
    """An answer that refuses: `status`, the JSON `body` and extra `headers`."""

    status = 500
    # Whether what the operation wrote before it refused is stored all the same.
    keeps_changes = False

    def __init__(self, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(body)
        self.body = body
        self.headers: Mapping[str, str] = headers or {}

    @classmethod
    def plain(cls, error_name: str, description: str) -> Self:
        """The short form, for refusals that have a name of their own."""
        error = cls.__new__(cls)
        ApiError.__init__(error, {"error": error_name, "description": description})
        return error


class BadRequest(ApiError):
    """400. `attribute` names what is wrong; `rule` says what it must be."""

    status = 400

    def __init__(self, attribute: str, rule: str, place: str = "") -> None:
        message = (
            f"You passed an invalid value for the {attribute} attribute. "
            f"Invalid parameter: {attribute} {rule}"
        )
        where = f" from {place}" if place else ""
        super().__init__({"error": {"title": "Invalid attribute", "message": message + where}})

    @classmethod
    def missing(cls, name: str) -> "BadRequest":
        """The root key or parameter `name` is not there."""
        error = cls(name, "is required")
        message = f"param is missing or the value is empty or invalid: {name}"
        error.body = {"error": {"title": "Invalid attribute", "message": message}}
        return error

    @classmethod
    def pagination(cls, code: str, title: str, detail: str) -> "BadRequest":
        """What is wrong with the page that is asked for."""
        return cls.listed(code, title, detail)

    @classmethod
    def listed(cls, code: str, title: str, detail: str) -> "BadRequest":
        """The list form that the errors of some families have."""
        error = cls("body", "is not valid")
        error.body = {"errors": [{"code": code, "title": title, "detail": detail}]}
        return error


class TooManyValues(BadRequest):
    """400. More items than one call may carry."""

    def __init__(self, limit: int, parameter: str = "") -> None:
        super().__init__(parameter, f"must have at most {limit} values")
        description = f"Parameter {parameter} cannot specify more than {limit} values"
        self.body = {"error": "TooManyValues", "description": description, "max_count": limit}


class Unauthenticated(ApiError):
    """401. `by_password` tells a wrong password from every other failure."""

    status = 401

    def __init__(self, *, by_password: bool = False, delay: float = 0.0) -> None:
        super().__init__(
            {"error": "Couldn't authenticate you"},
            {"WWW-Authenticate": 'Basic realm="Web Password"'},
        )
        self.by_password, self.delay = by_password, delay

    @classmethod
    def bad_token(cls) -> "Unauthenticated":
        """An OAuth access token that is not, or no longer, good."""
        error = cls()
        error.headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        error.body = {
            "error": "invalid_token",
            "error_description": (
                "The access token provided is expired, revoked, malformed or invalid "
                "for other reasons."
            ),
        }
        return error


class Forbidden(ApiError):
    """403. Without a description: the page form that roles and plans give."""

    status = 403

    def __init__(self, description: str | None = None) -> None:
        if description is None:
            super().__init__({"error": {"title": "Forbidden", "message": NO_ACCESS}})
        else:
            super().__init__({"error": "Forbidden", "description": description})


class NotFound(ApiError):
    """404. The same for absent, deleted and hidden."""

    status = 404

    def __init__(self, error: str = "RecordNotFound") -> None:
        super().__init__({"error": error, "description": "Not found"})


class Conflict(ApiError):
    """409. `error` is its documented name, such as UpdateConflict."""

    status = 409

    def __init__(self, description: str, error: str = "Conflict") -> None:
        super().__init__({"error": error, "description": description})


class TooLarge(ApiError):
    """413. A body over `limit` bytes."""

    status = 413

    def __init__(self, limit: int, error: str = "RequestEntityTooLarge") -> None:
        description = f"The request body is larger than {limit} bytes."
        super().__init__({"error": error, "description": description})
        self.limit = limit


class UnsupportedMediaType(ApiError):
    """415. The Content-Type is not the one that the operation reads."""

    status = 415

    def __init__(self, wanted: str = "application/json") -> None:
        description = f"Send the body with Content-Type: {wanted}."
        super().__init__({"error": "Unsupported Media Type", "description": description})


class Invalid(ApiError):
    """422. `details` maps an attribute, or `base`, to its problems."""

    status = 422
    details: Details = {}  # noqa: RUF012 (never written to; the short form has none)

    def __init__(self, details: Details) -> None:
        words = {"description": "Record validation errors", "error": "RecordInvalid"}
        super().__init__({"details": details, **words})
        self.details = details

    @classmethod
    def one(
        cls, attribute: str, description: str, code: str | None = "InvalidValue", **more: object
    ) -> "Invalid":
        """A single problem; `more` are documented extra keys of it."""
        return cls({attribute: [{"description": description, "error": code, **more}]})

    @classmethod
    def blank(cls, attribute: str, label: str | None = None) -> "Invalid":
        """A required attribute is missing or empty."""
        return cls.one(attribute, f"{label or _label(attribute)}: cannot be blank", "BlankValue")

    @classmethod
    def invalid(cls, attribute: str, value: object) -> "Invalid":
        """A value that is none of the allowed ones."""
        return cls.one(attribute, f"{_label(attribute)}: {value} is not valid")

    @classmethod
    def too_long(cls, attribute: str, limit: int) -> "Invalid":
        """Text over its limit."""
        description = f"{_label(attribute)}: is too long (maximum is {limit} characters)"
        return cls.one(attribute, description, "ValueTooLong")

    @classmethod
    def unparsable(cls, message: str = "Server could not parse JSON") -> "Invalid":
        """A body that is not JSON, or JSON that no client sends in good faith."""
        error = cls({})
        error.body = {"error": "Unprocessable Entity", "message": message, "description": message}
        return error

    @classmethod
    def unstorable(cls) -> "Invalid":
        """A value that fits its type but not its column, found by the database."""
        return cls.one("base", "A value is too large, or holds characters that cannot be stored")

    def sentence(self) -> str:
        """All problems in one line, as the results of jobs give them."""
        problems = [entry["description"] for entries in self.details.values() for entry in entries]
        return " ".join(problems) or str(self.body.get("description", ""))


class TooManyRequests(ApiError):
    """429. `seconds` until trying again makes sense; `is_plain` ones are told in plain text."""

    status = 429
    is_plain = False

    def __init__(
        self,
        seconds: int,
        error: str = "APIRateLimitExceeded",
        description: str = "Number of allowed API requests per minute exceeded",
    ) -> None:
        super().__init__(
            {"error": error, "description": description}, {"Retry-After": str(max(1, seconds))}
        )


class OAuthRefused(ApiError):
    """400, or 401 for `invalid_client`. `error` is one of the names in RFC 6749, section 5.2."""

    def __init__(
        self, error: str, description: str, *, delay: float = 0.0, keeps_changes: bool = False
    ) -> None:
        super().__init__(
            {"error": error, "error_description": description}, {"Cache-Control": "no-store"}
        )
        self.keeps_changes = keeps_changes
        self.status = 401 if error == "invalid_client" else 400
        self.delay = delay


class Pending(ApiError):
    """501. Documented, but not built yet; `reason` says what it waits for."""

    status = 501

    def __init__(self, operation: str, reason: str) -> None:
        description = f"{operation} is not built yet ({reason})."
        super().__init__({"error": "NotImplemented", "description": description})


class Unavailable(ApiError):
    """503. Nothing was changed; the same request may succeed in a moment."""

    status = 503

    def __init__(self, seconds: int = 1) -> None:
        description = "The database is busy. Try again in a moment."
        super().__init__(
            {"error": "ServiceUnavailable", "description": description},
            {"Retry-After": str(seconds)},
        )


def internal(request_id: str) -> ApiError:
    """500, for a fault of ours: the id leads to the log, the body tells nothing else."""
    description = f"Something went wrong here. Quote request {request_id} when you report it."
    return ApiError({"error": "InternalError", "description": description})


def _label(attribute: str) -> str:
    return attribute.removesuffix("_id").replace("_", " ").capitalize()
