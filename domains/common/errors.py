"""The root of everything that may go wrong in a domain. Doors translate kinds into their own words."""

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """What a caller can do about an error."""

    INVALID = "invalid"  # correct the input
    DENIED = "denied"  # log in, or ask somebody who may
    MISSING = "missing"  # there is no such thing for you
    CONFLICT = "conflict"  # the world has moved on; look again
    UNAVAILABLE = "unavailable"  # try again later


class DomainError(Exception):
    """An expected failure: a kind, a stable code and a sentence for the person who caused it.

    `path` names the input field at fault, outermost first, where there is one.
    """

    kind: ClassVar[Kind] = Kind.INVALID
    code: ClassVar[str] = "INVALID"

    def __init__(self, message: str, *, path: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = tuple(path)


class SeveralErrors(DomainError):
    """Several things stand in the way at once; `errors` has them all, at least one. Its own words are the first's."""

    def __init__(self, errors: "Sequence[DomainError]") -> None:
        super().__init__(errors[0].message, path=errors[0].path)
        self.errors = tuple(errors)


class InvalidInput(DomainError):
    """A value that breaks a rule of its field."""

    kind = Kind.INVALID
    code = "INVALID_INPUT"


class NotFound(DomainError):
    """There is no such thing, or none that this viewer may see: the two are indistinguishable."""

    kind = Kind.MISSING
    code = "NOT_FOUND"

    def __init__(self, message: str = "There is no such thing.", *, path: Sequence[str] = ()) -> None:
        super().__init__(message, path=path)


class Denied(DomainError):
    """The viewer may not do this."""

    kind = Kind.DENIED
    code = "DENIED"

    def __init__(self, message: str = "You may not do that.", *, path: Sequence[str] = ()) -> None:
        super().__init__(message, path=path)


class LoginRequired(DomainError):
    """Nobody is logged in, and this needs somebody."""

    kind = Kind.DENIED
    code = "LOGIN_REQUIRED"

    def __init__(self, message: str = "Please log in first.", *, path: Sequence[str] = ()) -> None:
        super().__init__(message, path=path)


class Unavailable(DomainError):
    """A part we depend on did not answer in time; nothing was changed."""

    kind = Kind.UNAVAILABLE
    code = "UNAVAILABLE"

    def __init__(self, message: str = "This is taking too long. Please try again.") -> None:
        super().__init__(message)
