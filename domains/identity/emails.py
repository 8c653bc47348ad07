"""Which spellings of an email address are the same account."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from domains.identity.errors import InvalidEmail

LONGEST_EMAIL = 254


def normalised(email: str) -> str:
    """The one spelling under which an account is kept: NFKC, trimmed, lower case, an international domain in ASCII.

    Letters outside ASCII before the @ are refused, for they are how one address is made to look like another. Dots
    and plus signs stay: only the provider knows whether they matter. Raises InvalidEmail.
    """
    if len(email) > LONGEST_EMAIL:
        raise InvalidEmail
    try:
        plain = unicodedata.normalize("NFKC", email).strip()
        address = validate_email(plain, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except (EmailNotValidError, ValueError) as error:
        raise InvalidEmail from error
    spelling = (address.ascii_email or "").lower()
    if not spelling or len(spelling) > LONGEST_EMAIL:
        raise InvalidEmail
    return spelling
