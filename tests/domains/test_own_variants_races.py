"""Revisions that race each other, and staff who approve meanwhile: real connections, let go by one barrier."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from domains.catalogue.extending import NewChoice
from domains.catalogue.models import Variant
from domains.catalogue.submissions.errors import SubmissionsDecided
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission
from domains.identity.models import User
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.domains.own_products import NOW, a_house, approve, events, offered
from tests.domains.test_own_variants import add, variant
from tests.factories.vendors import make_member

pytestmark = pytest.mark.usefixtures("database")


def test_two_products_racing_for_skus_get_them_once_and_without_deadlock() -> None:
    before = deadlocks()
    houses = [a_house(sizes=("M",)) for _ in range(6)]
    values = tuple(NewChoice(axis="size", code=f"n{n}", name=f"{n}") for n in range(10))
    for place, (member, product) in enumerate(houses):
        skus = [(f"RACE-{n}", f"n{n}") for n in range(10)]
        ordered = skus if place % 2 else skus[::-1]
        add(product, member, *(variant(sku, code, 10_00) for sku, code in ordered), values=values)

    deeds = [
        partial(approve_submission, submission_id=one.id, actor="staff:1", now=NOW) for one in Submission.objects.all()
    ]
    with many_connections():
        answers = all_at_once(deeds)

    assert sorted(type(one).__name__ for one in answers) == ["SkuTaken"] * 5 + ["Submission"]
    assert deadlocks() - before == 0
    winner = Submission.objects.get(state="approved")
    assert Variant.objects.filter(sku__startswith="RACE-", product=winner.product_id).count() == 10
    assert Submission.objects.filter(state="waiting").count() == 5
    assert events().count("ProductApproved") == 1


def test_nothing_that_was_said_yes_to_is_lost_while_members_and_staff_race() -> None:
    before = deadlocks()
    member, product = a_house(sizes=("M",))
    colleague = make_member(vendor=product.vendor, role="manager")
    add(product, member, variant("FIRST", "first"), values=(NewChoice(axis="size", code="first", name="First"),))
    first = Submission.objects.get()

    def adding(who: User, place: int) -> None:
        code = f"n{place}"
        add(product, who, variant(f"SKU-N{place}", code), values=(NewChoice(axis="size", code=code, name=code),))

    deeds: list[Callable[[], Any]] = [partial(adding, who, place) for place, who in enumerate([member, colleague] * 6)]
    deeds += [partial(approve_submission, submission_id=first.id, actor="staff:1", now=NOW)] * 2
    with many_connections():
        answers = all_at_once(deeds)

    assert [type(one) for one in answers if isinstance(one, Exception)] == [SubmissionsDecided]
    assert deadlocks() - before == 0
    if Submission.objects.filter(state="waiting").exists():
        approve()
    assert {sku for sku, *_ in offered(product)} >= {"FIRST", *(f"SKU-N{n}" for n in range(12))}
    positions = list(Variant.objects.filter(product=product).values_list("position", flat=True))
    assert sorted(positions) == list(range(14))
