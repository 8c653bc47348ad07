"""Letters about accounts."""

import logging
from datetime import datetime
from uuid import UUID

from domains.identity.codes import CODE_LIFETIME, digits
from domains.identity.models import OneTimeCode, User
from domains.notifications.services import Template, send_email

log = logging.getLogger(__name__)


def mail_verification_code(*, code_id: UUID, now: datetime) -> None:
    """Mail a code to its user. One that has lapsed or was used meanwhile is not worth a mail.

    Raises what `send_email` raises.
    """
    code = OneTimeCode.objects.select_related("user").filter(id=code_id, used_at=None, expires_at__gt=now).first()
    if code is None:
        log.info("code not mailed: it is no longer good", extra={"code_id": str(code_id)})
        return
    send_email(
        template=Template.VERIFICATION_CODE,
        cause=f"code:{code_id}",
        recipient=code.user.email,
        context={
            "name": code.user.full_name,
            "digits": digits(code.id, code.purpose),
            "minutes": CODE_LIFETIME.seconds // 60,
        },
    )


def tell_of_known_email(*, user_id: UUID, cause: str) -> None:
    """Tell the owner of an account that somebody tried to register its address. Raises what `send_email` raises."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        return
    send_email(template=Template.KNOWN_EMAIL, cause=cause, recipient=user.email, context={"name": user.full_name})
