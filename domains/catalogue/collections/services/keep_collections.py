"""Write collections: make one, change one, choose its products, delete it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from domains.catalogue.collections.errors import (
    BadRule,
    CollectionFillsItself,
    CollectionIsManual,
    CollectionSlugTaken,
)
from domains.catalogue.collections.models import Collection, CollectionMember
from domains.catalogue.collections.rules import Rule, rule_of
from domains.catalogue.collections.services.fill_collections import begin_rebuild
from domains.catalogue.models import Category, Product
from domains.common.errors import InvalidInput, NotFound
from domains.common.ids import new_id
from domains.vendors.models import Vendor

CHANGEABLE = ("title", "slug", "description", "position", "shown_from", "shown_until")
MAX_CHOSEN = 500
# Before there was a marketplace: chosen by hand, a product is in its collection without beginning.
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


def create_collection(*, title: str, now: datetime, rule: object = None, slug: str = "", **facts: Any) -> Collection:
    """Make a collection; with a rule it fills itself soon. Without a slug one is made of the title.

    Raises BadRule, CollectionSlugTaken, InvalidInput.
    """
    _ensure_changeable(facts)
    read = rule_of(rule) if rule is not None else None
    with transaction.atomic():
        collection = Collection(title=title, slug=slug or slugify(title)[:80] or new_id().hex, **facts)
        if read is not None:
            collection.rule = _checked(read)
        _save(collection, force_insert=True)
        if read is not None:
            begin_rebuild(collection=collection, now=now)
    return collection


def update_collection(*, collection_id: UUID, now: datetime, **changes: Any) -> Collection:
    """Change the fields named (`CHANGEABLE`, `rule`); a new rule is followed soon, product by product.

    Raises BadRule, CollectionIsManual, CollectionSlugTaken, InvalidInput, NotFound.
    """
    rule = rule_of(changes.pop("rule")) if "rule" in changes else None
    _ensure_changeable(changes)
    with transaction.atomic():
        collection = _locked(collection_id)
        for name, value in changes.items():
            setattr(collection, name, value)
        fields = [*changes]
        if rule is not None:
            if collection.rule is None:
                raise CollectionIsManual
            collection.rule, collection.version = _checked(rule), collection.version + 1
            fields += ["rule", "version"]
        _save(collection, update_fields=fields)
        if rule is not None:
            begin_rebuild(collection=collection, now=now)
    return collection


def arrange_collection(*, collection_id: UUID, product_ids: Sequence[UUID]) -> Collection:
    """Have exactly these products in a manual collection, in this order. Raises CollectionFillsItself, NotFound."""
    if len(product_ids) > MAX_CHOSEN or len(set(product_ids)) < len(product_ids):
        raise InvalidInput(f"Choose up to {MAX_CHOSEN} different products.", path=("product_ids",))
    with transaction.atomic():
        collection = _locked(collection_id)
        if collection.rule is not None:
            raise CollectionFillsItself
        if Product.objects.filter(id__in=product_ids).count() < len(product_ids):
            raise NotFound("There is no such product.", path=("product_ids",))
        CollectionMember.objects.filter(collection=collection).delete()
        CollectionMember.objects.bulk_create(
            CollectionMember(collection=collection, product_id=product_id, valid_from=_EVER, position=place)
            for place, product_id in enumerate(product_ids)
        )
    return collection


def delete_collection(*, collection_id: UUID) -> None:
    """Forget a collection; its products stay as they are. Raises NotFound."""
    with transaction.atomic():
        _locked(collection_id).delete()


def _locked(collection_id: UUID) -> Collection:
    collection = Collection.objects.select_for_update(no_key=True).filter(id=collection_id).first()
    if collection is None:
        raise NotFound("There is no such collection.")
    return collection


def _checked(rule: Rule) -> Mapping[str, Any]:
    for table, named in ((Category, rule.categories), (Vendor, rule.vendors)):
        known = set(table._default_manager.filter(id__in=named).values_list("id", flat=True))  # noqa: SLF001 - public
        for key, path in named.items():
            if key not in known:
                raise BadRule("There is none with that id.", path=path)
    return rule.stored


def _ensure_changeable(facts: Mapping[str, Any]) -> None:
    unknown = facts.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"Not to be changed here: {', '.join(sorted(unknown))}.")


def _save(collection: Collection, **how: Any) -> None:
    begins, ends = collection.shown_from, collection.shown_until
    if ends is not None and (begins is None or ends <= begins):
        raise InvalidInput("A window ends after it has begun.", path=("shown_until",))
    try:
        with transaction.atomic():
            collection.save(**how)
    except IntegrityError as error:
        raise CollectionSlugTaken from error
