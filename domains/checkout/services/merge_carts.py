"""Bring a guest's cart into the account they log in to."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.catalogue.sales import sellable_variants
from domains.checkout.merging import MergeLine, merged_choices, merged_lines
from domains.checkout.models import Cart, CartDelivery, CartLine, OwnerKind
from domains.checkout.services.carts import touch


def merge_carts(*, guest_id: UUID, user_id: UUID, now: datetime) -> UUID | None:
    """Move what the guest's open cart holds into the account's, and close it as merged.

    The account's currency, email, address and deliveries win; the guest's fill what is missing. Gives the id of the
    account's cart; None, and nothing done, where the guest has no open cart: so a second merge changes nothing.
    """
    with transaction.atomic():
        guest, account = _locked(guest_id, user_id)
        if guest is None:
            return None
        if account is None:
            account = _opened(like=guest, user_id=user_id, now=now)
        _move_lines(guest=guest, account=account, now=now)
        _move_choices(guest=guest, account=account)
        touch(cart=account, now=now, email=account.email or guest.email, address=account.address or guest.address)
        # What was moved is not kept twice: nobody would find it here when the account is erased. A guest's consent to a
        # reminder ends here; the account's own preference holds.
        touch(
            cart=guest,
            now=now,
            state=Cart.State.MERGED,
            merged_into=account,
            email="",
            email_reminder_agreed_at=None,
            address=None,
        )
    return account.id


def _locked(guest_id: UUID, user_id: UUID) -> tuple[Cart | None, Cart | None]:
    open_carts = Cart.objects.select_for_update().filter(owner_id__in=[guest_id, user_id], state=Cart.State.OPEN)
    # By id: two merges into one account would deadlock.
    found = {(cart.owner_kind, cart.owner_id): cart for cart in open_carts.order_by("id")}
    return found.get((OwnerKind.GUEST, guest_id)), found.get((OwnerKind.CUSTOMER, user_id))


def _opened(*, like: Cart, user_id: UUID, now: datetime) -> Cart:
    fresh = Cart(
        owner_kind=OwnerKind.CUSTOMER, owner_id=user_id, currency=like.currency, created_at=now, updated_at=now
    )
    # The same shopper may be opening it elsewhere at this moment: then theirs is the one.
    Cart.objects.bulk_create([fresh], ignore_conflicts=True)
    return Cart.objects.select_for_update().get(owner_id=user_id, state=Cart.State.OPEN)


def _move_lines(*, guest: Cart, account: Cart, now: datetime) -> None:
    coming = lines_of(guest)
    if guest.currency != account.currency:
        coming = repriced(coming, currency=account.currency, now=now)
    merged = merged_lines(account=lines_of(account), guest=coming)
    put_lines(cart=account, lines=merged)


def put_lines(*, cart: Cart, lines: Iterable[MergeLine]) -> None:
    """Make these lines of a locked cart what is said of them; its others stay."""
    CartLine.objects.bulk_create(
        [
            CartLine(
                cart=cart,
                variant_id=line.variant_id,
                quantity=line.quantity,
                seen_price_minor=line.seen_price_minor,
                seen_at=line.seen_at,
                added_at=line.added_at,
            )
            for line in lines
        ],
        update_conflicts=True,
        unique_fields=["cart", "variant"],
        update_fields=["quantity", "seen_price_minor", "seen_at", "added_at"],
    )


def lines_of(cart: Cart) -> list[MergeLine]:
    """The lines of a cart, as merging takes them."""
    return [
        MergeLine(
            variant_id=line.variant_id,
            quantity=line.quantity,
            seen_price_minor=line.seen_price_minor,
            seen_at=line.seen_at,
            added_at=line.added_at,
        )
        for line in cart.lines.order_by("added_at", "id")
    ]


def repriced(lines: Iterable[MergeLine], *, currency: str, now: datetime) -> list[MergeLine]:
    """The lines at today's prices in another currency; one without such a price keeps its place as unavailable."""
    own = list(lines)
    sold = sellable_variants(variant_ids=[line.variant_id for line in own], currency=currency, now=now)
    return [
        MergeLine(
            variant_id=line.variant_id,
            quantity=line.quantity,
            seen_price_minor=sold[line.variant_id].unit_price.minor if line.variant_id in sold else 0,
            seen_at=now,
            added_at=line.added_at,
        )
        for line in own
    ]


def _move_choices(*, guest: Cart, account: Cart) -> None:
    own, coming = (dict(cart.deliveries.values_list("vendor_id", "method_id")) for cart in (account, guest))
    merged = merged_choices(account=own, guest=coming)
    CartDelivery.objects.bulk_create(
        CartDelivery(cart=account, vendor_id=vendor_id, method_id=method_id)
        for vendor_id, method_id in merged.items()
        if vendor_id not in own
    )
