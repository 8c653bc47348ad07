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
