"""Staff permissions fail closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.common.errors import Denied
from domains.identity.models import StaffRole
from domains.identity.roles import PERMISSIONS, Permission, permissions_of, require

permissions = st.frozensets(st.sampled_from(Permission))
roles = st.sampled_from(["", *PERMISSIONS, "emperor"]) | st.text(max_size=20)


@given(role=roles, demanded=permissions)
def test_passes_only_for_a_role_that_has_every_permission(role: str, demanded: frozenset[Permission]) -> None:
    allowed = bool(demanded) and all(one in permissions_of(role) for one in demanded)

    if allowed:
        require(role=role, permissions=demanded)
        return
    with pytest.raises(Denied):
        require(role=role, permissions=demanded)


@given(role=roles)
def test_nobody_passes_an_empty_demand(role: str) -> None:
    with pytest.raises(Denied):
        require(role=role, permissions=())


def test_every_role_of_the_model_is_in_the_table_and_no_other() -> None:
    assert set(PERMISSIONS) == set(StaffRole.values) - {""}
    assert permissions_of("") == frozenset()
    assert all(PERMISSIONS.values())


def test_only_admins_may_everything() -> None:
    assert [role for role in PERMISSIONS if permissions_of(role) == frozenset(Permission)] == ["admin"]
    assert Permission.REFUND_PAYMENTS not in permissions_of("support")
    assert Permission.EDIT_PRODUCTS not in permissions_of("finance")
