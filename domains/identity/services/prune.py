"""Forget what no longer proves anything."""

from datetime import datetime, timedelta

from django.db import transaction

from domains.identity.models import OneTimeCode, RefreshToken, Session, UsedNonce

# Long enough to answer "was that you?" after a theft.
SESSIONS_KEPT = timedelta(days=90)
CODES_KEPT = timedelta(days=1)
# Web servers whose clocks differ must not disagree about whether one has lapsed.
NONCES_KEPT = timedelta(hours=1)


def prune_identity(*, now: datetime, limit: int) -> int:
    """Delete up to `limit` each of old codes, nonces, refresh tokens and sessions. Gives the number of rows that went.

    A used refresh token stays as long as its session can: its reuse has to be noticed.
    """
    ended = now - SESSIONS_KEPT
    with transaction.atomic():
        codes = OneTimeCode.objects.filter(expires_at__lt=now - CODES_KEPT)
        tokens = RefreshToken.objects.filter(session__expires_at__lt=ended)
        sessions = Session.objects.filter(expires_at__lt=ended, refresh_tokens=None)
        # One that has lapsed is refused unread.
        nonces = UsedNonce.objects.filter(expires_at__lt=now - NONCES_KEPT)
        gone = 0
        for old in (codes, nonces, tokens, sessions):
            ids = list(old.order_by("id").values_list("id", flat=True)[:limit])
            gone += old.model.objects.filter(id__in=ids).delete()[0]
        return gone
