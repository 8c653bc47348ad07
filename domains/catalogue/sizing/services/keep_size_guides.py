"""Write size guides: make one, change one, delete it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from domains.catalogue.models import Category
from domains.catalogue.sizing.errors import SizeGuideExists
from domains.catalogue.sizing.models import SizeGuide, SizeGuideRow
from domains.catalogue.sizing.rules import NewSize, clean_sizes
from domains.common.errors import NotFound
from domains.vendors.models import Vendor

CHANGEABLE = ("vendor_id", "category_id", "kind", "gender", "title", "is_published")


def create_size_guide(*, kind: str, gender: str, title: str, rows: Sequence[NewSize], **facts: Any) -> SizeGuide:
    """Make a guide, shown at once unless `is_published` is false.

    Raises BadSizeGuide, InvalidInput, NotFound for its vendor or category, SizeGuideExists.
    """
    _ensure_changeable(facts)
    sizes = clean_sizes(kind=kind, sizes=rows)
    with transaction.atomic():
        _ensure_there(facts)
        guide = SizeGuide(kind=kind, gender=gender, title=title, **facts)
        _save(guide, force_insert=True)
        _write(guide, sizes)
    return guide


def update_size_guide(*, guide_id: UUID, rows: Sequence[NewSize] | None = None, **changes: Any) -> SizeGuide:
    """Change the fields named (`CHANGEABLE`), and with `rows` all sizes. Raises as `create_size_guide` does."""
    _ensure_changeable(changes)
    with transaction.atomic():
        guide = _locked(guide_id)
        _ensure_there(changes)
        for name, value in changes.items():
            setattr(guide, name, value)
        # Sizes that stay have to be of the kind it is now.
        sizes = clean_sizes(kind=guide.kind, sizes=_stored(guide) if rows is None else rows)
        if changes:
            _save(guide, update_fields=list(changes))
        if rows is not None:
            SizeGuideRow.objects.filter(guide=guide).delete()
            _write(guide, sizes)
    return guide


def delete_size_guide(*, guide_id: UUID) -> None:
    """Forget a guide; products fall back to the next nearest one. Raises NotFound."""
    with transaction.atomic():
        _locked(guide_id, no_key=False).delete()


def _locked(guide_id: UUID, *, no_key: bool = True) -> SizeGuide:
    guide = SizeGuide.objects.select_for_update(no_key=no_key).filter(id=guide_id).first()
    if guide is None:
        raise NotFound("There is no such size guide.")
    return guide


def _stored(guide: SizeGuide) -> list[NewSize]:
    rows = SizeGuideRow.objects.filter(guide=guide).order_by("position")
    return [
        NewSize(size=row.size, measures={name: (low, high) for name, (low, high) in row.measures.items()})
        for row in rows
    ]


def _ensure_there(facts: dict[str, Any]) -> None:
    for name, table in (("vendor_id", Vendor), ("category_id", Category)):
        key = facts.get(name)
        if key is not None and not table._default_manager.filter(id=key).exists():  # noqa: SLF001 - public
            raise NotFound("There is none with that id.", path=(name,))


def _ensure_changeable(facts: dict[str, Any]) -> None:
    unknown = facts.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"Not to be changed here: {', '.join(sorted(unknown))}.")


def _save(guide: SizeGuide, **how: Any) -> None:
    try:
        with transaction.atomic():
            guide.save(**how)
    except IntegrityError as error:
        raise SizeGuideExists from error


def _write(guide: SizeGuide, sizes: Sequence[NewSize]) -> None:
    SizeGuideRow.objects.bulk_create(
        SizeGuideRow(guide=guide, size=each.size, position=place, measures=dict(each.measures))
        for place, each in enumerate(sizes)
    )
