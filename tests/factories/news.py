"""Vendors who are followed, and what they publish, for tests of news."""

from datetime import timedelta

from domains.catalogue.models import Product
from domains.common.clock import utc_now
from domains.identity.models import User
from domains.notifications.keep_preferences import Choice, set_preferences
from domains.notifications.preferences import Channel, Topic
from domains.vendors.following import set_follow
from domains.vendors.models import Vendor
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user


def choose_news(user: User, channel: Channel, *, is_on: bool) -> None:
    """Switch news in that way on or off."""
    set_preferences(user_id=user.id, choices=[Choice(Topic.NEWS, channel, is_on=is_on)], now=utc_now())


def a_follower(*vendors: Vendor, by_mail: bool = False) -> User:
    """A customer who has followed these vendors for an hour."""
    user = a_user()
    for vendor in vendors:
        set_follow(vendor_id=vendor.id, user_id=user.id, follows=True, now=utc_now() - timedelta(hours=1))
    if by_mail:
        choose_news(user, Channel.EMAIL, is_on=True)
    return user


def a_draft(vendor: Vendor, title: str = "Linen Gown") -> Product:
    """A product that nobody was shown yet."""
    return make_product(vendor=vendor, title=title, state=Product.State.DRAFT, publish_at=None)
