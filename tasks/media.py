"""Reactions to what happens to pictures."""

from domains.common.clock import utc_now
from domains.media.services import make_renditions as renditions
from tasks.table import Happened


def make_renditions(happened: Happened) -> None:
    """Make the renditions of the picture; one that can't be drawn is parked, and not tried again."""
    renditions.make_renditions(original_id=happened.id("original_id"), now=utc_now())
