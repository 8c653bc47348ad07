"""The view all staff views are: closed by default, throttled, strict about parameters, its writes written down."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import FETCH_RAISE, Model, QuerySet
from rest_framework import serializers, status
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from domains.common.errors import NotFound
from domains.identity.audit import Deed, Facts, audited, audited_creation
from domains.identity.models import User
from domains.identity.roles import Permission
from rest.staff.door.etags import IfMatchRequired, ensure_match, etag_of
from rest.staff.door.filtering import PAGING, ensure_known_parameters

type Demands = Mapping[str, frozenset[Permission]]


class StaffView(GenericViewSet[Any]):
    """Reads through querysets that load nothing behind anybody's back; writes through services of the domains."""

    demands: ClassVar[Demands] = {}
    """Action -> permissions, all of which the role needs. What is not named here is refused."""
    target_kind: ClassVar[str] = ""
    detail_queryset: ClassVar[QuerySet[Any] | None] = None
    detail_class: ClassVar[type[serializers.BaseSerializer[Any]] | None] = None
    ordering_fields: ClassVar[Sequence[str]]
    default_ordering: ClassVar[str]
    search_fields: ClassVar[Sequence[str]] = ()
    lookup_value_converter = "uuid"
    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "patch", "delete"]  # type: ignore[misc]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the request in, or raise: who, then how, how often, may they, and only then what."""
        self.format_kwarg = None
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        self.perform_authentication(request)
        method = (request.method or "").lower()
        if method not in self.http_method_names or not hasattr(self, method):
            raise MethodNotAllowed(method)
        self.check_throttles(request)
        self.check_permissions(request)
        ensure_known_parameters(request, known=self._known_parameters())

    @property
    def default_response_headers(self) -> dict[str, str]:
        """Those of the framework, and that nobody keeps the answer."""
        return {**super().default_response_headers, "Cache-Control": "no-store"}

    def get_queryset(self) -> QuerySet[Any]:
        """The rows of a list, or those a single one is taken from. Reading what was not fetched raises."""
        whole = type(self).detail_queryset
        chosen = super().get_queryset() if self.action == "list" or whole is None else whole.all()
        return chosen.fetch_mode(FETCH_RAISE)

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        """The shape of a row of the list, or of a single thing."""
        if self.action != "list" and self.detail_class is not None:
            return self.detail_class
        return super().get_serializer_class()

    def answer(self, pk: UUID | int, *, code: int = status.HTTP_200_OK) -> Response:
        """What staff see of it now, with its entity tag. Raises NotFound."""
        shown = self.shown(pk)
        return Response(shown, status=code, headers={"ETag": etag_of(shown)})

    def shown(self, pk: UUID | int) -> Mapping[str, Any]:
        """What staff see of it now. Raises NotFound."""
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound
        self.complete(row)
        return cast("Mapping[str, Any]", self.get_serializer(row).data)

    def complete(self, row: Any) -> None:
        """Give a single row what its own table does not know."""

    def given(self, shape: type[serializers.Serializer[Any]], *, partial: bool = False) -> dict[str, Any]:
        """The body of the request, checked. Raises ValidationError."""
        taken = shape(data=self.request.data, partial=partial)
        taken.is_valid(raise_exception=True)
        return dict(taken.validated_data)

    def deed(self, action: str) -> Deed:
        """What the asking member of staff is about to do."""
        return Deed(by=self.member, action=f"{self.target_kind}.{action}", target_kind=self.target_kind)

    @property
    def member(self) -> User:
        """The asking member of staff."""
        return cast("User", self.request.user)

    @property
    def actor(self) -> str:
        """The asking member of staff as the author of a change."""
        return f"staff:{self.member.id}"

    def make(self, *, create: Callable[[], Model], look: Callable[[Any], Facts], now: datetime) -> Response:
        """Make a new thing, write down who did and what it is, and answer it. Raises whatever `create` raises."""
        made = audited_creation(
            deed=self.deed("create"),
            create=create,
            target_id=lambda one: one.pk,
            look=lambda one: look(one.pk),
            now=now,
        )
        return self.answer(made.pk, code=status.HTTP_201_CREATED)

    def carry_out(
        self,
        action: str,
        *,
        pk: UUID | int,
        look: Callable[[Any], Facts],
        change: Callable[[], object],
        now: datetime,
        match_required: bool = False,
    ) -> Response:
        """Change it, write that down, and answer what it is now; If-Match is held against the state before.

        Raises IfMatchRequired, ChangedMeanwhile, NotFound, and whatever the change raises.
        """
        if_match = self.request.headers.get("If-Match", "")
        if match_required and not if_match:
            raise IfMatchRequired

        def check() -> None:
            if if_match:
                ensure_match(if_match=if_match, shown=self.shown(pk))

        self.audit(action, target_id=pk, look=lambda: look(pk), change=change, now=now, check=check)
        return self.answer(pk)

    def remove(
        self, *, pk: UUID, look: Callable[[Any], Facts], change: Callable[[], object], now: datetime
    ) -> Response:
        """Delete it, and write down what it was; If-Match has to name the state that was read.

        Raises IfMatchRequired, ChangedMeanwhile, NotFound.
        """
        if_match = self.request.headers.get("If-Match", "")
        if not if_match:
            raise IfMatchRequired
        # Afterwards there is nothing left to look at.
        looks = iter((partial(look, pk), dict[str, Any]))
        self.audit(
            "delete",
            target_id=pk,
            look=lambda: next(looks)(),
            change=change,
            now=now,
            check=lambda: ensure_match(if_match=if_match, shown=self.shown(pk)),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    def audit[R](
        self,
        action: str,
        *,
        target_id: UUID | int,
        look: Callable[[], Facts],
        change: Callable[[], R],
        now: datetime,
        check: Callable[[], None] | None = None,
    ) -> R:
        """Change something, and write down who did and which facts differ by it."""
        return audited(deed=self.deed(action), target_id=target_id, look=look, change=change, now=now, check=check)

    def _known_parameters(self) -> frozenset[str]:
        if self.action != "list":
            return frozenset()
        filters = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        search = ("search",) if self.search_fields else ()
        return PAGING | {"ordering", *search, *filters}


class Shown(StaffView):
    """Single things can be read."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One of them, with its entity tag."""
        return self.answer(kwargs["pk"])
