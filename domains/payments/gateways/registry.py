"""Which providers there are: a name in the database, a gateway in the process."""

from collections.abc import Callable, Mapping
from functools import cache

import orjson
from django.conf import settings

from domains.payments.errors import UnknownGateway
from domains.payments.gateways.base import Gateway, ProviderEvent
from domains.payments.gateways.sandbox import SandboxGateway
from domains.payments.gateways.sandbox_books import event_from

DEFAULT_GATEWAY = SandboxGateway.name


# One per process: its circuit breaker learns from every call, and its connections are kept.
@cache
def _sandbox() -> Gateway:
    return SandboxGateway(
        base_url=settings.SANDBOX_URL,
        secret_key=settings.SANDBOX_SECRET_KEY,
        webhook_secret=settings.SANDBOX_WEBHOOK_SECRET,
    )


_GATEWAYS: Mapping[str, Callable[[], Gateway]] = {SandboxGateway.name: _sandbox}
_READERS: Mapping[str, Callable[[Mapping[str, object]], ProviderEvent]] = {SandboxGateway.name: event_from}


def gateway_named(name: str) -> Gateway:
    """The provider of that name. Raises UnknownGateway."""
    if name not in _GATEWAYS:
        raise UnknownGateway("There is no such payment provider.")
    return _GATEWAYS[name]()


def read_event(*, provider: str, body: bytes) -> ProviderEvent:
    """A webhook from the inbox. Its signature was verified when it came in, so its age no longer matters."""
    if provider not in _READERS:
        raise UnknownGateway("There is no such payment provider.")
    return _READERS[provider](orjson.loads(body))
