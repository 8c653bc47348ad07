"""Second factors, as the API shows them."""

from datetime import datetime

import strawberry

import resolvers.second_factor as answers
from domains.identity.errors import SecondFactorNeeded
from schema.base import Info
from schema.errors import UserError, attempt, shows
from schema.session_tokens import SessionPayload


@strawberry.type(description="The password was right; `loginConfirm` takes the challenge and a code.")
class SecondFactorNeededError(UserError):
    """`SecondFactorNeeded` with its challenge."""

    challenge: str = strawberry.field(description="Give it to `loginConfirm`; five tries.")
    expires_at: datetime = strawberry.field(description="After this moment the password is asked for again.")


shows(
    SecondFactorNeeded,
    lambda error: SecondFactorNeededError(
        code=error.code,
        message=error.message,
        path=list(error.path),
        challenge=error.challenge,
        expires_at=error.expires_at,
    ),
)


@strawberry.type(
    description="What an authenticator app takes up. It counts once `secondFactorConfirm` has a code of it."
)
class Enrolment:
    """The domain's `Enrolment`."""

    secret: str = strawberry.field(description="Base32, to type in. Never shown again.")
    uri: str = strawberry.field(description="`otpauth://…`, a link that opens an app on the same device.")

    @strawberry.field(
        description="The link as a QR code to scan: `data:image/svg+xml…`, for the `src` of an image, which runs no"
        " scripts. Show it on white, at 200 pixels or more, and keep it nowhere: it holds the secret."
    )
    async def qr_code(self) -> str:
        """Drawn where it is asked for."""
        return await answers.qr_code(self.uri)


@strawberry.input(description="The second half of a login.")
class LoginConfirmInput:
    """Challenge and code."""

    challenge: str = strawberry.field(description="From the error `SecondFactorNeededError` of `login`.")
    code: str = strawberry.field(description="Six digits of the app, or a recovery code.")
    guest_token: str | None = strawberry.field(default=None, description="The guest whose cart becomes the viewer's.")


@strawberry.input(description="The viewer's present password.")
class SecondFactorBeginInput:
    """A password."""

    current_password: str = strawberry.field(description="As at login.")


@strawberry.input(description="A code of the app that was just set up.")
class SecondFactorConfirmInput:
    """A code."""

    code: str = strawberry.field(description="Six digits.")


@strawberry.input(description="What proves the second factor.")
class RecoveryCodesRenewInput:
    """A code."""

    code: str = strawberry.field(description="Six digits of the app, or one of the old recovery codes.")


@strawberry.input(description="Password and code, once more.")
class SecondFactorRemoveInput:
    """Both halves."""

    current_password: str = strawberry.field(description="As at login.")
    code: str = strawberry.field(description="Six digits of the app, or a recovery code.")


@strawberry.type(description="A secret for the viewer's authenticator app.")
class SecondFactorBeginPayload:
    """What beginning answers."""

    enrolment: Enrolment | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The second factor counts from now on.")
class SecondFactorConfirmPayload:
    """What confirming answers."""

    recovery_codes: list[str] | None = strawberry.field(
        default=None, description="Ten ways in without the app, each once. Never shown again. Null on failure."
    )
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Recovery codes instead of the old ones, which work no longer.")
class RecoveryCodesRenewPayload:
    """What renewing answers."""

    recovery_codes: list[str] | None = strawberry.field(
        default=None, description="Ten ways in without the app, each once. Never shown again. Null on failure."
    )
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The end of a second factor.")
class SecondFactorRemovePayload:
    """What removing answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type
class SecondFactorMutation:
    """Mutations about second factors."""

    @strawberry.mutation(description="Finish a login with a code of the second factor.")
    async def login_confirm(self, info: Info, input: LoginConfirmInput) -> SessionPayload:  # noqa: A002
        """Confirm a login."""
        work = answers.confirm_login(
            info.context, challenge=input.challenge, code=input.code, guest_token=input.guest_token
        )
        return await attempt(SessionPayload, work, into="tokens")

    @strawberry.mutation(description="Set up an authenticator app for the viewer.")
    async def second_factor_begin(self, info: Info, input: SecondFactorBeginInput) -> SecondFactorBeginPayload:  # noqa: A002
        """Begin."""
        work = answers.begin(info.context, current_password=input.current_password)
        return await attempt(SecondFactorBeginPayload, work, into="enrolment")

    @strawberry.mutation(description="Make the second factor count; the viewer's other sessions end.")
    async def second_factor_confirm(self, info: Info, input: SecondFactorConfirmInput) -> SecondFactorConfirmPayload:  # noqa: A002
        """Confirm."""
        work = answers.finish(info.context, code=input.code)
        return await attempt(SecondFactorConfirmPayload, work, into="recovery_codes")

    @strawberry.mutation(description="Give the viewer new recovery codes; the old ones are void at once.")
    async def recovery_codes_renew(self, info: Info, input: RecoveryCodesRenewInput) -> RecoveryCodesRenewPayload:  # noqa: A002
        """Renew."""
        work = answers.renew_codes(info.context, code=input.code)
        return await attempt(RecoveryCodesRenewPayload, work, into="recovery_codes")

    @strawberry.mutation(description="Take the viewer's second factor away.")
    async def second_factor_remove(self, info: Info, input: SecondFactorRemoveInput) -> SecondFactorRemovePayload:  # noqa: A002
        """Remove."""
        work = answers.remove(info.context, current_password=input.current_password, code=input.code)
        return await attempt(SecondFactorRemovePayload, work)
