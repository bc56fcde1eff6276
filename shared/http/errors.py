"""Refusals that every service gives in the same words: how a call was put, not what it asked for."""

from typing import ClassVar

from shared.errors.refusals import (
    Conflict,
    Invalid,
    Malformed,
    MethodNotAllowed,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    TooLarge,
    Unavailable,
    UnsupportedMediaType,
)


class MalformedJson(Malformed):
    """The body is not one strict JSON text (RFC 8259, without duplicate keys, NaN and Infinity)."""


class BadRequest(Malformed):
    """The request could not be read."""


class PathUnknown(NotFound):
    """No such path, or no such thing under it."""


class MethodNotOffered(MethodNotAllowed):
    """The path answers other methods; `Allow` has all of them."""


class BodyTooLarge(TooLarge):
    """The body is over the limit of this call."""


class ContentTypeUnread(UnsupportedMediaType):
    """The body is not JSON in UTF-8 without content coding."""


class RequestInvalid(Invalid):
    """Members, parameters or headers break their schema; `errors` lists all that were found."""


class VersionRequired(PreconditionRequired):
    """A changing call has no `If-Match`."""


class StaleVersion(PreconditionFailed):
    """`If-Match` names an older version."""


class LostRace(Conflict):
    """Another call changed the same thing first."""

    recorded: ClassVar[bool] = False


class ConstraintBroken(Conflict):
    """The database holds something that excludes this, or that this refers to no more."""

    recorded: ClassVar[bool] = False


class IdempotencyKeyRequired(Malformed):
    """A call that creates, decides, pays or issues has no `Idempotency-Key`."""


class IdempotencyKeyReused(Invalid):
    """The key came before with another request."""


class RequestInProgress(Conflict):
    """The first call with this key is still at work."""

    recorded: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


class SecretAlreadyShown(Conflict):
    """A secret is shown once and never stored."""

    recorded: ClassVar[bool] = False


class TryAgain(Unavailable):
    """The database was busy with somebody else; nothing was changed."""


class DatabaseSilent(Unavailable):
    """The database does not answer; nothing was changed."""


class SiblingSilent(Unavailable):
    """Another service that the call depends on does not answer; nothing was changed."""

    def __init__(self, *, sibling: str, retry_after: int = 2) -> None:
        super().__init__(retry_after=retry_after)
        self.params["sibling"] = sibling


class SiblingRefused(Unavailable):
    """Another service turned our own request down: a fault of ours, not of the caller."""

    def __init__(self, *, sibling: str, answered: int, problem: str) -> None:
        super().__init__(retry_after=60)
        self.params.update(sibling=sibling, answered=answered, problem=problem)
