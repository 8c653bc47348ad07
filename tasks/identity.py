"""Reactions to what happens to accounts."""

from domains.common.clock import utc_now
from domains.notifications import account_letters
from tasks.table import Happened


def mail_code(happened: Happened) -> None:
    """Mail the code that was asked for."""
    account_letters.mail_verification_code(code_id=happened.id("code_id"), now=utc_now())


def mail_known_email(happened: Happened) -> None:
    """Tell the owner of the account."""
    account_letters.tell_of_known_email(user_id=happened.id("user_id"), cause=f"event:{happened.event_id}")


def mail_password_reset(happened: Happened) -> None:
    """Mail the link that was asked for."""
    account_letters.mail_password_reset(code_id=happened.id("code_id"), now=utc_now())


def mail_email_change_code(happened: Happened) -> None:
    """Mail the code to the address that is wanted."""
    account_letters.mail_email_change_code(code_id=happened.id("code_id"), now=utc_now())


def tell_of_wanted_email(happened: Happened) -> None:
    """Tell the owner of an address that somebody else wants it."""
    account_letters.tell_of_wanted_email(user_id=happened.id("user_id"), cause=f"event:{happened.event_id}")


def tell_of_new_password(happened: Happened) -> None:
    """Tell the user, so that a thief does not go unnoticed."""
    account_letters.tell_of_new_password(user_id=happened.id("user_id"), cause=f"event:{happened.event_id}")


def tell_of_new_email(happened: Happened) -> None:
    """Tell the address that was given up."""
    account_letters.tell_of_new_email(code_id=happened.id("code_id"))


def tell_of_added_factor(happened: Happened) -> None:
    """Tell the user, so that a thief does not go unnoticed."""
    cause = f"event:{happened.event_id}"
    account_letters.tell_of_second_factor(user_id=happened.id("user_id"), added=True, cause=cause)


def tell_of_removed_factor(happened: Happened) -> None:
    """Tell the user, so that a thief does not go unnoticed."""
    cause = f"event:{happened.event_id}"
    account_letters.tell_of_second_factor(user_id=happened.id("user_id"), added=False, cause=cause)


def tell_of_renewed_codes(happened: Happened) -> None:
    """Tell the user, so that a thief does not go unnoticed."""
    account_letters.tell_of_recovery_codes(user_id=happened.id("user_id"), cause=f"event:{happened.event_id}")


def text_phone_code(happened: Happened) -> None:
    """Send the code to the number."""
    account_letters.text_phone_code(code_id=happened.id("code_id"), now=utc_now())


def tell_of_phone(happened: Happened) -> None:
    """Tell the user, so that a thief does not go unnoticed."""
    account_letters.tell_of_phone(user_id=happened.id("user_id"), cause=f"event:{happened.event_id}")


def tell_of_removed_phone(happened: Happened) -> None:
    """Tell the user, so that a thief does not go unnoticed."""
    account_letters.tell_of_removed_phone(user_id=happened.id("user_id"), cause=f"event:{happened.event_id}")


def tell_of_provider(happened: Happened) -> None:
    """Tell the user, so that a thief does not go unnoticed."""
    account_letters.tell_of_provider(user_id=happened.id("user_id"), cause=f"event:{happened.event_id}")
