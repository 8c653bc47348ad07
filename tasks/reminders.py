"""The reaction that sends reminders."""

from domains.common.clock import utc_now
from domains.notifications import reminder_letters
from tasks.table import Happened


def mail_reminders(happened: Happened) -> None:
    """Send a batch's letters."""
    reminder_letters.mail_batch(batch_id=happened.id("batch_id"), now=utc_now())
