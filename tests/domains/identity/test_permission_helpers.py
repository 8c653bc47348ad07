"""A-40: whatever decides what somebody may do decides "no" about nothing, and about whom it does not know."""

import ast
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.request import Request

from domains.common.clock import utc_now
from domains.common.errors import Denied, DomainError, NotFound
from domains.common.ids import new_id
from domains.identity.models import StaffRole, User
from domains.identity.roles import PERMISSIONS, Permission, permissions_of
from domains.vendors.errors import HouseClosed
from domains.vendors.membership import Right, ensure_member, may, may_at
from domains.vendors.models import Vendor, VendorMember
from rest.admin.lookup import LookUp, Rows, may_see
from rest.admin.site import site
from rest.staff.door.permissions import RoleAllows
from tests.factories.identity import a_user
from tests.factories.vendors import make_vendor

_ROOT = Path(__file__).resolve().parents[3]
# Every function that is told a permission or a right; those below are tried here, `require` in test_roles.py.
_KNOWN = {
    "domains/identity/roles.py require",
    "domains/vendors/membership.py may",
    "domains/vendors/membership.py may_at",
    "domains/vendors/membership.py ensure_member",
    "domains/catalogue/submissions/services/holding.py hold_own",
    "rest/admin/lookup.py may_see",
}
# Spelled nearly as those there are: what is not exactly one of them is none.
_ODD = ["", " ", "ADMIN", "admin ", "Owner", "owner\x00", "emperor", "none", "*", "__all__", "аdmin"]
_ROLES = st.sampled_from([*_ODD, *PERMISSIONS]) | st.text(max_size=20)
_NAMES = st.sampled_from([*_ODD, *VendorMember.Role.values, *Vendor.Status.values]) | st.text(max_size=20)
# What staff of a house, and everybody of one that has only applied, may do too.
_WITHOUT_A_YES = {Right.EDIT_PRODUCTS, Right.KEEP_STOCK}
_OF_STAFF = {*_WITHOUT_A_YES, Right.ANSWER_REVIEWS}
_DEMANDS = st.none() | st.frozensets(st.sampled_from(Permission))


def _takers() -> set[str]:
    found = set()
    for folder in ("domains", "resolvers", "rest", "schema", "config"):
        for file in (_ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    told = [*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs]
                    kinds = " ".join(ast.unparse(each.annotation) for each in told if each.annotation)
                    if {"Permission", "Right"} & set(kinds.replace("[", " ").replace("]", " ").split()):
                        found.add(f"{file.relative_to(_ROOT)} {node.name}")
    return found


def test_every_helper_that_takes_a_permission_is_tried() -> None:
    assert _takers() == _KNOWN


def _request(role: str) -> Any:
    request = RequestFactory().get("/")
    request.user = User(staff_role=role, is_staff=bool(role))
    return request


@given(role=_ROLES, demanded=_DEMANDS)
def test_the_staff_api_passes_only_who_has_every_permission_of_a_demand(
    role: str, demanded: frozenset[Permission] | None
) -> None:
    allowed = bool(demanded) and permissions_of(role).issuperset(demanded or ())
    request = cast("Request", _request(role))

    for view in (
        SimpleNamespace(action="list", demands={"list": demanded}),
        SimpleNamespace(action=None, demands={"": demanded}),
    ):
        if allowed:
            assert RoleAllows().has_permission(request, cast("Any", view))
            continue
        with pytest.raises(Denied):
            RoleAllows().has_permission(request, cast("Any", view))


@given(role=_ROLES, demanded=_DEMANDS)
def test_the_staff_api_is_closed_where_nothing_is_said_about_an_action(
    role: str, demanded: frozenset[Permission] | None
) -> None:
    request = cast("Request", _request(role))

    for view in (
        SimpleNamespace(action="destroy", demands={"list": demanded}),
        SimpleNamespace(action="list", demands={}),
        SimpleNamespace(action="list"),
        SimpleNamespace(),
    ):
        with pytest.raises(Denied):
            RoleAllows().has_permission(request, cast("Any", view))


@given(role=_ROLES, demanded=st.frozensets(st.sampled_from(Permission)))
def test_the_admin_shows_only_what_a_role_has_every_permission_for(role: str, demanded: frozenset[Permission]) -> None:
    allowed = bool(demanded) and permissions_of(role).issuperset(demanded)

    assert may_see(_request(role), demanded) is allowed
    assert may_see(cast("Any", SimpleNamespace(user=object())), demanded) is False


class _RowsOfUsers(Rows):
    """Rows of which nobody said who sees them."""

    model = User


@given(role=_ROLES)
def test_a_page_of_the_admin_that_demands_nothing_is_seen_by_nobody(role: str) -> None:
    request = _request(role)

    pages: list[Any] = [LookUp(User, site), _RowsOfUsers(User, site)]
    for page in pages:
        assert page.demands == frozenset()
        assert not page.has_view_permission(request)
        assert not page.has_module_permission(request)
        assert not page.has_add_permission(request)
        assert not page.has_change_permission(request)
        assert not page.has_delete_permission(request)


@pytest.mark.parametrize("role", [*_ODD, *StaffRole.values])
@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("is_staff", [True, False])
def test_the_admin_lets_in_active_staff_with_a_role_that_may_something(
    role: str, is_active: bool, is_staff: bool, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = False
    request = _request(role)
    request.user.is_active, request.user.is_staff = is_active, is_staff

    assert site.has_permission(request) is (is_active and is_staff and role in PERMISSIONS)


@given(name=_NAMES, right=st.sampled_from(Right))
def test_a_house_knows_its_roles_and_states_and_no_others(name: str, right: Right) -> None:
    by_role = name in {"owner", "manager"} or (name == "staff" and right in _OF_STAFF)
    by_state = name in {"approved", "on_holiday"} or (name == "applied" and right in _WITHOUT_A_YES)

    assert (may(role=name, right=right), may_at(status=name, right=right)) == (by_role, by_state)


@given(name=_NAMES, right=st.none() | st.text(max_size=20))
def test_what_is_no_right_is_nobodys(name: str, right: Any) -> None:
    if right not in set(Right):
        assert not may(role=name, right=right)
        assert not may_at(status=name, right=right)


def test_every_role_and_state_of_the_models_is_decided_on() -> None:
    rights = {role: {right for right in Right if may(role=role, right=right)} for role in VendorMember.Role.values}
    states = {
        status: {right for right in Right if may_at(status=status, right=right)} for status in Vendor.Status.values
    }

    assert rights == {"owner": set(Right), "manager": set(Right), "staff": _OF_STAFF}
    assert {status for status, found in states.items() if not found} == {"suspended", "closed"} & set(states)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("member", [None, *VendorMember.Role.values])
@pytest.mark.parametrize("status", Vendor.Status.values)
def test_a_member_is_held_to_role_and_state_at_every_use(right: Right, member: str | None, status: str) -> None:
    user, vendor = a_user(email=f"{new_id()}@people.example"), make_vendor(status=Vendor.Status(status))
    if member is not None:
        VendorMember.objects.create(user=user, vendor=vendor, role=member, joined_at=utc_now())
    refusal: type[DomainError] | None = None
    if member is None:
        refusal = NotFound
    elif not may_at(status=status, right=right):
        refusal = HouseClosed
    elif not may(role=member, right=right):
        refusal = Denied

    if refusal is None:
        ensure_member(user_id=user.id, vendor_id=vendor.id, right=right)
        return
    with pytest.raises(refusal):
        ensure_member(user_id=user.id, vendor_id=vendor.id, right=right)
