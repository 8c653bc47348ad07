"""Vendors."""

from typing import ClassVar

from django.contrib.admin import register
from django.db.models import QuerySet
from django.http import HttpRequest

from domains.identity.roles import Permission
from domains.vendors.models import CommissionPlan, Vendor, VendorMember
from rest.admin.lookup import LookUp, Rows
from rest.admin.site import site

_DEMANDS = frozenset({Permission.VIEW_VENDORS})


class MemberRows(Rows):
    """Who works for the vendor."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    model = VendorMember
    fields = ("user", "role", "joined_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[VendorMember]:
        """With the people's names."""
        members: QuerySet[VendorMember] = super().get_queryset(request)
        return members.select_related("user")


@register(Vendor, site=site)
class VendorPage(LookUp):
    """Fashion houses."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("name", "status", "city", "country", "email", "created_at")
    list_filter = ("status", "country")
    search_fields = ("name__unaccent", "slug", "email")
    ordering = ("name", "id")
    inlines = (MemberRows,)


@register(CommissionPlan, site=site)
class CommissionPlanPage(LookUp):
    """The platform's share."""

    demands: ClassVar[frozenset[Permission]] = _DEMANDS
    list_display = ("vendor", "rate_bp", "valid_from")
    list_select_related = ("vendor",)
    search_fields = ("vendor__name__unaccent",)
    ordering = ("-valid_from", "-id")
