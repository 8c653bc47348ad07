"""The admin page all pages are: for looking, by role, with a fixed number of statements."""

from typing import Any, ClassVar

from django.contrib.admin import ShowFacets, display
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.paginator import InfinitePaginator

from domains.common.money import Money
from domains.identity.roles import Permission, permissions_of


def may_see(request: HttpRequest, demanded: frozenset[Permission]) -> bool:
    """True when the role of the member of staff has every permission; False when none is demanded."""
    role = getattr(request.user, "staff_role", "")
    return bool(demanded) and permissions_of(role).issuperset(demanded)


class _ReadOnly:
    demands: ClassVar[frozenset[Permission]] = frozenset()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """True for roles that may see these rows."""
        return may_see(request, self.demands)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """True for roles that may see these rows."""
        return may_see(request, self.demands)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are made by services, which check, record events and write down who did it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are changed by services."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows stay."""
        return False


class LookUp(_ReadOnly, ModelAdmin):
    """A list with search and filters, and a page per row."""

    actions = None
    list_per_page = 50
    # Counting all rows of a large table takes longer than showing fifty of them.
    paginator = InfinitePaginator
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_fullwidth = True

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """True for declared filters only: Django would take any column, and `password__startswith` would leak it."""
        return any(lookup == field or lookup.startswith(f"{field}__") for field in self.list_filter)


class Rows(_ReadOnly, TabularInline):
    """The rows that belong to the one shown."""

    extra = 0
    can_delete = False
    show_change_link = False
    show_title = False


def money(column: str, *, currency: str = "currency", name: str = "") -> Any:
    """A column of an admin list: the amount in major units with its currency."""

    @display(description=name or column.removesuffix("_minor").replace("_", " "), ordering=column)
    def shown(row: Model) -> str:
        code: Any = row
        for step in currency.split("__"):
            code = getattr(code, step)
        minor = getattr(row, column)
        return "" if minor is None else str(Money(minor, code))

    return shown
