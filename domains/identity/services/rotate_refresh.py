"""Exchange a refresh token for the next pair of tokens."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from domains.identity.errors import InvalidToken
from domains.identity.models import RefreshToken, Session, User
from domains.identity.services.end_session import Reason, close_admin, revoke
from domains.identity.services.open_session import LONGEST_SESSION, SessionTokens, next_tokens, tokens_with
from domains.identity.session_states import forget_session
from domains.identity.tokens import new_refresh_token, refresh_hash, successor_of


def rotate_refresh(*, token: str, now: datetime, key: str = "") -> SessionTokens:
    """Use a refresh token up and continue its session with new tokens.

    A token that was used before is taken for stolen: its whole session ends, together with every token that came of
    it. There is no grace: of parallel calls with one token the first wins, and the second ends the session of both.

    But an answer can be lost on its way, and its reader did nothing wrong. Who sends a `key`, random and kept beside
    the token, may repeat the call with both until the refresh token of that answer has been used: it gives that
    refresh token again. The key is what a thief of a token that was used does not know.
    Raises InvalidToken for any token that does not work.
    """
    with transaction.atomic():
        tokens = _rotate(token, key, now)
    # Raised outside the transaction: the revocation has to stay.
    if tokens is None:
        raise InvalidToken
    return tokens


def _rotate(token: str, key: str, now: datetime) -> SessionTokens | None:
    token_hash = refresh_hash(token)
    successor = successor_of(token, key=key) if key else new_refresh_token()
    owner = RefreshToken.objects.filter(token_hash=token_hash).values_list("session_id", "session__user_id").first()
    if owner is None:
        return None
    # User, session, token: the order in which every service locks them.
    user = User.objects.select_for_update().filter(id=owner[1], is_active=True).first()
    session = Session.objects.select_for_update().filter(id=owner[0], revoked_at=None, expires_at__gt=now).first()
    if user is None or session is None:
        return None
    link = RefreshToken.objects.select_for_update().get(token_hash=token_hash)
    if link.used_at is not None:
        if key and (told := _unused(session, successor)) is not None:
            return tokens_with(refresh_token=successor, session=session, expires_at=told.expires_at, now=now)
        revoke(session=session, reason=Reason.REFRESH_TOKEN_REUSED, now=now)
        # Who could read a token of the shop's pages may have the cookie of the admin, too.
        close_admin(user_id=user.id)
        return None
    if link.expires_at <= now:
        return None
    link.used_at = now
    link.save(update_fields=["used_at"])
    session.expires_at = min(now + settings.REFRESH_TOKEN_LIFETIME, session.created_at + LONGEST_SESSION)
    session.last_seen_at = now
    session.save(update_fields=["expires_at", "last_seen_at"])
    transaction.on_commit(partial(forget_session, session.id))
    return next_tokens(session=session, refresh_token=successor, now=now)


def _unused(session: Session, token: str) -> RefreshToken | None:
    """The link of this token; None where there is none, or it has been used: then its answer did arrive."""
    return RefreshToken.objects.filter(session=session, token_hash=refresh_hash(token), used_at=None).first()
