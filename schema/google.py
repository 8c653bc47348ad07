"""Login with Google, as the API shows it."""

from datetime import datetime

import strawberry

import resolvers.google as answers
from schema.base import Info
from schema.errors import UserError, attempt
from schema.session_tokens import SessionPayload


@strawberry.type(description="Give it to Google's sign-in as `nonce`, and then to `googleLogin`; it works once.")
class LoginNonce:
    """The domain's `Nonce`."""

    value: str = strawberry.field(description="72 characters that a URL takes.")
    expires_at: datetime = strawberry.field(description="Ten minutes from now.")


@strawberry.type(description="The beginning of a login with Google.")
class GoogleNonceCreatePayload:
    """What asking for a nonce answers."""

    nonce: LoginNonce | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.input(description="What Google's sign-in gave.")
class GoogleLoginInput:
    """Token and nonce."""

    id_token: str = strawberry.field(description="The ID token (a JWT), as Google's sign-in gave it.")
    nonce: str = strawberry.field(description="The nonce that the sign-in was begun with.")
    guest_token: str | None = strawberry.field(default=None, description="The guest whose cart becomes the viewer's.")


@strawberry.type
class GoogleMutation:
    """Mutations about logins with Google."""

    @strawberry.mutation(description="Begin a login with Google.")
    async def google_nonce_create(self, info: Info) -> GoogleNonceCreatePayload:
        """Make a nonce."""
        return await attempt(GoogleNonceCreatePayload, answers.create_nonce(info.context), into="nonce")

    @strawberry.mutation(description="Log in with an ID token of Google; somebody new gets an account.")
    async def google_login(self, info: Info, input: GoogleLoginInput) -> SessionPayload:  # noqa: A002
        """Log in."""
        work = answers.log_in(info.context, id_token=input.id_token, nonce=input.nonce, guest_token=input.guest_token)
        return await attempt(SessionPayload, work, into="tokens")
