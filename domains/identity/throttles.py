"""How often an address, an account and a network may try what gives something away or sends mail."""

from datetime import timedelta

from django.conf import settings

from domains.common.limits import Limit, spend, spend_sync, subnet_of

LOGINS_PER_ACCOUNT = Limit(name="login-account", count=10, period=timedelta(minutes=15))
CODE_TRIES_PER_ACCOUNT = Limit(name="code-account", count=15, period=timedelta(minutes=15))
PASSWORD_TRIES_PER_ACCOUNT = Limit(name="password-account", count=10, period=timedelta(minutes=15))
SECOND_FACTOR_TRIES_PER_ACCOUNT = Limit(name="second-factor-account", count=15, period=timedelta(minutes=15))
MAILS_PER_ADDRESS = Limit(name="mail-address", count=3, period=timedelta(minutes=15))

EXPORTS_PER_ACCOUNT = Limit(name="export-account", count=1, period=timedelta(days=1))

# Each sends a mail to an address that is not the account's own.
EMAIL_CHANGES_PER_ACCOUNT = Limit(name="email-change-account", count=5, period=timedelta(hours=1))

SMS_PER_NUMBER = Limit(name="sms-number", count=3, period=timedelta(minutes=15))
SMS_PER_ACCOUNT = Limit(name="sms-account", count=5, period=timedelta(hours=1))

_FACTOR = settings.NETWORK_LIMIT_FACTOR
# Mobile networks put thousands of shoppers behind one address, so a network gets much more than a person.
LOGINS_PER_NETWORK = Limit(name="login-network", count=300 * _FACTOR, period=timedelta(minutes=15))
# Whoever tries one password on many accounts moves from address to address of a range they have rented.
LOGINS_PER_SUBNET = Limit(name="login-subnet", count=2_000 * _FACTOR, period=timedelta(minutes=15))
# And from range to range of the world. Eleven a second: whoever has more customers than that raises the factor.
LOGINS_IN_ALL = Limit(name="login-all", count=10_000 * _FACTOR, period=timedelta(minutes=15))
CODE_TRIES_PER_NETWORK = Limit(name="code-network", count=300 * _FACTOR, period=timedelta(minutes=15))
REGISTRATIONS_PER_NETWORK = Limit(name="register-network", count=300 * _FACTOR, period=timedelta(hours=1))
RESETS_PER_NETWORK = Limit(name="reset-network", count=300 * _FACTOR, period=timedelta(hours=1))
# Every text costs money: fewer than mails.
SMS_PER_NETWORK = Limit(name="sms-network", count=100 * _FACTOR, period=timedelta(hours=1))
MAILS_PER_NETWORK = Limit(name="mail-network", count=100 * _FACTOR, period=timedelta(hours=1))
NONCES_PER_NETWORK = Limit(name="nonce-network", count=300 * _FACTOR, period=timedelta(minutes=15))
GUESTS_PER_NETWORK = Limit(name="guest-network", count=1000 * _FACTOR, period=timedelta(minutes=5))


async def count_login(*, network: str) -> None:
    """Count a try to log in, whoever it is for. Raises TooManyRequests, Unavailable."""
    # The narrowest first: a network that is stopped takes nothing from the others.
    for limit, subject in _login_limits(network):
        await spend(limit=limit, subject=subject)


def count_login_sync(*, network: str) -> None:
    """As `count_login`, for callers that run in a thread."""
    for limit, subject in _login_limits(network):
        spend_sync(limit=limit, subject=subject)


def _login_limits(network: str) -> tuple[tuple[Limit, str], ...]:
    return (LOGINS_PER_NETWORK, network), (LOGINS_PER_SUBNET, subnet_of(network)), (LOGINS_IN_ALL, "")
