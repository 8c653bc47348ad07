"""Passwords: how strong, and hashed with Argon2. Everything here takes a while: `off_the_loop` from async code."""

from django.contrib.auth.hashers import make_password, verify_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from domains.identity.errors import WeakPassword
from domains.identity.models import User

LONGEST_PASSWORD = 128


def hash_new_password(*, password: str, email: str) -> str:
    """The hash of a password that a person with that address has chosen. Raises WeakPassword."""
    if len(password) > LONGEST_PASSWORD:
        raise WeakPassword(f"A password has at most {LONGEST_PASSWORD} characters.")
    if not _is_text(password):
        raise WeakPassword("This password has characters that do not exist.")
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from error
    return make_password(password)


def matches(*, password: str, password_hash: str) -> bool:
    """Whether the password belongs to the hash.

    An empty hash (nobody by that name) and an unusable one (an account without password) match nothing, after the
    same work as a wrong password.
    """
    # Nobody has an overlong or unencodable password, but it must cost as much as any other.
    possible = len(password) <= LONGEST_PASSWORD and _is_text(password)
    correct, _ = verify_password(password if possible else "", password_hash)
    return correct and possible


def _is_text(password: str) -> bool:
    # JSON can spell half of a surrogate pair, which no encoding can write.
    return not any("\ud800" <= mark <= "\udfff" for mark in password)
