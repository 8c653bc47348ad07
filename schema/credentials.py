"""Other passwords and addresses for accounts, as the API shows them."""

import strawberry

import resolvers.credentials as answers
from schema.base import Info
from schema.errors import UserError, attempt


@strawberry.input(description="The viewer's present password, and the one to come.")
class PasswordChangeInput:
    """Both passwords."""

    current_password: str = strawberry.field(description="As at login.")
    password: str = strawberry.field(description="10 to 128 characters, not a common one.")


@strawberry.input(description="Who has forgotten a password.")
class PasswordResetRequestInput:
    """An address."""

    email: str = strawberry.field(description="The proven address of the account.")


@strawberry.input(description="A password by a mailed link.")
class PasswordResetInput:
    """Token and password."""

    token: str = strawberry.field(description="What stands behind `#token=` in the link.")
    password: str = strawberry.field(description="10 to 128 characters, not a common one.")


@strawberry.input(description="The address that the viewer wants to have.")
class EmailChangeRequestInput:
    """Password and address."""

    current_password: str = strawberry.field(description="As at login.")
    email: str = strawberry.field(description="At most 254 characters.")


@strawberry.input(description="The code that was mailed to the new address.")
class EmailChangeConfirmInput:
    """What proves the new address."""

    code: str = strawberry.field(description="Six digits; they last ten minutes and five tries.")


@strawberry.type(description="A changed password; the viewer's other sessions have ended.")
class PasswordChangePayload:
    """What changing a password answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The same for every address; a link goes out only to the proven address of an account.")
class PasswordResetRequestPayload:
    """What forgetting a password answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="A new password; all sessions of the account have ended. Log in with it.")
class PasswordResetPayload:
    """What using a link answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The same for every address, taken or free; nothing changes before the code is confirmed.")
class EmailChangeRequestPayload:
    """What wanting another address answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="A changed address; the viewer's other sessions have ended.")
class EmailChangeConfirmPayload:
    """What proving the new address answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type
class CredentialsMutation:
    """Mutations about what an account is entered with."""

    @strawberry.mutation(description="Replace the viewer's password; their other sessions end.")
    async def password_change(self, info: Info, input: PasswordChangeInput) -> PasswordChangePayload:  # noqa: A002
        """Change the password."""
        work = answers.change_password(info.context, current_password=input.current_password, password=input.password)
        return await attempt(PasswordChangePayload, work)

    @strawberry.mutation(
        description="Mail a link with which a forgotten password is replaced; older links stop working."
    )
    async def password_reset_request(
        self,
        info: Info,
        input: PasswordResetRequestInput,  # noqa: A002
    ) -> PasswordResetRequestPayload:
        """Ask for a link."""
        return await attempt(
            PasswordResetRequestPayload, answers.request_password_reset(info.context, email=input.email)
        )

    @strawberry.mutation(description="Set a password by a mailed link, once; all sessions of the account end.")
    async def password_reset(self, info: Info, input: PasswordResetInput) -> PasswordResetPayload:  # noqa: A002
        """Use the link."""
        work = answers.reset_password(info.context, token=input.token, password=input.password)
        return await attempt(PasswordResetPayload, work)

    @strawberry.mutation(description="Mail a code to the address that the viewer wants to have.")
    async def email_change_request(self, info: Info, input: EmailChangeRequestInput) -> EmailChangeRequestPayload:  # noqa: A002
        """Ask for a code."""
        work = answers.request_email_change(info.context, current_password=input.current_password, email=input.email)
        return await attempt(EmailChangeRequestPayload, work)

    @strawberry.mutation(description="Give the viewer's account its new address, by the code mailed there.")
    async def email_change_confirm(self, info: Info, input: EmailChangeConfirmInput) -> EmailChangeConfirmPayload:  # noqa: A002
        """Prove the address."""
        return await attempt(EmailChangeConfirmPayload, answers.confirm_email_change(info.context, code=input.code))
