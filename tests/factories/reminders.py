"""Carts that were left, for tests of reminders."""

from datetime import datetime, timedelta

from domains.catalogue.models import Variant
from domains.checkout.models import Cart
from domains.checkout.services.set_contact import set_contact
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.notifications.keep_preferences import Choice, set_preferences
from domains.notifications.preferences import Channel, Topic
from tests.factories.catalogue import make_product
from tests.factories.checkout import an_owner, make_cart, make_line
from tests.factories.identity import a_user
from tests.factories.inventory import make_stock


def choose_reminders(*, user: User, is_on: bool, now: datetime) -> None:
    """Switch reminders by mail on or off."""
    set_preferences(user_id=user.id, choices=[Choice(Topic.REMINDERS, Channel.EMAIL, is_on=is_on)], now=now)


def stocked_variant(*, title: str = "Adire Kaftan") -> Variant:
    """A variant in stock."""
    variant = make_product(title=title, sizes=("M",), colours=("Indigo",)).variants.get()
    make_stock(variant=variant, on_hand=5)
    return variant


def a_left_cart(
    *,
    now: datetime,
    user: User | None = None,
    variant: Variant | None = None,
    idle: timedelta = timedelta(hours=25),
    wanted: bool = True,
) -> Cart:
    """A cart that its owner left that long ago, who wants to be reminded unless said otherwise."""
    owner = user or a_user()
    if wanted:
        choose_reminders(user=owner, is_on=True, now=now)
    cart = make_cart(owner=Owner(kind="customer", id=owner.id))
    make_line(cart=cart, variant=variant or stocked_variant(), quantity=2)
    leave(cart, since=now - idle)
    return cart


def leave(cart: Cart, *, since: datetime) -> None:
    """Let nobody have touched the cart since."""
    Cart.objects.filter(id=cart.id).update(updated_at=since)


def a_left_guest_cart(
    *,
    now: datetime,
    email: str = "guest@example.com",
    variant: Variant | None = None,
    idle: timedelta = timedelta(hours=25),
    remind_me: bool | None = True,
) -> Cart:
    """A cart that a guest left that long ago, who asked to be reminded of it unless said otherwise."""
    owner = an_owner()
    cart = make_cart(owner=owner)
    make_line(cart=cart, variant=variant or stocked_variant(), quantity=2)
    set_contact(owner=owner, email=email, address=None, remind_me=remind_me, now=now - idle)
    return cart
