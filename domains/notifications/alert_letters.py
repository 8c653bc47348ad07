"""Letters about alerts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings

from domains.common.money import Money
from domains.identity.links import link_token
from domains.notifications.alerts.subscribe import CONFIRM
from domains.notifications.models import Alert, AlertNotice, Message
from domains.notifications.outgoing import Letter, send_letters
from domains.notifications.preferences import Topic
from domains.notifications.services import Template, send_email


def mail_confirmation(*, alert_id: UUID, cause: str) -> None:
    """Ask who reads the mail of an address whether they want the alert; one confirmed or gone needs no letter.

    Raises what `send_email` raises.
    """
    alert = Alert.objects.select_related("product").filter(id=alert_id, confirmed_at=None).first()
    if alert is None:
        return
    token = link_token(code_id=alert.id, purpose=CONFIRM)
    send_email(
        template=Template.ALERT_CONFIRM,
        cause=cause,
        recipient=alert.email,
        context={
            "is_price": alert.kind == Alert.Kind.PRICE,
            "title": alert.product.title,
            "link": f"{settings.PUBLIC_URL}/alerts/{token}/",
        },
    )


def mail_batch(*, batch_id: UUID) -> int:
    """Send what a batch of alerts has written; gives how many messages went. Raises what `send_letters` raises."""
    notices = list(AlertNotice.objects.select_related("alert__user").filter(batch_id=batch_id).order_by("id"))
    by_cause = {f"alert:{notice.alert_id}": notice for notice in notices}
    messages = Message.objects.filter(cause__in=by_cause).order_by("id")
    return send_letters([_letter(message, by_cause[message.cause]) for message in messages])


def _letter(message: Message, notice: AlertNotice) -> Letter:
    return Letter(message=message, topic=Topic.ALERTS, user_id=notice.alert.user_id, context=_context(notice))


def _context(notice: AlertNotice) -> Mapping[str, Any]:
    facts, user = notice.facts, notice.alert.user
    money = {
        name: Money(facts[f"{name}_minor"], facts["currency"]) for name in ("price", "was") if f"{name}_minor" in facts
    }
    return {
        "name": user.full_name if user else "",
        "title": facts["title"],
        "options": facts.get("options", ""),
        "vendor": facts["vendor"],
        "link": f"{settings.STOREFRONT_URL}/p/{facts['slug']}/",
        **money,
    }
