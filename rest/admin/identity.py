"""People, and what staff did."""

from typing import ClassVar

from django.contrib.admin import register

from domains.identity.models import StaffAction, User
from domains.identity.roles import Permission
from rest.admin.lookup import LookUp
from rest.admin.site import site


@register(User, site=site)
class UserPage(LookUp):
    """Accounts, without their passwords."""

    demands: ClassVar[frozenset[Permission]] = frozenset({Permission.VIEW_CUSTOMERS})
    list_display = ("email", "full_name", "staff_role", "is_active", "email_verified_at", "joined_at")
    list_filter = ("is_active", "staff_role")
    search_fields = ("email", "full_name__unaccent")
    ordering = ("-joined_at", "-id")
    fields = (
        "email", "full_name", "phone", "is_active", "is_staff", "staff_role", "email_verified_at", "joined_at",
        "last_login",
    )  # fmt: skip


@register(StaffAction, site=site)
class StaffActionPage(LookUp):
    """The audit log."""

    demands: ClassVar[frozenset[Permission]] = frozenset({Permission.VIEW_AUDIT})
    list_display = ("acted_at", "actor", "actor_role", "action", "target_kind", "target_id")
    list_filter = ("action", "actor_role")
    list_select_related = ("actor",)
    search_fields = ("target_id", "actor__email", "request_id")
    ordering = ("-acted_at", "-id")
