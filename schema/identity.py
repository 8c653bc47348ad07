"""Accounts, sessions and address books, as the API shows them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast

import strawberry

import resolvers.exports as export_answers
import resolvers.identity as answers
import resolvers.own_products as crews
import resolvers.sessions as session_answers
from domains.common.limits import TooManyRequests
from domains.identity.addresses import PostalAddress
from domains.identity.queries import BookedAddress
from schema.base import Connection, Info, Node, derived, global_id, is_row, related
from schema.errors import UserError, attempt, shows
from schema.exports import AccountExport, ExportsMutation
from schema.google import GoogleMutation
from schema.ids import decode_id
from schema.phones import PhonesMutation
from schema.second_factor import SecondFactorMutation
from schema.session_tokens import SessionPayload
from schema.sessions import Session, SessionsMutation

if TYPE_CHECKING:
    from schema.own_products import VendorMembership


@strawberry.type(description="This was tried too often.")
class TooManyRequestsError(UserError):
    """`TooManyRequests` with the time to wait."""

    retry_after: int = strawberry.field(description="Seconds from now until it works again.")


shows(
    TooManyRequests,
    lambda error: TooManyRequestsError(
        code=error.code, message=error.message, path=list(error.path), retry_after=error.retry_after
    ),
)


@strawberry.type(description="A postal address in the viewer's address book.")
class Address(Node):
    """`BookedAddress`."""

    is_type_of = is_row(BookedAddress)

    id: strawberry.ID = global_id("Address")
    full_name: str = strawberry.field(description="Who receives what is sent there.")
    line1: str = strawberry.field(description="Street and number.")
    line2: str = strawberry.field(description="Flat, floor, building; may be empty.")
    city: str = strawberry.field(description="Town or city.")
    region: str = strawberry.field(description="State or province; a code where the country has codes. May be empty.")
    postcode: str = strawberry.field(description="As the country's post spells it; may be empty.")
    country: str = strawberry.field(description="ISO 3166-1 alpha-2 code.")
    phone: str = strawberry.field(description="E.164, such as +2348031234567; may be empty.")
    is_default: bool = strawberry.field(description="Whether checkout offers this address first.")


@strawberry.type(description="The account of whoever asks.")
class Viewer:
    """`Account`."""

    id: strawberry.ID = global_id("Viewer")
    email: str = strawberry.field(description="The address that was proven.")
    full_name: str = strawberry.field(description="As the viewer wrote it; may be empty.")
    joined_at: datetime = strawberry.field(description="When the account was registered.")
    phone: str | None = derived(
        lambda account: account.phone or None,
        description="The number that was proven and logs in, E.164; null without.",
    )
    has_second_factor: bool = strawberry.field(description="Whether a login takes a code of the viewer's app as well.")

    vendors: list[Annotated["VendorMembership", strawberry.lazy("schema.own_products")]] = related(
        crews.MEMBERSHIPS, description="The vendors the viewer works for, by name."
    )

    @strawberry.field(description="The viewer's address book, newest first.")
    async def addresses(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Address]:
        """A page of addresses."""
        return cast("Connection[Address]", await answers.addresses(info.context, first=first, after=after))

    @strawberry.field(description="The copies of the account that the viewer asked for in the last week, newest first.")
    async def exports(self, info: Info) -> list[AccountExport]:
        """All of them; there is one a day."""
        return cast("list[AccountExport]", await export_answers.exports(info.context))

    @strawberry.field(description="Where the viewer is logged in, newest first.")
    async def sessions(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Session]:
        """A page of sessions."""
        return cast("Connection[Session]", await session_answers.sessions(info.context, first=first, after=after))


@strawberry.input(description="A new account.")
class AccountRegisterInput:
    """Who registers."""

    email: str = strawberry.field(description="At most 254 characters.")
    password: str = strawberry.field(description="10 to 128 characters, not a common one.")
    full_name: str = strawberry.field(default="", description="At most 150 characters.")


@strawberry.input(description="The code that was mailed to an address.")
class AccountVerifyInput:
    """What proves an address."""

    email: str = strawberry.field(description="The address the code was mailed to.")
    code: str = strawberry.field(description="Six digits; they last ten minutes and five tries.")
    guest_token: str | None = strawberry.field(default=None, description="The guest whose cart becomes the viewer's.")


@strawberry.input(description="An address that waits for its code.")
class AccountResendCodeInput:
    """Who wants another code."""

    email: str = strawberry.field(description="The address that was registered.")


@strawberry.input(description="Who logs in.")
class LoginInput:
    """Email and password."""

    email: str = strawberry.field(description="The address of the account.")
    password: str = strawberry.field(description="The password of the account.")
    guest_token: str | None = strawberry.field(default=None, description="The guest whose cart becomes the viewer's.")


@strawberry.input(description="The refresh token to be used up.")
class TokenRefreshInput:
    """One link of a session's chain."""

    refresh_token: str = strawberry.field(description="As `login` or the last `tokenRefresh` gave it.")
    idempotency_key: str = strawberry.field(
        default="",
        description=(
            "16 to 255 random characters, new for each refresh token and kept beside it. Whose answer was lost repeats "
            "the call with both and gets the same refresh token; without a key, or once the token of that answer was "
            "used, a repeat ends the session."
        ),
    )


