"""Sending messages: each at most once per template, cause and recipient, as far as a mail server lets us know."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.template.loader import render_to_string

from domains.notifications.errors import MailInsideTransaction, MailUnderWay
from domains.notifications.gateways.sms import sms_gateway
from domains.notifications.models import Message

log = logging.getLogger(__name__)

# Longer than a mail server is waited for. After a crash in between, the message may go out a second time then.
SENDING_LEASE = timedelta(seconds=60)
BRAND = "Fashionistar"


class Template(StrEnum):
    """The kinds of messages; each has a `.txt` and an `.html` in templates/notifications."""

    VERIFICATION_CODE = "verification_code"
    KNOWN_EMAIL = "known_email"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a template, not a password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a template, not a password
    EMAIL_CHANGE_CODE = "email_change_code"
    EMAIL_CHANGE_TAKEN = "email_change_taken"
    EMAIL_CHANGED = "email_changed"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    PHONE_VERIFIED = "phone_verified"
    PHONE_REMOVED = "phone_removed"
    EXPORT_READY = "export_ready"
    PROVIDER_LINKED = "provider_linked"
    PHONE_CODE = "phone_code"
    ORDER_CONFIRMATION = "order_confirmation"
    VENDOR_ORDER = "vendor_order"
    VENDOR_ORDER_CANCELLED = "vendor_order_cancelled"
    VENDOR_PRODUCT = "vendor_product"
    CANCELLATION = "cancellation"
    REFUND = "refund"
    ALERT_CONFIRM = "alert_confirm"
    STOCK_ALERT = "stock_alert"
    PRICE_ALERT = "price_alert"
    STOCK_ALERT_SMS = "stock_alert_sms"
    CART_REMINDER = "cart_reminder"
    VENDOR_NEWS = "vendor_news"
    PRICE_ALERT_SMS = "price_alert_sms"


def send_email(
    *, template: Template, cause: str, recipient: str, context: Mapping[str, Any], user_id: UUID | None = None
) -> bool:
    """Send a mail, once; False when it was sent before. `user_id` is the account it is about.

    Raises MailUnderWay while another sends it, MailInsideTransaction inside a transaction, and what the mail server
    raises; in all these cases it is to be tried again.
    """
    if connection.in_atomic_block:
        raise MailInsideTransaction
    mail = compose(template=template, recipient=recipient, context=context)
    message = Message(template=template, cause=cause, recipient=recipient, subject=str(mail.subject), user_id=user_id)
    if not _claim(message):
        return False
    message = Message.objects.get(template=template, cause=cause, recipient=recipient)
    mail.extra_headers["Message-ID"] = message_id(message)
    try:
        mail.send()
    except Exception:  # whatever it was: the next try need not wait for this one's lease
        Message.objects.filter(id=message.id, state=Message.State.QUEUED).update(sending_until=None)
        raise
    Message.objects.filter(id=message.id).update(state=Message.State.SENT, sent_at=Now(), sending_until=None)
    log.info("mail sent", extra={"template": template, "message_id": str(message.id)})
    return True


def send_sms(
    *, template: Template, cause: str, recipient: str, context: Mapping[str, Any], user_id: UUID | None = None
) -> bool:
    """Send a text message to a number (E.164), once; False when it was sent before. Raises as `send_email` does."""
    if connection.in_atomic_block:
        raise MailInsideTransaction
    message = Message(template=template, cause=cause, recipient=recipient, channel="sms", user_id=user_id)
    if not _claim(message):
        return False
    message = Message.objects.get(template=template, cause=cause, recipient=recipient)
    text = render_to_string(f"notifications/{template}.txt", {"brand": BRAND, **context}).strip()
    try:
        sms_gateway().send(to=recipient, text=text, reference=str(message.id))
    except Exception:  # whatever it was: the next try need not wait for this one's lease
        Message.objects.filter(id=message.id, state=Message.State.QUEUED).update(sending_until=None)
        raise
    Message.objects.filter(id=message.id).update(state=Message.State.SENT, sent_at=Now(), sending_until=None)
    log.info("text message sent", extra={"template": template, "message_id": str(message.id)})
    return True


def compose(*, template: Template, recipient: str, context: Mapping[str, Any]) -> EmailMultiAlternatives:
    """A mail that is ready to be sent."""
    facts = {"brand": BRAND, "public_url": settings.PUBLIC_URL, **context}
    # A subject is one line; a title or name in it may not be.
    subject = " ".join(render_to_string(f"notifications/{template}.txt#subject", facts).split())
    mail = EmailMultiAlternatives(
        subject=subject[:200],
        body=render_to_string(f"notifications/{template}.txt", facts).strip() + "\n",
        from_email=settings.MAIL_FROM,
        to=[recipient],
    )
    mail.attach_alternative(render_to_string(f"notifications/{template}.html", facts), "text/html")
    return mail


def _claim(wanted: Message) -> bool:
    """Take the message for SENDING_LEASE; False when it was sent. Raises MailUnderWay when another has it."""
    Message.objects.bulk_create([wanted], ignore_conflicts=True)
    message = Message.objects.filter(template=wanted.template, cause=wanted.cause, recipient=wanted.recipient)
    free = Q(sending_until=None) | Q(sending_until__lt=Now())
    if message.filter(free, state=Message.State.QUEUED).update(sending_until=Now() + SENDING_LEASE):
        return True
    if message.filter(state=Message.State.SENT).exists():
        return False
    raise MailUnderWay


def message_id(message: Message) -> str:
    """The same for every try, so that a mail server or reader can tell a repetition."""
    return f"<{message.id}@{_domain()}>"


def _domain() -> str:
    return parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost"
