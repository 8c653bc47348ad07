"""Add to the category tree."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from domains.catalogue.errors import SlugTaken
from domains.catalogue.models import Category
from domains.common.errors import NotFound


def create_category(*, name: str, parent_id: UUID | None = None, slug: str = "", position: int = 0) -> Category:
    """Add a category below a parent, or a root. Raises SlugTaken where the parent has one of that slug."""
    slug = slug or slugify(name)
    with transaction.atomic():
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
        try:
            with transaction.atomic():
                category.save(force_insert=True)
        except IntegrityError as error:
            raise SlugTaken from error
    return category
