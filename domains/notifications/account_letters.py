"""Letters about accounts."""

import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings

from domains.identity.codes import CODE_LIFETIME, RESET_LIFETIME, digits
from domains.identity.links import link_token
from domains.identity.models import AccountExport, OneTimeCode, User
from domains.identity.services.export_account import EXPORTS_KEPT, LINK
from domains.notifications.services import Template, send_email, send_sms

log = logging.getLogger(__name__)


def mail_verification_code(*, code_id: UUID, now: datetime) -> None:
    """Mail a code to its user. One that has lapsed or was used meanwhile is not worth a mail.

    Raises what `send_email` raises.
    """
    code = _good(code_id, now)
    if code is not None:
        _mail_digits(code, template=Template.VERIFICATION_CODE, recipient=code.user.email)


def mail_email_change_code(*, code_id: UUID, now: datetime) -> None:
    """Mail a code to the address that its user wants to have. Raises what `send_email` raises."""
    code = _good(code_id, now)
    if code is not None:
        _mail_digits(code, template=Template.EMAIL_CHANGE_CODE, recipient=code.target)


def text_phone_code(*, code_id: UUID, now: datetime) -> None:
    """Send a code to the number that it was made for. Raises what `send_sms` raises."""
    code = _good(code_id, now)
    if code is not None:
        facts = {"digits": digits(code.id, code.purpose), "minutes": CODE_LIFETIME.seconds // 60}
        send_sms(
            template=Template.PHONE_CODE,
            cause=f"code:{code.id}",
            recipient=code.target,
            context=facts,
            user_id=code.user_id,
        )


def mail_password_reset(*, code_id: UUID, now: datetime) -> None:
    """Mail the link with which a password is set anew. Raises what `send_email` raises."""
    code = _good(code_id, now)
    if code is None:
        return
    token = link_token(code_id=code.id, purpose=code.purpose)
    send_email(
        template=Template.PASSWORD_RESET,
        cause=f"code:{code_id}",
        recipient=code.user.email,
        user_id=code.user_id,
        context={
            "name": code.user.full_name,
            # Behind the #: browsers keep a fragment to themselves, so no log and no Referer ever has the token.
            "link": f"{settings.STOREFRONT_URL}/reset-password#token={token}",
            "minutes": RESET_LIFETIME.seconds // 60,
        },
    )


def tell_of_known_email(*, user_id: UUID, cause: str) -> None:
    """Tell the owner of an account that somebody tried to register its address. Raises what `send_email` raises."""
    _tell(user_id, template=Template.KNOWN_EMAIL, cause=cause)


def tell_of_wanted_email(*, user_id: UUID, cause: str) -> None:
    """Tell the owner of an account that somebody wants its address for theirs. Raises what `send_email` raises."""
    _tell(user_id, template=Template.EMAIL_CHANGE_TAKEN, cause=cause)


def tell_of_new_password(*, user_id: UUID, cause: str) -> None:
    """Tell somebody that their password was changed. Raises what `send_email` raises."""
    _tell(user_id, template=Template.PASSWORD_CHANGED, cause=cause)


def tell_of_second_factor(*, user_id: UUID, added: bool, cause: str) -> None:
    """Tell somebody that a login takes, or no longer takes, their authenticator. Raises what `send_email` raises."""
    _tell(user_id, template=Template.SECOND_FACTOR_ADDED if added else Template.SECOND_FACTOR_REMOVED, cause=cause)


def tell_of_recovery_codes(*, user_id: UUID, cause: str) -> None:
    """Tell somebody that their recovery codes are others now. Raises what `send_email` raises."""
    _tell(user_id, template=Template.RECOVERY_CODES_RENEWED, cause=cause)


def tell_of_phone(*, user_id: UUID, cause: str) -> None:
    """Tell somebody that a number can log in to their account now. Raises what `send_email` raises."""
    _tell(user_id, template=Template.PHONE_VERIFIED, cause=cause)


def tell_of_removed_phone(*, user_id: UUID, cause: str) -> None:
    """Tell somebody that no number logs in to their account any more. Raises what `send_email` raises."""
    _tell(user_id, template=Template.PHONE_REMOVED, cause=cause)


def tell_of_provider(*, user_id: UUID, cause: str) -> None:
    """Tell somebody that Google can log in to their account now. Raises what `send_email` raises."""
    _tell(user_id, template=Template.PROVIDER_LINKED, cause=cause)


def mail_export(*, export_id: UUID, now: datetime) -> None:
    """Mail the link to a copy of what is known of somebody. Raises what `send_email` raises."""
    ready = AccountExport.objects.select_related("user").filter(
        id=export_id, state=AccountExport.State.READY, expires_at__gt=now, user__is_active=True
    )
    export = ready.first()
    if export is None:
        return
    token = link_token(code_id=export.id, purpose=LINK)
    send_email(
        template=Template.EXPORT_READY,
        cause=f"export:{export_id}",
        recipient=export.user.email,
        user_id=export.user_id,
        context={
            "name": export.user.full_name,
            # In the query: paths are logged, queries are not.
            "link": f"{settings.PUBLIC_URL}/api/exports/file?token={token}",
            "days": EXPORTS_KEPT.days,
        },
    )


def tell_of_new_email(*, code_id: UUID) -> None:
    """Tell the address that an account had before of the one it has now. Raises what `send_email` raises."""
    code = OneTimeCode.objects.select_related("user").filter(id=code_id).first()
    if code is None:
        return
    send_email(
        template=Template.EMAIL_CHANGED,
        cause=f"code:{code_id}",
        recipient=code.replaces,
        user_id=code.user_id,
        context={"name": code.user.full_name, "address": half_hidden(code.target)},
    )


def half_hidden(email: str) -> str:
    """Enough of an address to know one's own by: `ad…@example.com`. The old mailbox may be somebody else's."""
    local, _, domain = email.rpartition("@")
    return f"{local[:2]}…@{domain}"


def _good(code_id: UUID, now: datetime) -> OneTimeCode | None:
    code = OneTimeCode.objects.select_related("user").filter(id=code_id, used_at=None, expires_at__gt=now).first()
    if code is None:
        log.info("code not sent: it is no longer good", extra={"code_id": str(code_id)})
    return code


def _mail_digits(code: OneTimeCode, *, template: Template, recipient: str) -> None:
    send_email(
        template=template,
        cause=f"code:{code.id}",
        recipient=recipient,
        user_id=code.user_id,
        # No name: nobody has proven the address yet, and whoever typed it would choose what its reader is told.
        context={"digits": digits(code.id, code.purpose), "minutes": CODE_LIFETIME.seconds // 60},
    )


def _tell(user_id: UUID, *, template: Template, cause: str) -> None:
    user = User.objects.filter(id=user_id, is_active=True).first()
    if user is None:
        return
    send_email(template=template, cause=cause, recipient=user.email, context={"name": user.full_name}, user_id=user_id)
