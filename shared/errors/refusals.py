"""The kinds of refusal, one per HTTP status; a noun's errors.py derives its named cases from them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from typing_extensions import override


@dataclass(frozen=True, slots=True)
class FieldError:
    """One fault of the input, located by JSON pointer, query parameter or header."""

    code: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


class Refusal(Exception):
    """A call is turned down; the class is the code, the keyword arguments fill its message."""

    status: ClassVar[int]
    code: ClassVar[str]

    @override
    def __init_subclass__(cls) -> None:
        cls.code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(
        self,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        blocked: Mapping[str, object] | None = None,
        **params: object,
    ) -> None:
        super().__init__(self.code, params)
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.blocked = blocked
        self.params = params


class Malformed(Refusal):
    """The request cannot be parsed."""

    status = 400


class Unauthenticated(Refusal):
    """Nobody is known to be calling."""

    status = 401


class Forbidden(Refusal):
    """The caller is known and may not do this."""

    status = 403


class NotFound(Refusal):
    """Nothing here, or nothing that the caller may know of."""

    status = 404


class MethodNotAllowed(Refusal):
    """The path exists, the method does not; `Allow` lists those that do."""

    status = 405


class NotAcceptable(Refusal):
    """No representation that the caller accepts."""

    status = 406


class Conflict(Refusal):
    """The state of the thing does not admit the step."""

    status = 409


class Gone(Refusal):
    """It was here and was removed on purpose."""

    status = 410


class PreconditionFailed(Refusal):
    """The caller has seen an older version."""

    status = 412


class TooLarge(Refusal):
    """The body exceeds the limit."""

    status = 413


class UnsupportedMediaType(Refusal):
    """The body comes in a format that this call does not read."""

    status = 415


class Invalid(Refusal):
    """Parsed, and not valid; `errors` says where."""

    status = 422


class PreconditionRequired(Refusal):
    """A changing call must name the version it has seen."""

    status = 428


class _Later(Refusal):
    """Turned down for now; `Retry-After` in seconds."""

    def __init__(self, *, retry_after: int) -> None:
        super().__init__(headers={"Retry-After": str(retry_after)}, retry_after=retry_after)


class TooManyRequests(_Later):
    """The caller has used what its class of rate allows."""

    status = 429


class Unavailable(_Later):
    """Something that the call depends on does not answer; nothing was changed."""

    status = 503
