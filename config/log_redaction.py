"""Take secrets out of what is logged."""

import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

REDACTED: Final = "[redacted]"

SECRET_WORDS = frozenset(
    {
        "password", "passwd", "passphrase", "secret", "token", "tokens", "authorization", "cookie", "cookies", "card",
        "pan", "cvc", "cvv", "iban", "otp", "pin", "jwt", "apikey", "credential", "credentials", "signature",
    }
)  # fmt: skip
SECRET_KEYS = frozenset({"code", "codes", "api_key", "private_key", "signing_key", "session_key"})
# The codes of ours that are said aloud; any other `..._code` is one that somebody was sent.
OPEN_CODES = frozenset(
    {"status_code", "error_code", "close_code", "exit_code", "country_code", "currency_code", "language_code"}
)
WORDS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")

IN_TEXT: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1 {REDACTED}"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"), REDACTED),
    (
        re.compile(
            r"""(["']?\b\w{0,40}(?:password|passwd|secret|token|otp|cvc|cvv|(?<!status_)(?<!error_)code)["']?\s{0,4}[:=]\s{0,4})"""
            r"""("[^"]{0,400}"?|'[^']{0,400}'?|[^\s,;&)}\]]{1,400})""",
            re.IGNORECASE,
        ),
        rf"\1{REDACTED}",
    ),
    (re.compile(r"://[^/\s:@]{0,100}:[^/\s@]{1,200}@"), f"://{REDACTED}@"),
)
CARD_NUMBER = re.compile(r"(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w-])")
# Cheaper than five searches over every line: none of the patterns can match without one of these.
HINT = re.compile(r"[=:@]|bearer|basic|eyj")
LONG_NUMBER = re.compile(r"\d[\d -]{11}\d")
SHORTEST = 8  # "otp=1234"

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
# Made by us, from nothing a stranger sent.
UNTOUCHED = STANDARD | {"request_id", "trace_id", "client_ip", "execution_time", "status", "bytes"}
MAX_NESTING = 5


class RedactSecrets(logging.Filter):
    """Replace secrets in a record's message, traceback and extra fields. The caller's record stays as it is."""

    def filter(self, record: logging.LogRecord) -> logging.LogRecord:
        """Give a copy that is safe to write."""
        # copy.copy of a record takes ten times as long, and this runs for every line.
        safe = logging.LogRecord.__new__(logging.LogRecord)
        vars(safe).update(vars(record))
        safe.msg = redacted_text(record.getMessage())
        safe.args = None
        if record.exc_text:
            safe.exc_text = redacted_text(record.exc_text)
        fields = vars(safe)
        for key in fields.keys() - UNTOUCHED:
            value = fields[key]
            fields[key] = REDACTED if value is not None and is_secret(key) else redacted(value)
        return safe


@lru_cache(maxsize=2048)
def is_secret(key: str) -> bool:
    """Tell by its name whether a field holds a secret."""
    name = key.lower().replace("-", "_")
    if name in SECRET_KEYS or (name.endswith("_code") and name not in OPEN_CODES):
        return True
    return any(word.lower() in SECRET_WORDS for word in WORDS.findall(key))


def redacted(value: object, nesting: int = 0) -> object:
    """Give a copy of a value with the secrets in it replaced."""
    if isinstance(value, str):
        return redacted_text(value)
    if value is None or isinstance(value, int | float):
        return value
    if nesting >= MAX_NESTING:
        return "[nested]" if isinstance(value, Mapping | list | tuple | set | frozenset) else value
    if isinstance(value, Mapping):
        return {
            str(key): REDACTED if is_secret(str(key)) else redacted(found, nesting + 1) for key, found in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(found, nesting + 1) for found in value]
    return value


def redacted_text(text: str) -> str:
    """Replace what looks like a token, a password in a URL, a `secret=...` pair or a card number."""
    if len(text) < SHORTEST:
        return text
    if HINT.search(text.lower()):
        for pattern, replacement in IN_TEXT:
            text = pattern.sub(replacement, text)
    return CARD_NUMBER.sub(_without_card, text) if LONG_NUMBER.search(text) else text


def _without_card(found: re.Match[str]) -> str:
    digits = [int(char) for char in found[0] if char.isdigit()]
    # Luhn: order numbers and ids of the same length stay readable.
    odd, even = digits[-1::-2], digits[-2::-2]
    total = sum(odd) + sum(sum(divmod(2 * digit, 10)) for digit in even)
    return found[0] if total % 10 else REDACTED
