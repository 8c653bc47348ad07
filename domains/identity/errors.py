"""Everything that may go wrong in identity. No message tells whether an account exists."""

from datetime import datetime

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


class SecondFactorNeeded(DomainError):
    """The first half of a login was right; `challenge` and a code of the second factor open the session."""

    kind = Kind.DENIED
    code = "SECOND_FACTOR_NEEDED"

    def __init__(self, *, challenge: str, expires_at: datetime) -> None:
        super().__init__("Please enter the code from your authenticator app.")
        self.challenge = challenge
        self.expires_at = expires_at


class ChallengeEnded(DomainError):
    """A login that was begun too long ago, too often answered wrongly, answered before, or never begun."""

    kind = Kind.DENIED
    code = "CHALLENGE_ENDED"

    def __init__(self) -> None:
        super().__init__("That took too long or too many tries. Please log in again.", path=("challenge",))


class SecondFactorInPlace(DomainError):
    """A second factor is replaced by removing it first."""

    kind = Kind.CONFLICT
    code = "SECOND_FACTOR_IN_PLACE"

    def __init__(self) -> None:
        super().__init__("Your account has a second factor already. Please remove it first.")


class StaffNeedSecondFactor(DomainError):
    """A session of staff that was opened by password alone, where that is not enough."""

    kind = Kind.DENIED
    code = "STAFF_NEED_SECOND_FACTOR"

    def __init__(self) -> None:
        super().__init__("Staff log in with a second factor. Please set one up and log in with it.")


class LoginTooOld(DomainError):
    """An account without password is changed for good only soon after a login."""

    kind = Kind.DENIED
    code = "LOGIN_TOO_OLD"

    def __init__(self) -> None:
        super().__init__("Please log in again, and then repeat this within ten minutes.")


class LastWayIn(DomainError):
    """The proven number is all that logs in to the account: no password, and no provider that vouches for it here."""

    kind = Kind.CONFLICT
    code = "LAST_WAY_IN"

    def __init__(self) -> None:
        super().__init__("You log in with this number alone. Please set a password first.")


class AccountInService(DomainError):
    """Staff and owners of a house are answerable for what they did; somebody else has to release them first."""

    kind = Kind.CONFLICT
    code = "ACCOUNT_IN_SERVICE"

    def __init__(self) -> None:
        super().__init__("This account works for the marketplace or owns a house. Please write to us to leave.")


class GoogleLoginOff(DomainError):
    """This shop has no login with Google: no client id is configured."""

    kind = Kind.MISSING
    code = "GOOGLE_LOGIN_OFF"

    def __init__(self) -> None:
        super().__init__("Login with Google is not offered here.")


class GoogleLoginRefused(DomainError):
    """A token or nonce that is forged, old, used or of elsewhere, or an account that is closed: never told which."""

    kind = Kind.DENIED
    code = "GOOGLE_LOGIN_REFUSED"

    def __init__(self) -> None:
        super().__init__("That login with Google did not work. Please try again.")


class GoogleEmailUnverified(DomainError):
    """Google has not seen the address proven; whether it has an account with us is not even looked at."""

    kind = Kind.DENIED
    code = "GOOGLE_EMAIL_UNVERIFIED"

    def __init__(self) -> None:
        super().__init__("Please confirm your email address with Google first, or register with a password.")


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


class GroupCodeTaken(DomainError):
    """There is a customer group with that code already."""

    kind = Kind.CONFLICT
    code = "GROUP_CODE_TAKEN"

    def __init__(self) -> None:
        super().__init__("Another group has that code.", path=("code",))


class NoSuchCustomer(InvalidInput):
    """No open account has that address, or it was never proven; told to staff only, who may see accounts."""

    code = "NO_SUCH_CUSTOMER"

    def __init__(self) -> None:
        super().__init__("No customer has proven that address.", path=("email",))


class AlreadyInGroup(DomainError):
    """A customer is in a group once."""

    kind = Kind.CONFLICT
    code = "ALREADY_IN_GROUP"

    def __init__(self) -> None:
        super().__init__("That customer is in the group already.", path=("email",))


class AddressBookFull(DomainError):
    """The address book holds as many addresses as it may."""

    kind = Kind.CONFLICT
    code = "ADDRESS_BOOK_FULL"

    def __init__(self) -> None:
        super().__init__("Your address book is full. Please delete an address first.")
