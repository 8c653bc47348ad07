"""Who can sign in to the demo marketplace. Passwords are public: never load these where real people shop."""

from collections.abc import Iterable, Iterator
from itertools import islice
from random import Random

from django.utils.text import slugify
from phonenumbers import is_valid_number, parse

from config.demo.dice import identify, roll
from config.demo.tables.names import FAMILY, GIVEN
from config.demo.tables.places import PLACES
from config.demo.values import AccountKind, DemoAccount, DemoAddress, DemoVendor

PASSWORD = "Fashionistar-demo-2026"  # noqa: S105 - printed in the README on purpose
STAFF_ROLES = ("admin", "catalogue", "support", "finance")
CUSTOMERS = 24
_OWNERS = 12
# What follows the start of a number, in the countries there are.
_FEWEST_DIGITS, _MOST_DIGITS = 4, 9


def invite_accounts(*, seed: int, vendors: Iterable[DemoVendor]) -> Iterator[DemoAccount]:
    """One account per staff role, the owners of the first vendors, and customers with an address each."""
    for role in STAFF_ROLES:
        yield _account(seed, AccountKind.STAFF, f"{role}@staff.fashionistar.example", f"{role.title()} Desk", role=role)
    for vendor in islice(vendors, _OWNERS):
        yield _account(seed, AccountKind.VENDOR_OWNER, f"owner@{vendor.slug}.example", vendor.founder, vendor=vendor)
    yield from _customers(seed)


def _customers(seed: int) -> Iterator[DemoAccount]:
    for number in range(1, CUSTOMERS + 1):
        dice = roll(seed, "customer", number)
        place = dice.choice(PLACES)
        name = f"{dice.choice(GIVEN[place.culture])} {dice.choice(FAMILY[place.culture])}"
        email = f"{slugify(name.split()[0])}{number}@shopper.example"
        address = DemoAddress(
            id=identify(seed, "address", number),
            full_name=name,
            phone=_phone(roll(seed, "phone", number), place.phone),
            line1=f"{dice.randint(1, 220)} {dice.choice(place.streets)}",
            city=place.city,
            region=place.region,
            postal_code=place.postal_code,
            country=place.country,
        )
        yield _account(seed, AccountKind.CUSTOMER, email, name, addresses=(address,))


def _phone(dice: Random, start: str) -> str:
    """A number that its country could give out, as the address book takes no other."""
    while True:
        digits = "".join(str(dice.randint(0, 9)) for _ in range(_MOST_DIGITS))
        for end in range(_FEWEST_DIGITS, _MOST_DIGITS + 1):
            if is_valid_number(parse(start + digits[:end])):
                return start + digits[:end]


def _account(
    seed: int,
    kind: AccountKind,
    email: str,
    full_name: str,
    *,
    role: str | None = None,
    vendor: DemoVendor | None = None,
    addresses: tuple[DemoAddress, ...] = (),
) -> DemoAccount:
    return DemoAccount(
        id=identify(seed, "account", email),
        kind=kind,
        email=email,
        password=PASSWORD,
        full_name=full_name,
        staff_role=role,
        vendor_id=vendor.id if vendor else None,
        addresses=addresses,
    )
