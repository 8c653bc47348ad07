"""The rows of vendors and of people."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.text import slugify
from psycopg.types.json import Jsonb

from config.demo.dice import identify
from config.demo.loading.targets import (
    ADDRESSES,
    COMMISSIONS,
    LOCATIONS,
    MEMBERS,
    METHODS,
    RATES,
    USERS,
    VENDORS,
    ZONES,
    Row,
    Target,
)
from config.demo.values import AccountKind, DemoAccount, DemoRate, DemoVendor, DemoZone, Standing

_GLOBAL_COMMISSION_BP = 1500
_REASONS = {Standing.SUSPENDED: "Papers to be renewed."}


def platform_rows(*, seed: int, since: datetime) -> Iterator[tuple[Target, Row]]:
    """What belongs to no vendor: the commission where no plan of a vendor's own holds."""
    yield COMMISSIONS, (identify(seed, "commission", "global"), None, _GLOBAL_COMMISSION_BP, since)


def vendor_rows(*, seed: int, vendor: DemoVendor) -> Iterator[tuple[Target, Row]]:
    """A vendor with its commission, the places it ships from and what shipping costs."""
    policies = Jsonb({"returns": vendor.returns_policy, "shipping": vendor.shipping_policy})
    yield (
        VENDORS,
        (
            vendor.id,
            vendor.name,
            vendor.slug,
            vendor.standing.value,
            _REASONS.get(vendor.standing, ""),
            vendor.tagline,
            vendor.story,
            vendor.city,
            vendor.country,
            vendor.email,
            policies,
            vendor.logo,
            vendor.joined_at,
        ),
    )
    yield (
        COMMISSIONS,
        (identify(seed, "commission", vendor.number), vendor.id, vendor.commission_bps, vendor.joined_at),
    )
    for position, location in enumerate(vendor.locations):
        yield LOCATIONS, (location.id, vendor.id, location.name, location.country, position)
    for zone in vendor.zones:
        yield ZONES, (zone.id, vendor.id, zone.name, list(zone.countries) or ["*"])
        yield from _method_rows(seed, zone)


def _method_rows(seed: int, zone: DemoZone) -> Iterator[tuple[Target, Row]]:
    for position, rate in enumerate(zone.rates):
        yield METHODS, (rate.id, zone.id, slugify(rate.name), rate.name, rate.days_min, rate.days_max, True, position)
        yield from _rate_rows(seed, rate)


def _rate_rows(seed: int, rate: DemoRate) -> Iterator[tuple[Target, Row]]:
    for currency, amount in rate.prices.items():
        yield RATES, (identify(seed, "charge", rate.id, currency, "from zero"), rate.id, currency, 0, amount)
    for currency, bound in rate.free_from.items():
        yield RATES, (identify(seed, "charge", rate.id, currency, "free"), rate.id, currency, bound, 0)


def account_rows(*, seed: int, account: DemoAccount, password: str, since: datetime) -> Iterator[tuple[Target, Row]]:
    """A verified account with its addresses and membership; `password` is the encoded hash."""
    is_staff = account.kind is AccountKind.STAFF
    phone = account.addresses[0].phone if account.addresses else ""
    role = account.staff_role or ""
    yield (
        USERS,
        (
            account.id,
            password,
            account.email,
            account.full_name,
            phone,
            True,
            is_staff,
            role == "admin",
            role,
            since,
            since,
        ),
    )
    for index, home in enumerate(account.addresses):
        place = (home.line1, "", home.city, home.region, home.postal_code, home.country, home.phone)
        yield ADDRESSES, (home.id, account.id, home.full_name, *place, index == 0)
    if account.vendor_id:
        member_id = identify(seed, "member", account.vendor_id, account.id)
        yield MEMBERS, (member_id, account.vendor_id, account.id, "owner", since)
