"""When a postal address is one that mail and couriers can reach, and how we spell it."""

import re
from dataclasses import dataclass

import phonenumbers

from domains.common.errors import InvalidInput
from domains.common.text import clean_line
from domains.identity.countries import COUNTRIES, CountryRule, rule_of

LONGEST_PHONE = 40


class InvalidPostcode(InvalidInput):
    """A postcode that the country does not know."""

    code = "INVALID_POSTCODE"


class InvalidRegion(InvalidInput):
    """A region that the country does not have."""

    code = "INVALID_REGION"


class InvalidPhone(InvalidInput):
    """A number that nobody can call."""

    code = "INVALID_PHONE"

    def __init__(self) -> None:
        super().__init__("Please enter a valid phone number.", path=("phone",))


class UnknownCountry(InvalidInput):
    """No ISO 3166-1 code of a country."""

    code = "UNKNOWN_COUNTRY"

    def __init__(self) -> None:
        super().__init__("Please choose a country.", path=("country",))


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """Where something is sent. `country` is an ISO 3166-1 alpha-2 code, `phone` empty or E.164."""

    full_name: str
    line1: str
    line2: str = ""
    city: str
    region: str = ""
    postcode: str = ""
    country: str
    phone: str = ""


def checked(address: PostalAddress) -> PostalAddress:
    """The address as its country's post spells it.

    Raises InvalidInput (a name, line or city), UnknownCountry, InvalidPostcode, InvalidRegion or InvalidPhone, each
    with the path of the field.
    """
    country = address.country.strip().upper() if len(address.country) < 10 else ""
    if country not in COUNTRIES:
        raise UnknownCountry
    rule = rule_of(country)
    return PostalAddress(
        full_name=clean_line(address.full_name, path=("fullName",), at_most=150),
        line1=clean_line(address.line1, path=("line1",), at_most=200),
        line2=clean_line(address.line2, path=("line2",), at_most=200, required=False),
        city=clean_line(address.city, path=("city",), at_most=100),
        region=_region(address.region, rule),
        postcode=_postcode(address.postcode, country, rule),
        country=country,
        phone=e164(address.phone, country=country),
    )


def e164(phone: str, *, country: str) -> str:
    """The number as +2348031234567, read as somebody in that country writes it; empty stays empty.

    Raises InvalidPhone.
    """
    if len(phone) > LONGEST_PHONE:
        raise InvalidPhone
    if not phone.strip():
        return ""
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone from error
    # An extension is nothing a courier's text message reaches, and E.164 has no place for it.
    if number.extension or not phonenumbers.is_valid_number(number):
        raise InvalidPhone
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _region(text: str, rule: CountryRule) -> str:
    region = clean_line(text, path=("region",), at_most=100, required=False)
    if not region:
        if rule.region_required:
            raise InvalidRegion("Please choose a state or province.", path=("region",))
        return ""
    if not rule.regions:
        return region
    known = rule.regions.get(region.lower().removesuffix(" state"))
    if known is None:
        raise InvalidRegion("That country has no such state or province.", path=("region",))
    return known


def _postcode(text: str, country: str, rule: CountryRule) -> str:
    postcode = clean_line(text, path=("postcode",), at_most=20, required=False).upper()
    if not postcode:
        if rule.postcode_required:
            raise InvalidPostcode(f"Please enter a postcode, such as {rule.example}.", path=("postcode",))
        return ""
    spelled = _spaced(postcode, country)
    if rule.postcode.fullmatch(spelled) is None:
        raise InvalidPostcode(f"Please enter a valid postcode, such as {rule.example}.", path=("postcode",))
    return spelled


def _spaced(postcode: str, country: str) -> str:
    """The postcode with the space where its country's post puts it: people leave it out or set more."""
    tight = re.sub(r"[ -]", "", postcode)
    if country in {"GB", "CA"}:
        return f"{tight[:-3]} {tight[-3:]}"
    if country == "NL":
        return f"{tight[:4]} {tight[4:]}"
    if country == "PT":
        return f"{tight[:4]}-{tight[4:]}"
    if country == "JP":
        return f"{tight[:3]}-{tight[3:]}"
    return postcode
