"""An operation is a row of data: a decorator makes it from a function's own signature."""

import inspect
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import msgspec

from ombud.wire.answers import Sideload
from ombud.wire.limits import Limit

__all__ = ["Operation", "delete", "get", "operations_of", "patch", "post", "put"]

RoleGate = Literal["anyone", "end_users", "agents", "admins"]
Paging = Literal["none", "offset", "cursor", "both"]
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
F = TypeVar("F", bound=Callable[..., Any])

NAMED_SPECIALLY = {"ctx", "query", "body", "content"}


@dataclass(frozen=True, slots=True)
class Operation:
    """Everything that routing, decoding, the docs and the tests need to know of an operation."""

    method: Method
    paths: tuple[str, ...]
    handler: Callable[..., Any]
    name: str
    family: str
    role: RoleGate
    permission: str | None
    page: Paging
    include: tuple[Sideload, ...]
    limit: Limit | None
    # Whether a wrong password counts as no password at all.
    wrong_password_is_anonymous: bool
    # Whether the body may also be a form with files.
    forms: bool
    # Whether it may change anything; all methods but GET do unless they say otherwise.
    writes: bool
    # Path parameters with their types, in the order of the first path.
    path_parameters: dict[str, type] = field(default_factory=dict)
    query: type[msgspec.Struct] | None = None
    # Root keys of the JSON body with their types; `body` stands for the whole body.
    roots: dict[str, Any] = field(default_factory=dict)
    optional_roots: frozenset[str] = frozenset()
    reads_bytes: bool = False
    returns: Any = None

    @property
    def place(self) -> str:
        """`api/v2/users/show`, as error messages name the operation."""
        verb = self.handler.__name__.partition("_")[0]
        action = {"list": "index", "delete": "destroy"}.get(verb, verb)
        return f"api/v2/{self.family}/{action}"


def _decorator(method: Method) -> Callable[..., Callable[[F], F]]:
    def operation(  # noqa: PLR0913 (the closed vocabularies of an operation)
        *paths: str,
        name: str,
        role: RoleGate,
        permission: str | None = None,
        page: Paging = "none",
        include: Sequence[Sideload] = (),
        limit: Limit | None = None,
        wrong_password_is_anonymous: bool = False,
        forms: bool = False,
        writes: bool = method != "GET",
    ) -> Callable[[F], F]:
        _check(role, RoleGate)
        _check(page, Paging)
        if limit is not None:
            _check(limit, Limit)

        def keep(handler: F) -> F:
            made = Operation(
                method=method,
                paths=tuple(_full(path) for path in paths),
                handler=handler,
                name=name,
                family=_family(handler.__module__),
                role=role,
                permission=permission,
                page=page,
                include=tuple(include),
                limit=limit,
                wrong_password_is_anonymous=wrong_password_is_anonymous,
                forms=forms,
                writes=writes,
                **_signature(handler, paths),
            )
            # The function stays what it was; the row hangs on it for `operations_of`.
            handler.__dict__.setdefault("operations", []).append(made)
            return handler

        return keep

    operation.__doc__ = f"""Make the function the operation that answers {method}.

    `paths` are those below /api/v2, the documented one first, then its aliases; a path that
    starts with `//` is taken from the root. `name` is its name in contract/operations.toml.
    """
    return operation


get = _decorator("GET")
post = _decorator("POST")
put = _decorator("PUT")
patch = _decorator("PATCH")
delete = _decorator("DELETE")


def operations_of(module: object) -> list[Operation]:
    """The operations of a family's api module, in the order of its text."""
    found: dict[int, Operation] = {}
    for value in vars(module).values():
        for operation in getattr(value, "operations", ()) if callable(value) else ():
            found.setdefault(id(operation), operation)
    return list(found.values())


def _full(path: str) -> str:
    return path[1:] if path.startswith("//") else f"/api/v2{path}"


def _family(module: str) -> str:
    """`ombud.families.users.api` -> `users`."""
    parts = module.split(".")
    return parts[parts.index("families") + 1] if "families" in parts else parts[-1]


def _check(value: str, vocabulary: Any) -> None:
    if value not in get_args(vocabulary):
        message = f"{value!r} is not one of {get_args(vocabulary)}"
        raise TypeError(message)


def _signature(handler: Callable[..., Any], paths: Sequence[str]) -> dict[str, Any]:
    hints = typing.get_type_hints(handler, include_extras=True)
    parameters = inspect.signature(handler).parameters
    in_paths = {
        segment[1:-1]: hints[segment[1:-1]]
        for path in paths
        for segment in path.split("/")
        if segment.startswith("{")
    }
    roots = {
        name: hints[name]
        for name in parameters
        if name not in in_paths and name not in NAMED_SPECIALLY - {"body"}
    }
    return {
        "path_parameters": {name: _plain(kind) for name, kind in in_paths.items()},
        "query": hints.get("query"),
        "roots": roots,
        "optional_roots": frozenset(
            name for name in roots if parameters[name].default is not inspect.Parameter.empty
        ),
        "reads_bytes": "content" in parameters,
        "returns": _envelope(hints.get("return")),
    }


def _envelope(returns: Any) -> Any:
    """The first where a function may return either of two: that is the one that is documented."""
    return get_args(returns)[0] if get_origin(returns) in {Union, UnionType} else returns


def _plain(kind: Any) -> type:
    """`int` for `int | None`: aliases leave some path parameters out."""
    options: list[type] = [option for option in get_args(kind) if option is not type(None)]
    plain: type = options[0] if options else kind
    return plain
