"""Reactions that tell followers of what is new."""

from uuid import UUID

from domains.common.clock import utc_now
from domains.notifications import news_letters
from domains.notifications.news import spread
from tasks.table import Happened


def expect_news(happened: Happened) -> None:
    """A product is published, now or from a later moment on."""
    spread.expect_news(product_id=happened.id("product_id"), now=utc_now())


def spread_news(happened: Happened) -> None:
    """Tell the next batch of followers; a batch and the event that has the next one told are one."""
    after = happened.payload["after"]
    spread.spread_news(product_id=happened.id("product_id"), after=UUID(after) if after else None, now=utc_now())


def mail_news(happened: Happened) -> None:
    """Send a batch's digests."""
    news_letters.mail_batch(batch_id=happened.id("batch_id"), now=utc_now())
