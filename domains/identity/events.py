"""What happened in identity. Ids only: no address, no code, no token ever enters the outbox."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from domains.common.events import Event


@dataclass(frozen=True, kw_only=True)
class UserEvent(Event):
    """Something happened to a user; the service holds the user's row lock."""

    aggregate_kind: ClassVar[str] = "user"
    aggregate_key: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountRegistered(UserEvent):
    """Somebody registered; the address is not proven yet."""


@dataclass(frozen=True, kw_only=True)
class VerificationCodeRequested(UserEvent):
    """A code is to be mailed; its digits are `codes.digits(code_id, purpose)`."""

    code_id: UUID


@dataclass(frozen=True, kw_only=True)
class RegistrationForKnownEmail(UserEvent):
    """Somebody tried to register an address that has an account; its owner is to be told."""


@dataclass(frozen=True, kw_only=True)
class EmailVerified(UserEvent):
    """The user has proven to read the mail of their address."""


@dataclass(frozen=True, kw_only=True)
class SessionOpened(UserEvent):
    """Somebody logged in."""

    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class SessionRevoked(UserEvent):
    """A session ended before its time; `reason` is one of services.end_session.Reason."""

    session_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(UserEvent):
    """The user has a new password, with the old one or by a mailed link."""


@dataclass(frozen=True, kw_only=True)
class PasswordResetRequested(UserEvent):
    """A link is to be mailed; its token is `links.link_token(code_id, purpose)`."""

    code_id: UUID


@dataclass(frozen=True, kw_only=True)
class EmailChangeRequested(UserEvent):
    """A code is to be mailed to the address that the user wants to have."""

    code_id: UUID


@dataclass(frozen=True, kw_only=True)
class EmailChangeForKnownEmail(UserEvent):
    """Somebody wants this user's address for their own account; the user is to be told."""


@dataclass(frozen=True, kw_only=True)
class EmailChanged(UserEvent):
    """The user has another address, proven by that code, which also knows the one before."""

    code_id: UUID


@dataclass(frozen=True, kw_only=True)
class SecondFactorAdded(UserEvent):
    """From now on a login takes a code of the user's authenticator app as well."""


@dataclass(frozen=True, kw_only=True)
class SecondFactorRemoved(UserEvent):
    """From now on a login takes the password alone."""


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesRenewed(UserEvent):
    """The user has new recovery codes; the old ones are worth nothing."""


@dataclass(frozen=True, kw_only=True)
class PhoneCodeRequested(UserEvent):
    """A code is to be sent to the number that it was made for; its digits are `codes.digits(code_id, purpose)`."""

    code_id: UUID


@dataclass(frozen=True, kw_only=True)
class PhoneVerified(UserEvent):
    """The user has proven to have their number, and may log in with it."""


@dataclass(frozen=True, kw_only=True)
class PhoneRemoved(UserEvent):
    """The user has no number any more; none logs in to the account."""


@dataclass(frozen=True, kw_only=True)
class ProviderLinked(UserEvent):
    """A provider's identity (`google`) can log in to an account that was there before."""

    provider: str


@dataclass(frozen=True, kw_only=True)
class AccountErased(UserEvent):
    """The user has gone; each domain is to erase what it knows of them as a person."""


@dataclass(frozen=True, kw_only=True)
class AccountExportRequested(UserEvent):
    """The user wants a copy of what is known of them."""

    export_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccountExportReady(UserEvent):
    """The copy is made; its link is to be mailed, and is `links.link_token(export_id, "account_export")`."""

    export_id: UUID
