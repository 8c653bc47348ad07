"""What may go wrong between a provider and us that a caller has to be told by exception."""

from domains.common.errors import DomainError, Kind


class ProviderUnavailable(DomainError):
    """The provider's books could not be read."""

    kind = Kind.UNAVAILABLE
    code = "PROVIDER_UNAVAILABLE"

    def __init__(self, *, reason: str) -> None:
        super().__init__("The payment provider cannot be reached right now.")
        self.reason = reason


class UnreadableAnswer(ProviderUnavailable):
    """The provider said something that its interface does not allow; `field` is where."""

    code = "PROVIDER_UNREADABLE"

    def __init__(self, *, field: str) -> None:
        super().__init__(reason="unreadable_answer")
        self.field = field


class WebhookRefused(DomainError):
    """A webhook that must have no effect; the base of all below."""

    kind = Kind.INVALID
    code = "WEBHOOK_REFUSED"


class SignatureMissing(WebhookRefused):
    """There is no signature, or none of a scheme that we trust."""

    code = "SIGNATURE_MISSING"

    def __init__(self) -> None:
        super().__init__("The webhook is not signed.")


class SignatureMalformed(WebhookRefused):
    """The signature header cannot be read."""

    code = "SIGNATURE_MALFORMED"

    def __init__(self) -> None:
        super().__init__("The webhook's signature cannot be read.")


class SignatureWrong(WebhookRefused):
    """Signed with another secret, or the body is not the one that was signed."""

    code = "SIGNATURE_WRONG"

    def __init__(self) -> None:
        super().__init__("The webhook's signature is wrong.")


class SignatureOutOfTime(WebhookRefused):
    """Signed too long ago, or in the future: a replay, or a clock that is wrong."""

    code = "SIGNATURE_OUT_OF_TIME"

    def __init__(self) -> None:
        super().__init__("The webhook was not signed just now.")


class WebhookUnreadable(WebhookRefused):
    """Rightly signed, yet not an event."""

    code = "WEBHOOK_UNREADABLE"

    def __init__(self) -> None:
        super().__init__("The webhook cannot be read.")
