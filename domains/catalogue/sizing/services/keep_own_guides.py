"""What members of a vendor do with its size guides. Each asks for the membership, inside its own transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from domains.catalogue.models import Category
from domains.catalogue.sizing.errors import SizeGuideExists, TooManySizeGuides
from domains.catalogue.sizing.models import SizeGuide
from domains.catalogue.sizing.rules import NewSize
from domains.catalogue.sizing.services.keep_size_guides import (
    create_size_guide,
    delete_size_guide,
    update_size_guide,
)
from domains.common.errors import NotFound
from domains.common.text import clean_line
from domains.vendors.membership import Right, ensure_member

MOST_GUIDES, LONGEST_TITLE = 100, 120


def create_own_guide(
    *,
    vendor_id: UUID,
    member_id: UUID,
    category_id: UUID | None,
    kind: str,
    gender: str,
    title: str,
    rows: Sequence[NewSize],
    is_published: bool,
) -> SizeGuide:
    """Make a guide of the vendor's, for a category with all below it or for everything.

    Raises as `create_size_guide` does, TooManySizeGuides, NotFound for others' vendors, HouseClosed, Denied.
    """
    facts: dict[str, Any] = {"category_id": category_id, "is_published": is_published, "title": _title(title)}
    with transaction.atomic():
        ensure_member(user_id=member_id, vendor_id=vendor_id, right=_right(is_shown=is_published))
        if category_id is not None and not Category.objects.filter(id=category_id).exists():
            raise NotFound("There is no such category.", path=("category",))
        if SizeGuide.objects.filter(vendor=vendor_id).count() >= MOST_GUIDES:
            raise TooManySizeGuides(most=MOST_GUIDES)
        try:
            return create_size_guide(vendor_id=vendor_id, kind=kind, gender=gender, rows=rows, **facts)
        except SizeGuideExists as error:
            raise SizeGuideExists(path=("category",)) from error


def update_own_guide(
    *, guide_id: UUID, member_id: UUID, rows: Sequence[NewSize] | None = None, **changes: Any
) -> SizeGuide:
    """Change its title, its gender, whether it is shown, and with `rows` all its sizes.

    Raises as `update_size_guide` does, NotFound for others' guides, HouseClosed, Denied.
    """
    if "title" in changes:
        changes["title"] = _title(changes["title"])
    with transaction.atomic():
        guide = _held(guide_id, member_id, is_shown=changes.get("is_published", False))
        try:
            return update_size_guide(guide_id=guide.id, rows=rows, **changes)
        except SizeGuideExists as error:
            raise SizeGuideExists(path=("isPublished",)) from error


def delete_own_guide(*, guide_id: UUID, member_id: UUID) -> None:
    """Forget a guide; products have the next nearest one. Raises NotFound, HouseClosed, Denied."""
    with transaction.atomic():
        guide = _held(guide_id, member_id, is_shown=False)
        delete_size_guide(guide_id=guide.id)


def _held(guide_id: UUID, member_id: UUID, *, is_shown: bool) -> SizeGuide:
    """The guide, locked, where the member may change it: what is shown, or is to be, is for those who may offer."""
    # As strong as for deleting: a lock that is made stronger later could meet another writer head on.
    guide = SizeGuide.objects.select_for_update().filter(id=guide_id, vendor__isnull=False).first()
    missing = NotFound("There is no such size guide.")
    if guide is None or guide.vendor_id is None:
        raise missing
    try:
        ensure_member(
            user_id=member_id, vendor_id=guide.vendor_id, right=_right(is_shown=is_shown or guide.is_published)
        )
    except NotFound as error:
        # In the very words for none at all.
        raise missing from error
    return guide


def _right(*, is_shown: bool) -> Right:
    return Right.OFFER_PRODUCTS if is_shown else Right.EDIT_PRODUCTS


def _title(text: str) -> str:
    return clean_line(text, path=("title",), at_most=LONGEST_TITLE)
