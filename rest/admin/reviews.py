"""Reviews."""

from typing import ClassVar

from django.contrib.admin import register

from domains.identity.roles import Permission
from domains.reviews.models import Review
from rest.admin.lookup import LookUp
from rest.admin.site import site


@register(Review, site=site)
class ReviewPage(LookUp):
    """What customers say."""

    demands: ClassVar[frozenset[Permission]] = frozenset({Permission.VIEW_REVIEWS})
    list_display = ("title", "rating", "product", "author_name", "state", "helpful_count", "written_at")
    list_select_related = ("product",)
    list_filter = ("state", "rating")
    search_fields = ("title", "author_name")
    ordering = ("-written_at", "-id")
