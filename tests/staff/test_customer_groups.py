"""Groups of customers through the staff API, and what becomes of them when a customer leaves."""

import pytest
from django.db import connection

from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.exports import EXPORTS
from domains.identity.models import CustomerGroup, GroupMembership, StaffAction, User
from domains.identity.services.erase_account import erase_identity
from domains.identity.services.keep_groups import add_to_group, create_group
from tests.concurrency import all_at_once, many_connections
from tests.factories.identity import a_user
from tests.staff.asking import error_of, everything, staff

GROUPS, MEMBERSHIPS = "/staff/customer-groups/", "/staff/group-memberships/"
EMAIL = "ada@example.com"


def _group(code: str = "wholesale") -> CustomerGroup:
    return create_group(code=code, name="Wholesale", now=utc_now())


def test_makes_a_group_puts_a_customer_in_and_takes_them_out() -> None:
    client, ada = staff("support"), a_user(email=EMAIL)

    made = client.post(GROUPS, {"code": "wholesale", "name": " Wholesale  buyers"})
    group_id = made.json()["id"]
    put = client.post(MEMBERSHIPS, {"group_id": group_id, "email": " Ada@Example.com"})
    tag = put["ETag"]

    assert (made.status_code, made.json()["name"], put.status_code) == (201, "Wholesale buyers", 201)
    assert put.json()["customer_id"] == str(ada.id)
    for asked in ({"code": "wholesale"}, {"customer": str(ada.id)}, {"group": group_id}, {"search": "ada@"}):
        [row] = client.get(MEMBERSHIPS, asked).json()["results"]
        assert (row["customer_email"], row["group_code"]) == (EMAIL, "wholesale")
    assert client.get(MEMBERSHIPS, {"code": "press"}).json()["results"] == []

    gone = client.delete(f"{MEMBERSHIPS}{put.json()['id']}/", headers={"If-Match": tag})

    assert (gone.status_code, GroupMembership.objects.count()) == (204, 0)
    actions = StaffAction.objects.order_by("acted_at").values_list("action", flat=True)
    assert list(actions) == ["customer_group.create", "group_membership.create", "group_membership.delete"]
    # The log stays when somebody is erased, so it names nobody.
    assert not StaffAction.objects.filter(after__icontains="ada").exists()


@pytest.mark.parametrize(
    ("path", "body", "code", "status"),
    [
        (GROUPS, {"code": "wholesale", "name": "Again"}, "GROUP_CODE_TAKEN", 409),
        (MEMBERSHIPS, {"email": EMAIL}, "ALREADY_IN_GROUP", 409),
        (MEMBERSHIPS, {"email": "nobody@example.com"}, "NO_SUCH_CUSTOMER", 400),
        (MEMBERSHIPS, {"email": "unproven@example.com"}, "NO_SUCH_CUSTOMER", 400),
        (MEMBERSHIPS, {"email": "closed@example.com"}, "NO_SUCH_CUSTOMER", 400),
        (MEMBERSHIPS, {"email": "no address"}, "INVALID_EMAIL", 400),
        (MEMBERSHIPS, {"email": EMAIL, "group_id": "01900000-0000-7000-8000-000000000000"}, "NOT_FOUND", 404),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
)
def test_refuses_and_changes_nothing(path: str, body: dict[str, str], code: str, status: int) -> None:
    a_user(email="unproven@example.com", verified=False)
    a_user(email="closed@example.com", active=False)
    group, _ = _group(), a_user(email=EMAIL)
    add_to_group(group_id=group.id, email=EMAIL, now=utc_now())
    client = staff("support")
    before = everything()

    given = body if path == GROUPS else {"group_id": str(group.id), **body}
    answer = client.post(path, given)

    assert (answer.status_code, error_of(answer)["code"]) == (status, code)
    assert everything() == before


def test_of_parallel_tries_one_makes_the_group_and_one_puts_the_customer_in() -> None:
    a_user(email=EMAIL)

    with many_connections():
        made = all_at_once([_group] * 20)
        [group] = [each for each in made if isinstance(each, CustomerGroup)]
        put = all_at_once([lambda: add_to_group(group_id=group.id, email=EMAIL, now=utc_now())] * 20)

    assert sum(isinstance(each, GroupMembership) for each in put) == 1
    assert (CustomerGroup.objects.count(), GroupMembership.objects.count()) == (1, 1)


def test_a_customer_reads_their_groups_in_their_copy_and_leaves_them_with_the_account() -> None:
    ada, bola = a_user(email=EMAIL), a_user()
    group = _group()
    for user in (ada, bola):
        add_to_group(group_id=group.id, email=user.email, now=utc_now())

    with connection.cursor() as cursor:
        cursor.execute(EXPORTS["groups"], {"user_id": ada.id})
        assert [row[0] for row in cursor.fetchall()] == ["Wholesale"]
    User.objects.filter(id=ada.id).update(is_active=False, erased_at=utc_now())
    erase_identity(user_id=ada.id)

    assert list(GroupMembership.objects.values_list("user_id", flat=True)) == [bola.id]


def test_a_group_goes_with_its_memberships_and_leaves_its_customers() -> None:
    a_user(email=EMAIL)
    group = _group()
    add_to_group(group_id=group.id, email=EMAIL, now=utc_now())
    client = staff("support")
    path = f"{GROUPS}{group.id}/"

    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": client.get(path)["ETag"]}).status_code == 204
    assert client.delete(f"{GROUPS}{new_id()}/", headers={"If-Match": "*"}).status_code == 404

    assert (CustomerGroup.objects.count(), GroupMembership.objects.count()) == (0, 0)
    assert User.objects.filter(email=EMAIL).exists()
