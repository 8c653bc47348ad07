"""Log in whom Google vouches for, to the account that is theirs or to a new one."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from domains.common.events import record
from domains.identity.emails import normalised
from domains.identity.errors import GoogleEmailUnverified, GoogleLoginRefused, InvalidEmail, SecondFactorNeeded
from domains.identity.events import AccountRegistered, EmailVerified, ProviderLinked
from domains.identity.google.id_tokens import Identity
from domains.identity.google.nonces import ReadNonce
from domains.identity.models import ProviderIdentity, UsedNonce, User
from domains.identity.services.abandoned import remove_abandoned
from domains.identity.services.open_session import SessionTokens, admitted

# Of two first logins of one identity, or a registration of its address meanwhile, one has to look again.
_ROUNDS = 3


class _RegisteredMeanwhile(Exception):
    """Somebody registered the address just after what was there had been removed."""


def log_in_by_google(
    *, identity: Identity, nonce: ReadNonce, user_agent: str, network: str, now: datetime
) -> SessionTokens:
    """Open a session for a checked identity; its nonce is used up together with that.

    The account is the one that the identity was linked to. Failing that, it is the one that has proven the same
    address, if Google has seen that address proven too; or a new one. Raises GoogleLoginRefused,
    GoogleEmailUnverified, and SecondFactorNeeded with a challenge.
    """
    for _ in range(_ROUNDS):
        try:
            with transaction.atomic():
                _use_up(nonce)
                user = _account_of(identity, now)
                tokens = admitted(user=user, user_agent=user_agent, network=network, now=now)
        except (IntegrityError, _RegisteredMeanwhile):
            continue
        # Raised outside the transaction: the challenge has to stay.
        if isinstance(tokens, SecondFactorNeeded):
            raise tokens
        return tokens
    raise GoogleLoginRefused


def _use_up(nonce: ReadNonce) -> None:
    try:
        with transaction.atomic():
            UsedNonce.objects.create(id=nonce.id, expires_at=nonce.expires_at)
    except IntegrityError as error:
        raise GoogleLoginRefused from error


def _account_of(identity: Identity, now: datetime) -> User:
    linked = ProviderIdentity.objects.filter(provider=ProviderIdentity.Provider.GOOGLE, subject=identity.subject)
    owner_id = linked.values_list("user_id", flat=True).first()
    if owner_id is not None:
        return _active(User.objects.select_for_update().filter(id=owner_id).first())
    if not identity.is_email_verified:
        raise GoogleEmailUnverified
    try:
        email = normalised(identity.email)
    except InvalidEmail as error:
        raise GoogleLoginRefused from error
    return _linked(identity, email, now)


def _linked(identity: Identity, email: str, now: datetime) -> User:
    # An address that was registered and never proven belongs to nobody: nothing of whoever wrote it there stays.
    remove_abandoned(email=email)
    google = ProviderIdentity.Provider.GOOGLE
    user = User.objects.select_for_update().filter(email=email).first()
    if user is None:
        user = _created(identity, email, now)
    elif _active(user).email_verified_at is None:
        raise _RegisteredMeanwhile
    else:
        subject = ProviderIdentity.objects.filter(user=user, provider=google).values_list("subject", flat=True).first()
        # Linked by another login, while this one waited for the row.
        if subject == identity.subject:
            return user
        if subject is not None:
            # Another person of Google's had this address before: a mailbox that was handed on is no proof.
            raise GoogleLoginRefused
        record(ProviderLinked(user_id=user.id, provider=google.value))
    ProviderIdentity.objects.create(user=user, provider=google, subject=identity.subject, created_at=now)
    return user


def _created(identity: Identity, email: str, now: datetime) -> User:
    user = User.objects.create(
        email=email,
        password=make_password(None),
        full_name=identity.full_name,
        email_verified_at=now,
        joined_at=now,
    )
    record(AccountRegistered(user_id=user.id), EmailVerified(user_id=user.id))
    return user


def _active(user: User | None) -> User:
    if user is None or not user.is_active:
        raise GoogleLoginRefused
    return user
