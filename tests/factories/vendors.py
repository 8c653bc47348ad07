"""Vendors for tests: only what the test is about has to be said."""

from datetime import UTC, datetime
from itertools import count

from django.utils.text import slugify

from domains.identity.models import User
from domains.vendors.models import CommissionPlan, Vendor, VendorMember
from tests.factories.identity import a_user

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
_numbers = count(1)


def make_vendor(
    *,
    name: str = "Atelier Lagos",
    slug: str | None = None,
    status: str = Vendor.Status.APPROVED,
    country: str = "NG",
    email: str = "",
) -> Vendor:
    """An approved vendor; the slug is unique where none is given."""
    return Vendor.objects.create(
        name=name, slug=slug or f"{slugify(name)}-{next(_numbers)}", status=status, country=country, email=email
    )


def make_member(*, vendor: Vendor, role: str = VendorMember.Role.OWNER) -> User:
    """Somebody who works for the vendor."""
    user = a_user()
    VendorMember.objects.create(vendor=vendor, user=user, role=role)
    return user


def make_commission_plan(
    *, rate_bp: int, vendor: Vendor | None = None, valid_from: datetime = LONG_AGO
) -> CommissionPlan:
    """A plan of that vendor, or the global one."""
    return CommissionPlan.objects.create(rate_bp=rate_bp, vendor=vendor, valid_from=valid_from)
