"""From bytes to typed requests: whatever is wrong ends as an ApiError that names the field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import orjson

from rest.sandbox.cards import CARD_BY_NAME, CARD_BY_NUMBER, UNKNOWN_CARD, Card, is_plausible_number
from rest.sandbox.errors import invalid

# Far below 2**63, so that a balance over a million of the largest payments still fits SQLite's integer.
LARGEST_AMOUNT = 1_000_000_000_000
_REFERENCE = re.compile(r"[A-Za-z0-9._:=-]{1,100}")
_CURRENCY = re.compile(r"[A-Z]{3}")
# Host names, IPv4 and bracketed IPv6: nothing that could end a Content-Security-Policy directive.
_AUTHORITY = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True, kw_only=True)
class NewPayment:
    amount: int
    currency: str
    reference: str
    card: Card
    last4: str
    return_url: str
    metadata: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class NewRefund:
    amount: int
    reference: str


def json_object(body: bytes) -> dict[str, object]:
    """The JSON object in a request body; an empty body is an empty object."""
    if not body:
        return {}
    try:
        # orjson refuses bad UTF-8, NaN, lone surrogates and nesting beyond 1,024 levels; huge integers become floats,
        # which no field accepts.
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise invalid("invalid_json", "The body is not valid JSON.") from None
    if not isinstance(parsed, dict):
        raise invalid("invalid_json", "The body must be a JSON object.")
    return parsed


def new_payment(fields: Mapping[str, object]) -> NewPayment:
    _only(fields, {"amount", "currency", "reference", "card", "capture", "return_url", "metadata"})
    if fields.get("capture", "manual") != "manual":
        raise invalid("unsupported_capture", "Only manual capture is offered.", "capture")
    card, last4 = _card(fields)
    return NewPayment(
        amount=_amount(fields),
        currency=_matching(fields, "currency", _CURRENCY, "must be three capital letters"),
        reference=_reference(fields),
        card=card,
        last4=last4,
        return_url=_return_url(fields),
        metadata=_metadata(fields),
    )


def capture_amount(fields: Mapping[str, object]) -> int | None:
    """The amount to capture, or None for all of it."""
    _only(fields, {"amount"})
    return _amount(fields) if "amount" in fields else None


def new_refund(fields: Mapping[str, object]) -> NewRefund:
    _only(fields, {"amount", "reference"})
    return NewRefund(amount=_amount(fields), reference=_reference(fields))


def nothing(fields: Mapping[str, object]) -> None:
    _only(fields, set())


def page_size(text: str | None) -> int:
    if text is None:
        return 50
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= 100):
        raise invalid("invalid_limit", "`limit` must be a whole number from 1 to 100.", "limit")
    return int(text)


def idempotency_key(text: str | None) -> str | None:
    if text is None:
        return None
    if len(text) > 255 or not _PRINTABLE.fullmatch(text):
        raise invalid(
            "invalid_idempotency_key", "Idempotency-Key must be 1 to 255 printable ASCII characters.", "Idempotency-Key"
        )
    return text


def _only(fields: Mapping[str, object], known: set[str]) -> None:
    unknown = sorted(fields.keys() - known)
    if unknown:
        raise invalid("unknown_parameter", "The request has a parameter that does not exist.", unknown[0][:100])


def _required(fields: Mapping[str, object], name: str) -> object:
    if name not in fields:
        raise invalid("parameter_missing", f"`{name}` is required.", name)
    return fields[name]


def _amount(fields: Mapping[str, object]) -> int:
    amount = _required(fields, "amount")
    # `type` and not isinstance: True is an int to isinstance.
    if type(amount) is not int or not 1 <= amount <= LARGEST_AMOUNT:
        raise invalid(
            "invalid_amount", f"`amount` must be an integer of minor units from 1 to {LARGEST_AMOUNT}.", "amount"
        )
    return amount


def _matching(fields: Mapping[str, object], name: str, pattern: re.Pattern[str], rule: str) -> str:
    text = _required(fields, name)
    if not isinstance(text, str) or not pattern.fullmatch(text):
        raise invalid(f"invalid_{name}", f"`{name}` {rule}.", name)
    return text


def _reference(fields: Mapping[str, object]) -> str:
    return _matching(fields, "reference", _REFERENCE, "must be 1 to 100 of A-Z a-z 0-9 . _ : = -")


def _card(fields: Mapping[str, object]) -> tuple[Card, str]:
    """The card's behaviour and the last four digits of its number."""
    given = _required(fields, "card")
    if isinstance(given, str):
        if given not in CARD_BY_NAME:
            raise invalid("unknown_card_token", "There is no such test card.", "card")
        card = CARD_BY_NAME[given]
        return card, card.number[-4:]
    if not isinstance(given, dict):
        raise invalid("invalid_card", "`card` must be a token or an object with a number.", "card")
    unknown = sorted(given.keys() - {"number"})
    if unknown:
        raise invalid(
            "unknown_parameter", "The request has a parameter that does not exist.", f"card.{unknown[0][:90]}"
        )
    number = given.get("number")
    digits = number.replace(" ", "") if isinstance(number, str) and len(number) <= 40 else ""
    if not is_plausible_number(digits):
        raise invalid("invalid_card_number", "The card number is not valid.", "card.number")
    return CARD_BY_NUMBER.get(digits, UNKNOWN_CARD), digits[-4:]


def _return_url(fields: Mapping[str, object]) -> str:
    url = _required(fields, "return_url")
    refused = invalid("invalid_return_url", "`return_url` must be an http or https URL.", "return_url")
    if not isinstance(url, str) or len(url) > 2048 or not _PRINTABLE.fullmatch(url):
        raise refused
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refused from None
    if parts.scheme not in ("http", "https") or not _AUTHORITY.fullmatch(parts.netloc) or port == 0:
        raise refused
    return url


def _metadata(fields: Mapping[str, object]) -> Mapping[str, str]:
    metadata = fields.get("metadata", {})
    refused = invalid(
        "invalid_metadata", "`metadata` holds at most 50 texts: keys up to 40, values up to 500 characters.", "metadata"
    )
    if not isinstance(metadata, dict) or len(metadata) > 50:
        raise refused
    if any(len(key) > 40 or not isinstance(value, str) or len(value) > 500 for key, value in metadata.items()):
        raise refused
    return cast("Mapping[str, str]", metadata)
