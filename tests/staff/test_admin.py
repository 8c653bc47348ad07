"""The admin: staff look at everything their role may see, with a fixed number of statements, and change nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from domains.common.clock import utc_now
from domains.common.redis import redis_client, redis_key
from domains.identity.models import StaffRole, User
from domains.identity.roles import permissions_of
from domains.payments.models import PaymentAttempt
from rest.admin.site import site
from tests.factories.identity import PASSWORD, a_staff_member, a_user
from tests.factories.orders import make_paid_order
from tests.sql_counting import counted_statements
from tests.staff.asking import everything
from tests.staff.world import fill, make_world

PAGES: list[Any] = sorted(site._registry.values(), key=lambda page: page.model._meta.label)
ROLES = ("support", "catalogue", "finance", "admin")


def _logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _name(page: Any) -> str:
    return f"{page.model._meta.app_label}_{page.model._meta.model_name}"


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_the_lists_and_rows_it_may_and_no_other(role: str) -> None:
    client = _logged_in(a_staff_member(role=role))
    make_world()

    for page in PAGES:
        assert page.demands
        allowed = permissions_of(role) >= page.demands
        listed = client.get(reverse(f"admin:{_name(page)}_changelist"))
        assert (listed.status_code == 200) == allowed, _name(page)
        row = page.model._default_manager.first()
        if row is not None:
            shown = client.get(reverse(f"admin:{_name(page)}_change", args=[row.pk]))
            assert (shown.status_code == 200) == allowed, _name(page)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_searches_and_orders_without_failing(page: Any) -> None:
    client = _logged_in(a_staff_member(role=StaffRole.ADMIN))
    path = reverse(f"admin:{_name(page)}_changelist")

    for query in ({"q": "'%_\\ ada"}, {"q": "a\x00b"}, {"o": "1"}, {"o": "99.-x"}, {"p": "3"}):
        assert client.get(path, query).status_code == 200, query
    for query in ({"p": "9" * 30}, {"password__startswith": "a"}, {"user__password": "a"}):
        assert client.get(path, query).status_code in {302, 400}, query


def test_nothing_can_be_added_changed_or_deleted() -> None:
    client = _logged_in(a_staff_member(role=StaffRole.ADMIN))
    make_world()
    client.get(reverse("admin:index"))
    before = everything()

    for page in PAGES:
        row = page.model._default_manager.first()
        paths = [reverse(f"admin:{_name(page)}_add")]
        if row is not None:
            paths += [reverse(f"admin:{_name(page)}_{what}", args=[row.pk]) for what in ("change", "delete")]
        assert {client.post(path, {"post": "yes"}).status_code for path in paths} == {403}, _name(page)

    assert everything() == before


def test_every_list_takes_as_many_statements_for_fifty_rows_as_for_one() -> None:
    client = _logged_in(a_staff_member(role=StaffRole.ADMIN))
    make_world()
    fill(1)

    def statements() -> dict[str, int]:
        counts = {}
        for page in PAGES:
            with counted_statements() as sent:
                assert client.get(reverse(f"admin:{_name(page)}_changelist")).status_code == 200
            counts[_name(page)] = len(sent)
        return counts

    few = statements()
    fill(50)

    assert statements() == few


def test_a_row_takes_as_many_statements_however_much_belongs_to_it() -> None:
    client, now = _logged_in(a_staff_member(role=StaffRole.ADMIN)), utc_now()
    small, large = make_paid_order(now=now), make_paid_order(now=now, vendors=8)

    counts = []
    for order in (small, large):
        attempt = PaymentAttempt.objects.get(purchase_id=order.purchase_id)
        sale = attempt.ledger_transactions.get()
        with counted_statements() as sent:
            for name, pk in (
                ("orders_order", order.id),
                ("payments_paymentattempt", attempt.id),
                ("payments_ledgertransaction", sale.id),
            ):
                assert client.get(reverse(f"admin:{name}_change", args=[pk])).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_shoppers_and_former_staff_stay_outside() -> None:
    former = a_staff_member()
    clients = [_logged_in(a_user()), _logged_in(former), Client()]
    User.objects.filter(id=former.id).update(is_staff=False, staff_role="")

    answers = [client.get(reverse("admin:index")) for client in clients]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert {answer["Location"].split("?")[0] for answer in answers} == {reverse("admin:login")}


def test_logs_in_with_email_in_any_case_and_counts_the_tries() -> None:
    member = a_staff_member(email="ngozi@example.com")
    member.set_password(PASSWORD)
    member.save()
    login = reverse("admin:login")
    try:
        welcome = Client().post(login, {"username": "Ngozi@Example.com", "password": PASSWORD})
        for _ in range(10):
            Client().post(login, {"username": "ngozi@example.com", "password": "a wrong guess"})
        refused = Client().post(login, {"username": "ngozi@example.com", "password": PASSWORD})
    finally:
        for key in redis_client().scan_iter(redis_key("limit", "*")):
            redis_client().delete(key)

    assert welcome.status_code == 302
    assert refused.status_code == 200
    assert b"Too many tries" in refused.content


def test_pages_run_scripts_of_our_own_only() -> None:
    policy = _logged_in(a_staff_member()).get(reverse("admin:index"))["Content-Security-Policy"]

    scripts = next(part.split() for part in policy.split("; ") if part.startswith("script-src "))
    assert "'self'" in scripts
    assert "'unsafe-inline'" not in scripts
    assert not [source for source in scripts if "." in source or source == "*"]
