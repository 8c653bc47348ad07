"""How logins with Google are begun and finished."""

from domains.identity.google import flows
from domains.identity.google.nonces import Nonce
from domains.identity.services.open_session import SessionTokens
from resolvers.context import Context
from resolvers.identity import guest_of, with_cart


async def create_nonce(context: Context) -> Nonce:
    """A nonce for one login."""
    return await flows.create_nonce(network=context.network, now=context.now)


async def log_in(context: Context, *, id_token: str, nonce: str, guest_token: str | None) -> SessionTokens:
    """Log in with an ID token; the guest's cart comes along."""
    guest_id = await guest_of(context, guest_token)
    tokens = await flows.log_in(
        id_token=id_token, nonce=nonce, user_agent=context.user_agent, network=context.network, now=context.now
    )
    return await with_cart(context, tokens, guest_id)
