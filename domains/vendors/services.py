"""Writes of vendors: application, profile, status, commission."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from domains.common.errors import NotFound
from domains.common.events import record
from domains.vendors.commission import WHOLE_BP
from domains.vendors.errors import CommissionOutOfRange, ReasonRequired, VendorSlugTaken
from domains.vendors.events import VendorApplied, VendorChanged, VendorStatusChanged
from domains.vendors.models import CommissionPlan, Vendor
from domains.vendors.transitions import NEEDS_REASON, Step, after

PROFILE = ("name", "tagline", "story", "city", "country", "email", "policies", "logo")


def apply_vendor(*, name: str, slug: str, country: str, email: str = "", **profile: Any) -> Vendor:
    """Take a vendor's application. Further keywords are fields of the profile. Raises VendorSlugTaken."""
    vendor = Vendor(name=name, slug=slug, country=country, email=email)
    _fill(vendor, profile)
    try:
        with transaction.atomic():
            vendor.save(force_insert=True)
            record(VendorApplied(vendor_id=vendor.id))
    except IntegrityError as error:
        raise VendorSlugTaken from error
    return vendor


def update_vendor(*, vendor_id: UUID, **profile: Any) -> Vendor:
    """Change fields of a vendor's profile (`PROFILE`)."""
    with transaction.atomic():
        vendor = _locked(vendor_id)
        _fill(vendor, profile)
        vendor.save(update_fields=list(profile))
        record(VendorChanged(vendor_id=vendor.id))
    return vendor


def change_vendor_slug(*, vendor_id: UUID, slug: str) -> Vendor:
    """Give a vendor another address; the old one leads on. Raises VendorSlugTaken."""
    with transaction.atomic():
        vendor = _locked(vendor_id)
        vendor.slug = slug
        try:
            with transaction.atomic():
                vendor.save(update_fields=["slug"])
        except IntegrityError as error:
            raise VendorSlugTaken from error
        record(VendorChanged(vendor_id=vendor.id))
    return vendor


def change_vendor_status(*, vendor_id: UUID, step: Step, actor: str, reason: str = "") -> Vendor:
    """Take a vendor a step further; its products follow at once.

    Raises VendorStepRefused, or ReasonRequired for the steps that take a reason.
    """
    if step in NEEDS_REASON and not reason.strip():
        raise ReasonRequired
    with transaction.atomic():
        vendor = _locked(vendor_id)
        was_status, vendor.status = vendor.status, after(vendor.status, step)
        vendor.status_reason = reason.strip()
        vendor.save(update_fields=["status", "status_reason"])
        record(
            VendorStatusChanged(
                vendor_id=vendor.id,
                status=vendor.status,
                was_status=was_status,
                reason=vendor.status_reason,
                actor=actor,
            )
        )
    return vendor


def set_commission(*, vendor_id: UUID | None, rate_bp: int, valid_from: datetime) -> CommissionPlan:
    """Set the commission of a vendor, or of everybody without a plan of their own, from a moment on.

    A plan that begins at that very moment is replaced; earlier ones stay, as the past was charged by them.
    """
    if not 0 <= rate_bp <= WHOLE_BP:
        raise CommissionOutOfRange
    with transaction.atomic():
        whose = Q(vendor=vendor_id) if vendor_id else Q(vendor=None)
        plan = CommissionPlan.objects.select_for_update().filter(whose, valid_from=valid_from).first()
        if plan is None:
            return CommissionPlan.objects.create(vendor_id=vendor_id, rate_bp=rate_bp, valid_from=valid_from)
        plan.rate_bp = rate_bp
        plan.save(update_fields=["rate_bp"])
    return plan


def _locked(vendor_id: UUID) -> Vendor:
    vendor = Vendor.objects.select_for_update().filter(id=vendor_id).first()
    if vendor is None:
        raise NotFound("There is no such vendor.")
    return vendor


def _fill(vendor: Vendor, profile: dict[str, Any]) -> None:
    unknown = profile.keys() - set(PROFILE)
    if unknown:
        raise TypeError(f"Not a field of a vendor's profile: {', '.join(sorted(unknown))}.")
    for field, value in profile.items():
        setattr(vendor, field, value)
