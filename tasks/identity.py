"""Reactions to what happens to accounts."""

from domains.common.clock import utc_now
from domains.notifications.account_letters import mail_verification_code, tell_of_known_email
from tasks.table import Happened


def mail_code(happened: Happened) -> None:
    """Mail the code that was asked for."""
    mail_verification_code(code_id=happened.id("code_id"), now=utc_now())


def mail_known_email(happened: Happened) -> None:
    """Tell the owner of the account."""
    tell_of_known_email(user_id=happened.id("user_id"), cause=f"event:{happened.event_id}")
