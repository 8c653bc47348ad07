"""A-21: of fifty uses of one secret at the same moment, one succeeds; every kind of secret, real connections."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyotp
import pytest

from domains.common.clock import utc_now
from domains.identity import authenticators
from domains.identity.codes import CODE_LIFETIME, digits
from domains.identity.errors import SecondFactorNeeded
from domains.identity.models import OneTimeCode, RecoveryCode, SecondFactor, Session, User
from domains.identity.services.change_password import reset_password
from domains.identity.services.issue_code import new_code
from domains.identity.services.open_session import confirm_login, open_session
from domains.identity.services.phone_login import log_in_by_phone
from domains.identity.services.verify_email import verify_email
from tests.concurrency import all_at_once, many_connections
from tests.factories.identity import PASSWORD, a_user

NOW = utc_now()
EMAIL, PHONE, RECOVERY = "ada@example.com", "+2348031234567", "AAAA-BBBB-CCCC-DDDD"
type Use = Callable[[], object]


def _code(user: User, purpose: str, target: str = "") -> OneTimeCode:
    kind = OneTimeCode.Purpose(purpose)
    return new_code(user=user, purpose=kind, lifetime=CODE_LIFETIME, now=NOW, target=target)


def _email_code() -> Use:
    code = _code(a_user(email=EMAIL, verified=False), "verify_email")
    return lambda: verify_email(email=EMAIL, code=digits(code.id, code.purpose), user_agent="", network="", now=NOW)


def _sms_code() -> Use:
    user = a_user(email=EMAIL)
    User.objects.filter(id=user.id).update(phone=PHONE, phone_verified_at=NOW)
    code = _code(user, "phone_login", PHONE)
    return lambda: log_in_by_phone(phone=PHONE, code=digits(code.id, code.purpose), user_agent="", network="", now=NOW)


def _challenged() -> tuple[SecondFactor, OneTimeCode]:
    user = a_user(email=EMAIL, password=PASSWORD)
    factor = SecondFactor.objects.create(user=user, confirmed_at=NOW)
    with pytest.raises(SecondFactorNeeded):
        open_session(user_id=user.id, password_hash=user.password, user_agent="", now=NOW)
    return factor, OneTimeCode.objects.get()


def _app_code() -> Use:
    factor, challenge = _challenged()
    code = pyotp.TOTP(authenticators.secret_of(factor.id)).at(_unix(NOW))
    return lambda: confirm_login(code_id=challenge.id, code=code, user_agent="", network="", now=NOW)


def _recovery_code() -> Use:
    factor, challenge = _challenged()
    RecoveryCode.objects.create(factor=factor, code_hash=authenticators.recovery_hash(RECOVERY))
    return lambda: confirm_login(code_id=challenge.id, code=RECOVERY, user_agent="", network="", now=NOW)


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())


SECRETS: dict[str, Callable[[], Any]] = {
    "email code": _email_code,
    "SMS code": _sms_code,
    "code of an app": _app_code,
    "recovery code": _recovery_code,
}


@pytest.mark.parametrize("kind", SECRETS)
def test_a21_fifty_uses_of_one_secret_open_one_session(kind: str) -> None:
    use = SECRETS[kind]()

    with many_connections():
        outcomes = all_at_once([use] * 50)

    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert Session.objects.count() == 1


def test_a21_fifty_uses_of_one_reset_link_set_one_password() -> None:
    code = _code(a_user(email=EMAIL), "reset_password")

    def use(number: int) -> Use:
        return lambda: reset_password(code_id=code.id, password_hash=f"hash-{number}", now=NOW)

    with many_connections():
        outcomes = all_at_once([use(number) for number in range(50)])

    [winner] = [number for number, outcome in enumerate(outcomes) if not isinstance(outcome, Exception)]
    assert User.objects.get().password == f"hash-{winner}"
