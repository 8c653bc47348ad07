"""Phone numbers of accounts, as the API shows them."""

import strawberry

import resolvers.phones as answers
from schema.base import Info
from schema.errors import UserError, attempt
from schema.session_tokens import SessionPayload


@strawberry.input(description="The number that the viewer wants to log in with.")
class PhoneChangeRequestInput:
    """Password and number."""

    current_password: str = strawberry.field(description="As at login.")
    phone: str = strawberry.field(description="In international form, such as +2348031234567.")


@strawberry.input(description="The code that was sent to the number.")
class PhoneChangeConfirmInput:
    """What proves the number."""

    code: str = strawberry.field(description="Six digits; they last ten minutes and five tries.")


@strawberry.input(description="The viewer's present password, once more.")
class PhoneRemoveInput:
    """A password."""

    current_password: str = strawberry.field(
        default="", description="As at login. An account without one needs a login of the last ten minutes instead."
    )


@strawberry.input(description="Who wants a code to log in with.")
class PhoneLoginRequestInput:
    """A number."""

    phone: str = strawberry.field(description="In international form, such as +2348031234567.")


@strawberry.input(description="Who logs in with a number.")
class PhoneLoginInput:
    """Number and code."""

    phone: str = strawberry.field(description="The number the code was sent to.")
    code: str = strawberry.field(description="Six digits; they last ten minutes and five tries.")
    guest_token: str | None = strawberry.field(default=None, description="The guest whose cart becomes the viewer's.")


@strawberry.type(description="The same for every number, taken or free; nothing changes before the code is confirmed.")
class PhoneChangeRequestPayload:
    """What wanting a number answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="A proven number; it can log in from now on.")
class PhoneChangeConfirmPayload:
    """What proving a number answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The end of a number; it logs in to nothing any more.")
class PhoneRemovePayload:
    """What taking a number away answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success, also where there was none.")


@strawberry.type(description="The same for every number; a code goes out only to one that was proven.")
class PhoneLoginRequestPayload:
    """What asking for a code answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type
class PhonesMutation:
    """Mutations about phone numbers."""

    @strawberry.mutation(description="Send a code to the number that the viewer wants to log in with.")
    async def phone_change_request(self, info: Info, input: PhoneChangeRequestInput) -> PhoneChangeRequestPayload:  # noqa: A002
        """Ask for a code."""
        work = answers.request_change(info.context, current_password=input.current_password, phone=input.phone)
        return await attempt(PhoneChangeRequestPayload, work)

    @strawberry.mutation(description="Give the viewer's account its number, by the code sent there.")
    async def phone_change_confirm(self, info: Info, input: PhoneChangeConfirmInput) -> PhoneChangeConfirmPayload:  # noqa: A002
        """Prove the number."""
        return await attempt(PhoneChangeConfirmPayload, answers.confirm_change(info.context, code=input.code))

    @strawberry.mutation(
        description="Take the viewer's number away. Refused (LAST_WAY_IN) where nothing else logs in to the account."
    )
    async def phone_remove(self, info: Info, input: PhoneRemoveInput) -> PhoneRemovePayload:  # noqa: A002
        """Remove the number."""
        work = answers.remove(info.context, current_password=input.current_password)
        return await attempt(PhoneRemovePayload, work)

    @strawberry.mutation(description="Send a code to a proven number; older ones stop working.")
    async def phone_login_request(self, info: Info, input: PhoneLoginRequestInput) -> PhoneLoginRequestPayload:  # noqa: A002
        """Ask for a code."""
        return await attempt(PhoneLoginRequestPayload, answers.request_login(info.context, phone=input.phone))

    @strawberry.mutation(description="Log in with a number and its code.")
    async def phone_login(self, info: Info, input: PhoneLoginInput) -> SessionPayload:  # noqa: A002
        """Log in."""
        work = answers.log_in(info.context, phone=input.phone, code=input.code, guest_token=input.guest_token)
        return await attempt(SessionPayload, work, into="tokens")
