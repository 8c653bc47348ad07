"""Giving up an account, as the API shows it."""

import strawberry

import resolvers.erasure as answers
from domains.orders.errors import OrdersUnderWay
from schema.base import Info
from schema.errors import UserError, attempt, shows


@strawberry.type(description="Something is still to be paid, sent or paid back.")
class OrdersUnderWayError(UserError):
    """`OrdersUnderWay` with the orders."""

    numbers: list[str] = strawberry.field(description="The orders that are under way; empty while one is being paid.")


shows(
    OrdersUnderWay,
    lambda error: OrdersUnderWayError(
        code=error.code, message=error.message, path=list(error.path), numbers=list(error.numbers)
    ),
)


@strawberry.input(description="That the viewer means it.")
class AccountEraseInput:
    """Address and proof."""

    confirm_email: str = strawberry.field(description="The address of the account, typed by hand.")
    current_password: str = strawberry.field(
        default="", description="As at login. An account without one needs a login of the last ten minutes instead."
    )
    code: str = strawberry.field(
        default="", description="Six digits of the app, or a recovery code, where the account has a second factor."
    )


@strawberry.type(description="The end of an account.")
class AccountErasePayload:
    """What giving up an account answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type
class ErasureMutation:
    """Mutations about giving up an account."""

    @strawberry.mutation(
        description="Close the viewer's account for good, and erase everything personal. It cannot be undone."
    )
    async def account_erase(self, info: Info, input: AccountEraseInput) -> AccountErasePayload:  # noqa: A002
        """Erase."""
        work = answers.erase_account(
            info.context,
            confirm_email=input.confirm_email,
            current_password=input.current_password,
            code=input.code,
        )
        return await attempt(AccountErasePayload, work)
