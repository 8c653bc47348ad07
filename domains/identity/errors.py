"""Everything that may go wrong in identity. No message tells whether an account exists."""

from domains.common.errors import DomainError, InvalidInput, Kind


class InvalidToken(DomainError):
    """A token that is malformed, forged, expired, revoked, or of another kind: the caller never learns which."""

    kind = Kind.DENIED
    code = "INVALID_TOKEN"

    def __init__(self) -> None:
        super().__init__("Your session has ended. Please log in again.")


class WrongCredentials(DomainError):
    """Unknown address, wrong password, unverified, inactive or passwordless account: the caller never learns which."""

    kind = Kind.DENIED
    code = "WRONG_CREDENTIALS"

    def __init__(self) -> None:
        super().__init__("The email address or the password is wrong.")


class WrongCode(DomainError):
    """A code that is wrong, used, expired, exhausted, or of somebody else: the caller never learns which."""

    kind = Kind.DENIED
    code = "WRONG_CODE"

    def __init__(self) -> None:
        super().__init__("That code is wrong or no longer valid.", path=("code",))


class WrongLink(DomainError):
    """A link's token that is forged, used, expired, replaced or of another purpose: the caller never learns which."""

    kind = Kind.DENIED
    code = "WRONG_TOKEN"

    def __init__(self) -> None:
        super().__init__("This link is wrong or no longer valid. Please ask for a new one.", path=("token",))


class WrongPassword(DomainError):
    """Not the password of the account that is logged in."""

    kind = Kind.DENIED
    code = "WRONG_PASSWORD"

    def __init__(self) -> None:
        super().__init__("That is not your present password.", path=("currentPassword",))


class InvalidEmail(InvalidInput):
    """No email address that mail could reach."""

    code = "INVALID_EMAIL"

    def __init__(self) -> None:
        super().__init__("Please enter a valid email address.", path=("email",))


class WeakPassword(InvalidInput):
    """A password that is too short, too common or too much like the account."""

    code = "WEAK_PASSWORD"

    def __init__(self, message: str) -> None:
        super().__init__(message, path=("password",))


class AddressBookFull(DomainError):
    """The address book holds as many addresses as it may."""

    kind = Kind.CONFLICT
    code = "ADDRESS_BOOK_FULL"

    def __init__(self) -> None:
        super().__init__("Your address book is full. Please delete an address first.")
