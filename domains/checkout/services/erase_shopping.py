"""Erase what carts, wishlists and views tell of a person."""

from uuid import UUID

from django.db.models import Q

from domains.checkout.models import Cart, OwnerKind, ProductView, SavedCart, Wishlist


def erase_shopping(*, user_id: UUID, email: str) -> None:
    """Erase a closed account's wishlists, views and open cart, and the addresses in its other carts.

    So too in carts of guests with its proven `email`: that mailbox is the same person's.
    """
    mine = {"owner_kind": OwnerKind.CUSTOMER, "owner_id": user_id}
    Wishlist.objects.filter(**mine).delete()
    ProductView.objects.filter(**mine).delete()
    SavedCart.objects.filter(**mine).delete()
    Cart.objects.filter(**mine, state=Cart.State.OPEN, purchases=None).delete()
    as_guest = Q(owner_kind=OwnerKind.GUEST, email__iexact=email) if email else Q(pk__in=[])
    Cart.objects.filter(Q(**mine) | as_guest).update(email="", email_reminder_agreed_at=None, address=None)
