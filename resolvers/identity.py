"""How the fields of identity are answered."""

from uuid import UUID

from domains.checkout.services.bring_along import bring_along
from domains.common.bridge import in_transaction
from domains.common.errors import InvalidInput
from domains.common.pagination import Page
from domains.identity import flows
from domains.identity.addresses import PostalAddress
from domains.identity.queries import Account, BookedAddress, account_by_id, address_of, addresses_page
from domains.identity.services.end_session import end_all_sessions, end_session
from domains.identity.services.keep_address import create_address, delete_address, update_address
from domains.identity.services.open_session import SessionTokens
from domains.identity.services.rotate_refresh import rotate_refresh
from domains.identity.tokens import read_guest
from domains.identity.viewer import ViewerKind
from resolvers.context import Context
from resolvers.relations import Relation

ACCOUNT = Relation(batch=account_by_id, keys="user_ids")
# Of a refresh; shorter ones are no secrets.
_SHORTEST_KEY, _LONGEST_KEY = 16, 255


async def viewer(context: Context) -> Account | None:
    """The account of the viewer; None for guests and strangers."""
    if context.viewer.kind is not ViewerKind.CUSTOMER:
        return None
    account: Account | None = await context.load_key(ACCOUNT, context.viewer.id)
    return account


async def addresses(context: Context, *, first: int | None, after: str | None) -> Page[BookedAddress]:
    """A page of the viewer's own address book."""
    return await addresses_page(user_id=context.viewer.customer_id(), first=first, after=after)


async def address(context: Context, *, address_id: UUID) -> BookedAddress | None:
    """An address of the viewer's book, or None. Raises LoginRequired."""
    return await address_of(user_id=context.viewer.customer_id(), address_id=address_id)


async def register(context: Context, *, email: str, password: str, full_name: str) -> None:
    """Register, and have a code mailed."""
    await flows.register(email=email, password=password, full_name=full_name, network=context.network, now=context.now)


async def resend_code(context: Context, *, email: str) -> None:
    """Have another code mailed."""
    await flows.resend_code(email=email, network=context.network, now=context.now)


async def verify(context: Context, *, email: str, code: str, guest_token: str | None) -> SessionTokens:
    """Prove an address and log in; the guest's cart comes along."""
    guest_id = await guest_of(context, guest_token)
    tokens = await flows.verify(
        email=email, code=code, user_agent=context.user_agent, network=context.network, now=context.now
    )
    return await with_cart(context, tokens, guest_id)


async def log_in(context: Context, *, email: str, password: str, guest_token: str | None) -> SessionTokens:
    """Log in with a password; the guest's cart comes along."""
    guest_id = await guest_of(context, guest_token)
    tokens = await flows.log_in(
        email=email, password=password, user_agent=context.user_agent, network=context.network, now=context.now
    )
    return await with_cart(context, tokens, guest_id)


async def refresh(context: Context, *, token: str, key: str) -> SessionTokens:
    """The next pair of tokens; the same again for who repeats a call with its key."""
    if key and not (_SHORTEST_KEY <= len(key) <= _LONGEST_KEY and key.isprintable()):
        wanted = f"An idempotency key of a refresh has {_SHORTEST_KEY} to {_LONGEST_KEY} characters."
        raise InvalidInput(wanted, path=("idempotencyKey",))
    return await in_transaction(rotate_refresh, token=token, key=key, now=context.now)


async def log_out(context: Context, *, everywhere: bool) -> None:
    """End the viewer's session, or all of them."""
    user_id, session_id = context.viewer.customer_id(), context.viewer.session_id
    if everywhere:
        await in_transaction(end_all_sessions, user_id=user_id, now=context.now)
    elif session_id is not None:
        await in_transaction(end_session, session_id=session_id, user_id=user_id, now=context.now)


async def create_guest(context: Context) -> str:
    """A token for a new guest."""
    return await flows.create_guest(network=context.network, now=context.now)


async def add_address(context: Context, *, address: PostalAddress, make_default: bool) -> BookedAddress:
    """Put an address into the viewer's book."""
    row = await in_transaction(
        create_address,
        user_id=context.viewer.customer_id(),
        address=address,
        make_default=make_default,
        now=context.now,
    )
    return BookedAddress.of(row)


async def change_address(
    context: Context, *, address_id: UUID, address: PostalAddress, make_default: bool
) -> BookedAddress:
    """Replace an address of the viewer's book."""
    row = await in_transaction(
        update_address,
        address_id=address_id,
        user_id=context.viewer.customer_id(),
        address=address,
        make_default=make_default,
    )
    return BookedAddress.of(row)


async def remove_address(context: Context, *, address_id: UUID) -> None:
    """Take an address out of the viewer's book."""
    await in_transaction(delete_address, address_id=address_id, user_id=context.viewer.customer_id())


async def guest_of(context: Context, guest_token: str | None) -> UUID | None:
    """The guest whose token comes with a login. Raises InvalidToken."""
    # Read before the password: a bad guest token must not log somebody in half-way.
    return read_guest(token=guest_token, now=context.now).guest_id if guest_token is not None else None


async def with_cart(context: Context, tokens: SessionTokens, guest_id: UUID | None) -> SessionTokens:
    """The tokens of a login, once the guest's cart is the viewer's."""
    # Should this fail, the login is repeated: the guest still has the cart, and a second merge changes nothing.
    if guest_id is not None:
        await in_transaction(bring_along, guest_id=guest_id, user_id=tokens.user_id, now=context.now)
    return tokens