@strawberry.input(description="A postal address; what it needs depends on its country.")
class AddressInput:
    """The fields of an address as people fill them in."""

    full_name: str = strawberry.field(description="At most 150 characters.")
    line1: str = strawberry.field(description="At most 200 characters.")
    line2: str = strawberry.field(default="", description="At most 200 characters.")
    city: str = strawberry.field(description="At most 100 characters.")
    region: str = strawberry.field(default="", description="State or province: needed in NG, US, CA and ZA.")
    postcode: str = strawberry.field(default="", description="Needed where the country's post needs it.")
    country: str = strawberry.field(description="ISO 3166-1 alpha-2 code.")
    phone: str = strawberry.field(default="", description="In international form, or as people in that country write.")

    def as_address(self) -> PostalAddress:
        """The address as the domain takes it."""
        return PostalAddress(
            full_name=self.full_name,
            line1=self.line1,
            line2=self.line2,
            city=self.city,
            region=self.region,
            postcode=self.postcode,
            country=self.country,
            phone=self.phone,
        )


@strawberry.input(description="A new address of the viewer's book.")
class AddressCreateInput:
    """An address, and whether it becomes the default."""

    address: AddressInput = strawberry.field(description="The address.")
    make_default: bool = strawberry.field(default=False, description="The first address is the default anyway.")


@strawberry.input(description="What an address of the viewer's book is to become.")
class AddressUpdateInput:
    """The whole address anew."""

    id: strawberry.ID = strawberry.field(description="The address to replace.")
    address: AddressInput = strawberry.field(description="All of its fields; what is left out becomes empty.")
    make_default: bool = strawberry.field(default=False, description="False leaves the default as it is.")


@strawberry.input(description="The address to take out of the viewer's book.")
class AddressDeleteInput:
    """One address."""

    id: strawberry.ID = strawberry.field(description="The address to delete.")


@strawberry.type(description="The same for every address, known or new; the rest comes by mail.")
class AccountRegisterPayload:
    """What registering answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The same for every address; a mail goes out only to one that waits for its code.")
class AccountResendCodePayload:
    """What asking again answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The end of a session.")
class LogoutPayload:
    """What logging out answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="A guest nobody has seen before.")
class GuestTokenPayload:
    """What a new guest gets."""

    token: str | None = strawberry.field(
        default=None, description="Send it as `Authorization: Bearer …` until the guest logs in."
    )
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="An address of the viewer's book.")
class AddressPayload:
    """What `addressCreate` and `addressUpdate` answer."""

    address: Address | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="The end of an address.")
class AddressDeletePayload:
    """What `addressDelete` answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


# Ids are decoded inside the attempt, so that a foreign one is data like any other refusal.
async def _change_address(info: Info, given: AddressUpdateInput) -> BookedAddress:
    return await answers.change_address(
        info.context,
        address_id=decode_id(given.id, expected="Address", path=("id",)),
        address=given.address.as_address(),
        make_default=given.make_default,
    )


