"""Add to the category tree, and change what is in it."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.utils.text import slugify

from domains.catalogue.errors import SlugTaken
from domains.catalogue.events import CategoryChanged
from domains.catalogue.models import Category
from domains.common.errors import InvalidInput, NotFound
from domains.common.events import record

CHANGEABLE = ("name", "slug", "position", "seo_title", "seo_description")
_LONGEST_PATH = 250


def hold_tree(*, alone: bool = True) -> None:
    """Keep others from changing addresses in the tree, or, if not `alone`, from changing those above what is added.

    Taken before any row: a category added meanwhile would keep the beginning of an old address.
    """
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended('category tree', 0))")


def create_category(*, name: str, parent_id: UUID | None = None, slug: str = "", position: int = 0) -> Category:
    """Add a category below a parent, or a root. Raises SlugTaken where the parent has one of that slug."""
    slug = slug or slugify(name)
    with transaction.atomic():
        hold_tree(alone=False)
        parent = None
        if parent_id is not None:
            parent = Category.objects.select_for_update(no_key=True).filter(id=parent_id).first()
            if parent is None:
                raise NotFound("There is no such category.", path=("parent_id",))
        category = Category(
            parent=parent,
            name=name,
            slug=slug,
            path=f"{parent.path}/{slug}" if parent else slug,
            depth=parent.depth + 1 if parent else 0,
            position=position,
        )
        _save(category)
    return category


def update_category(*, category_id: UUID, **changes: Any) -> Category:
    """Change the fields named (`CHANGEABLE`); with a slug the addresses of all below follow, and the old ones lead on.

    Raises SlugTaken, NotFound, or InvalidInput where an address would grow too long.
    """
    unknown = changes.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"Not to be changed here: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        hold_tree()
        category = Category.objects.select_for_update(no_key=True).filter(id=category_id).first()
        if category is None:
            raise NotFound("There is no such category.")
        for field, value in changes.items():
            setattr(category, field, value)
        if "slug" in changes:
            _move(category)
        _save(category, *changes)
        record(CategoryChanged(category_id=category.id))
    return category


def _move(category: Category) -> None:
    was, head = category.path, category.path.rpartition("/")[0]
    category.path = f"{head}/{category.slug}" if head else category.slug
    if category.path == was:
        return
    below = Category.objects.filter(path__startswith=f"{was}/")
    longest = below.aggregate(longest=Max(Length("path")))["longest"] or len(was)
    if longest - len(was) + len(category.path) > _LONGEST_PATH:
        raise InvalidInput("That would make an address too long.", path=("slug",))
    _save(category, "path")
    below.update(path=Concat(Value(category.path), Substr("path", len(was) + 1)))


def _save(category: Category, *fields: str) -> None:
    try:
        with transaction.atomic():
            category.save(update_fields=fields or None, force_insert=not fields)
    except IntegrityError as error:
        raise SlugTaken from error
