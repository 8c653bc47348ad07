"""What may go wrong when people are told something."""

from domains.common.errors import DomainError, Kind


class MailInsideTransaction(DomainError):
    """A mail was to be sent inside a transaction: no rollback takes it back, and locks would wait for it."""

    kind = Kind.INVALID
    code = "MAIL_INSIDE_TRANSACTION"

    def __init__(self) -> None:
        super().__init__("Mail is sent after the commit.")


class MailUnderWay(DomainError):
    """Another worker is handing this very message to the mail server, or died over it a moment ago."""

    kind = Kind.UNAVAILABLE
    code = "MAIL_UNDER_WAY"

    def __init__(self) -> None:
        super().__init__("This message is being sent.")


class StillInStock(DomainError):
    """What can be bought now is not waited for."""

    kind = Kind.CONFLICT
    code = "STILL_IN_STOCK"

    def __init__(self) -> None:
        super().__init__("That item is in stock.", path=("variantId",))


class TooManyAlerts(DomainError):
    """A customer waits for as many things as they may."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_ALERTS"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"You can wait for up to {most} things.")


class PreferenceFixed(DomainError):
    """What is told about orders cannot be switched off."""

    kind = Kind.DENIED
    code = "PREFERENCE_FIXED"

    def __init__(self) -> None:
        super().__init__("News about your orders can't be switched off.", path=("topic",))


class ChannelNotOffered(DomainError):
    """Nothing of that kind is sent that way."""

    kind = Kind.INVALID
    code = "CHANNEL_NOT_OFFERED"

    def __init__(self) -> None:
        super().__init__("We don't send that this way.", path=("channel",))