async def _remove_address(info: Info, given: AddressDeleteInput) -> None:
    await answers.remove_address(info.context, address_id=decode_id(given.id, expected="Address", path=("id",)))


@strawberry.type
class IdentityQuery:
    """Queries of identity."""

    @strawberry.field(description="The account of whoever asks; null for guests and strangers.")
    async def viewer(self, info: Info) -> Viewer | None:
        """The viewer's account."""
        return cast("Viewer | None", await answers.viewer(info.context))


@strawberry.type
class SessionMutation:
    """Mutations about accounts and sessions."""

    @strawberry.mutation(description="Register an account; a code goes to its address.")
    async def account_register(self, info: Info, input: AccountRegisterInput) -> AccountRegisterPayload:  # noqa: A002
        """Register."""
        work = answers.register(info.context, email=input.email, password=input.password, full_name=input.full_name)
        return await attempt(AccountRegisterPayload, work)

    @strawberry.mutation(description="Prove an address with its code, and log in.")
    async def account_verify(self, info: Info, input: AccountVerifyInput) -> SessionPayload:  # noqa: A002
        """Verify."""
        work = answers.verify(info.context, email=input.email, code=input.code, guest_token=input.guest_token)
        return await attempt(SessionPayload, work, into="tokens")

    @strawberry.mutation(description="Mail another code; older ones stop working.")
    async def account_resend_code(self, info: Info, input: AccountResendCodeInput) -> AccountResendCodePayload:  # noqa: A002
        """Send a code again."""
        return await attempt(AccountResendCodePayload, answers.resend_code(info.context, email=input.email))

    @strawberry.mutation(description="Log in with email and password.")
    async def login(self, info: Info, input: LoginInput) -> SessionPayload:  # noqa: A002
        """Log in."""
        work = answers.log_in(info.context, email=input.email, password=input.password, guest_token=input.guest_token)
        return await attempt(SessionPayload, work, into="tokens")

    @strawberry.mutation(description="Use a refresh token up for the next pair of tokens. Needs no access token.")
    async def token_refresh(self, info: Info, input: TokenRefreshInput) -> SessionPayload:  # noqa: A002
        """Refresh."""
        work = answers.refresh(info.context, token=input.refresh_token, key=input.idempotency_key)
        return await attempt(SessionPayload, work, into="tokens")

    @strawberry.mutation(description="End the session of the token that this request carries, or all sessions.")
    async def logout(self, info: Info, everywhere: bool = False) -> LogoutPayload:
        """Log out."""
        return await attempt(LogoutPayload, answers.log_out(info.context, everywhere=everywhere))

    @strawberry.mutation(description="A token with which a shopper without account keeps a cart and orders.")
    async def guest_token_create(self, info: Info) -> GuestTokenPayload:
        """Make a guest."""
        return await attempt(GuestTokenPayload, answers.create_guest(info.context), into="token")


@strawberry.type
class AddressMutation:
    """Mutations of the viewer's address book."""

    @strawberry.mutation(description="Put an address into the viewer's book.")
    async def address_create(self, info: Info, input: AddressCreateInput) -> AddressPayload:  # noqa: A002
        """Create."""
        address = input.address.as_address()
        work = answers.add_address(info.context, address=address, make_default=input.make_default)
        return await attempt(AddressPayload, work, into="address")

    @strawberry.mutation(description="Replace an address of the viewer's book.")
    async def address_update(self, info: Info, input: AddressUpdateInput) -> AddressPayload:  # noqa: A002
        """Update."""
        return await attempt(AddressPayload, _change_address(info, input), into="address")

    @strawberry.mutation(description="Take an address out of the viewer's book.")
    async def address_delete(self, info: Info, input: AddressDeleteInput) -> AddressDeletePayload:  # noqa: A002
        """Delete."""
        return await attempt(AddressDeletePayload, _remove_address(info, input))


@strawberry.type
class IdentityMutation(
    SessionMutation,
    SecondFactorMutation,
    PhonesMutation,
    GoogleMutation,
    ExportsMutation,
    SessionsMutation,
    AddressMutation,
):
    """Mutations of identity."""
