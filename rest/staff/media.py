"""What staff may do with pictures of products: give, describe, put in order, and take away."""

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from domains.catalogue.models import Media
from domains.catalogue.services.keep_media import add_media, arrange_media, locked_media, remove_media, update_media
from domains.catalogue.services.locking import locked_product
from domains.common.clock import utc_now
from domains.identity.audit import Facts
from domains.identity.roles import Permission
from domains.media.models import Original, Rendition
from rest.staff.door.views import Demands, Shown
from rest.staff.shapes.media import Arrangement, MediaChanges, MediaDetail, MediaRow, NewMediaInput

_LOOK, _EDIT = frozenset({Permission.VIEW_PRODUCTS}), frozenset({Permission.VIEW_PRODUCTS, Permission.EDIT_PRODUCTS})


def _with_original(media: QuerySet[Media]) -> QuerySet[Any]:
    """Pictures with what is known of their files, in the same statement."""
    original = Original.objects.filter(path=OuterRef("file"))
    columns = {"focal_x": "focal_x", "focal_y": "focal_y", "renditions": "state", "trouble": "trouble"}
    return media.annotate(**{name: Subquery(original.values(column)[:1]) for name, column in columns.items()})


class MediaFilter(filters.FilterSet):
    """Which pictures."""

    product = filters.UUIDFilter(field_name="product_id")


class MediaView(ListModelMixin, Shown):
    """Pictures of all products."""

    demands: ClassVar[Demands] = {
        "list": _LOOK,
        "retrieve": _LOOK,
        "create": _EDIT,
        "partial_update": _EDIT,
        "arrange": _EDIT,
        "destroy": _EDIT,
    }
    target_kind = "media"
    queryset = _with_original(Media.objects.all())
    serializer_class = MediaRow
    detail_class = MediaDetail
    filterset_class = MediaFilter
    ordering_fields = ("position", "id")
    default_ordering = "-id"

    def complete(self, row: Any) -> None:
        """The renditions it has."""
        made = Rendition.objects.filter(original__path=row.file)
        row.made = list(made.order_by("shape", "width"))

    @extend_schema(request=NewMediaInput, responses={201: MediaDetail})
    def create(self, request: Request) -> Response:
        """Show an upload of one's own as a product's last picture."""
        new, now = self.given(NewMediaInput), utc_now()
        new["product_id"] = new.pop("product").id
        return self.make(create=partial(add_media, **new, owner_id=self.member.id, now=now), look=_facts, now=now)

    @extend_schema(request=MediaChanges, responses=MediaDetail)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is said of it, or the spot that crops keep. Needs If-Match with the entity tag that was read."""
        change = partial(update_media, media_id=pk, **self.given(MediaChanges, partial=True))
        return self.carry_out("update", pk=pk, look=_facts, change=change, now=utc_now(), match_required=True)

    @extend_schema(request=Arrangement, responses={204: None})
    @action(detail=False, methods=["post"])
    def arrange(self, request: Request) -> Response:
        """Put all pictures of a product in that order; the first is its face."""
        given = self.given(Arrangement)
        product_id = given["product_id"]
        self.audit(
            "arrange",
            target_id=product_id,
            look=partial(_order_of, product_id),
            change=partial(arrange_media, **given),
            now=utc_now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take it away; its files are deleted a day later. Needs If-Match with the entity tag that was read."""
        now = utc_now()
        return self.remove(pk=pk, look=_facts, change=partial(remove_media, media_id=pk, now=now), now=now)


def _facts(media_id: UUID) -> Facts:
    """What staff may change of a picture, under the lock of its product. Raises NotFound."""
    media = locked_media(media_id)
    original = Original.objects.filter(path=media.file).values("focal_x", "focal_y").first()
    return {"product_id": media.product_id, "alt": media.alt, "colour": media.colour, "focal_point": original}


def _order_of(product_id: Any) -> Facts:
    """The product's pictures in order, under its lock. Raises NotFound."""
    locked_product(product_id)
    media = Media.objects.filter(product_id=product_id).order_by("position", "id")
    return {"media": list(media.values("id", "file", "alt", "colour"))}
