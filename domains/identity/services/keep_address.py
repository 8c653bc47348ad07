"""Keep a user's address book: one default whenever there is an address, and nobody else's book in reach."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.identity.addresses import PostalAddress, checked
from domains.identity.errors import AddressBookFull
from domains.identity.models import Address, User

MOST_ADDRESSES = 50


def create_address(*, user_id: UUID, address: PostalAddress, make_default: bool, now: datetime) -> Address:
    """Put an address into the user's book; the first one becomes the default.

    Raises what `checked` raises, and AddressBookFull.
    """
    proper = checked(address)
    with transaction.atomic():
        _lock_book(user_id)
        count = Address.objects.filter(user_id=user_id).count()
        if count >= MOST_ADDRESSES:
            raise AddressBookFull
        created = Address.objects.create(user_id=user_id, **asdict(proper), created_at=now)
        if make_default or count == 0:
            _make_default(created)
        return created


def update_address(*, address_id: UUID, user_id: UUID, address: PostalAddress, make_default: bool) -> Address:
    """Replace an address of the user's book. The default stays the default until another becomes it.

    Raises NotFound for an address of somebody else, and what `checked` raises.
    """
    proper = checked(address)
    with transaction.atomic():
        _lock_book(user_id)
        kept = _own(address_id, user_id)
        for name, value in asdict(proper).items():
            setattr(kept, name, value)
        kept.save(update_fields=list(asdict(proper)))
        if make_default:
            _make_default(kept)
        return kept


def delete_address(*, address_id: UUID, user_id: UUID) -> None:
    """Take an address out of the user's book; the newest one left becomes the default where it was.

    Raises NotFound for an address of somebody else.
    """
    with transaction.atomic():
        _lock_book(user_id)
        gone = _own(address_id, user_id)
        gone.delete()
        newest = Address.objects.filter(user_id=user_id).order_by("-id").first()
        if gone.is_default and newest is not None:
            _make_default(newest)


def _lock_book(user_id: UUID) -> None:
    if User.objects.select_for_update().filter(id=user_id, is_active=True).first() is None:
        raise NotFound


def _own(address_id: UUID, user_id: UUID) -> Address:
    own = Address.objects.filter(id=address_id, user_id=user_id).first()
    if own is None:
        raise NotFound
    return own


def _make_default(address: Address) -> None:
    # The old one first: the database allows one default per user at any moment.
    Address.objects.filter(user_id=address.user_id, is_default=True).exclude(id=address.id).update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])
