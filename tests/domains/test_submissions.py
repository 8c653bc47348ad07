"""What vendors offer goes to staff and comes back decided, once; shoppers see nothing of it before."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import product as combinations
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from domains.catalogue.errors import NotReadyToPublish, ProductStepRefused
from domains.catalogue.models import Product
from domains.catalogue.services.publish_product import archive_product, publish_product, unpublish_product
from domains.catalogue.submissions.errors import (
    NothingSubmitted,
    ProductInReview,
    RejectionNeedsReason,
    SubmissionsDecided,
)
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission, hold_waiting, reject_submission
from domains.catalogue.submissions.services.offer_products import change_product, submit_product, withdraw_product
from domains.catalogue.transitions import Step, after
from domains.common.errors import Denied, NotFound
from domains.common.ids import new_id
from domains.common.models import OutboxEvent
from domains.identity.models import User
from domains.vendors.models import Vendor, VendorMember
from tests.concurrency import all_at_once, deadlocks, many_connections
from tests.factories.catalogue import make_category, make_product
from tests.factories.vendors import make_member, make_vendor

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def draft(vendor: Vendor, **facts: Any) -> Product:
    return make_product(vendor=vendor, state="draft", publish_at=None, **facts)


def events() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


def submitted(product: Product, member: User) -> Submission:
    return submit_product(product_id=product.id, member_id=member.id, now=NOW)


def history(product: Product) -> list[tuple[str, str]]:
    rows = Submission.objects.filter(product=product).order_by("submitted_at", "id")
    return list(rows.values_list("state", "reason"))


def test_goes_to_review_comes_back_with_a_reason_and_is_shown_the_second_time() -> None:
    vendor = make_vendor()
    member, product = make_member(vendor=vendor), draft(vendor)
    states = []

    first = submitted(product, member)
    states.append(Product.objects.get().state)
    reject_submission(submission_id=first.id, reason=" Blurred pictures ", actor="staff:1", now=NOW)
    states.append(Product.objects.get().state)
    second = submitted(product, member)
    approve_submission(submission_id=second.id, actor="staff:1", now=NOW)
    shown = Product.objects.get()

    assert [*states, shown.state, shown.publish_at] == ["review", "draft", "published", NOW]
    assert history(product) == [("rejected", "Blurred pictures"), ("approved", "")]
    assert events() == [
        "ProductSubmitted",
        "ProductRejected",
        "ProductSubmitted",
        "ProductPublished",
        "ProductApproved",
    ]


def test_a_member_takes_back_what_waits() -> None:
    vendor = make_vendor()
    member, product = make_member(vendor=vendor), draft(vendor)
    submitted(product, member)

    withdraw_product(product_id=product.id, member_id=member.id, now=NOW)

    assert (Product.objects.get().state, history(product)) == ("draft", [("withdrawn", "")])
    with pytest.raises(NothingSubmitted):
        withdraw_product(product_id=product.id, member_id=member.id, now=NOW)


def test_what_is_shown_stays_as_it_was_until_a_revision_is_approved() -> None:
    vendor = make_vendor()
    member, product = make_member(vendor=vendor), make_product(vendor=vendor, title="Gown", description="Silk.")
    skirts = make_category(name="Skirts")
    change = partial(change_product, product_id=product.id, member_id=member.id, now=NOW)

    change(changes={"title": "Evening Gown", "description": "Silk."})
    change(changes={"category_id": skirts.id, "attributes": [("fabric", "silk")]})
    before = Product.objects.get()
    waiting = Submission.objects.get()
    approve_submission(submission_id=waiting.id, actor="staff:1", now=NOW)
    after_it = Product.objects.get()

    assert (before.title, before.state, before.category_id) == ("Gown", "published", product.category_id)
    assert waiting.changes == {
        "title": "Evening Gown",
        "category_id": str(skirts.id),
        "attributes": {"fabric": "silk"},
    }
    assert (after_it.title, after_it.state, after_it.category_id) == ("Evening Gown", "published", skirts.id)
    assert (after_it.attributes, after_it.publish_at) == ({"fabric": "silk"}, product.publish_at)
    assert events() == ["ProductSubmitted", "ProductChanged", "ProductApproved"]


def test_a_change_that_changes_nothing_waits_for_nobody() -> None:
    vendor = make_vendor()
    member, product = make_member(vendor=vendor), make_product(vendor=vendor, title="Gown")

    change_product(product_id=product.id, member_id=member.id, changes={"title": " Gown "}, now=NOW)

    assert Submission.objects.count() == 0


def test_a_rejected_revision_leaves_the_product_shown() -> None:
    vendor = make_vendor()
    member, product = make_member(vendor=vendor), make_product(vendor=vendor, title="Gown")
    change_product(product_id=product.id, member_id=member.id, changes={"title": "BEST GOWN!!!"}, now=NOW)

    reject_submission(submission_id=Submission.objects.get().id, reason="Shouting", actor="staff:1", now=NOW)

    shown = Product.objects.get()
    assert (shown.title, shown.state) == ("Gown", "published")


@pytest.mark.parametrize(("state", "error"), [("review", ProductInReview), ("archived", ProductStepRefused)])
def test_what_is_in_review_or_put_away_is_not_changed(state: str, error: type[Exception]) -> None:
    vendor = make_vendor()
    member, product = make_member(vendor=vendor), make_product(vendor=vendor, title="Gown", state=state)

    with pytest.raises(error):
        change_product(product_id=product.id, member_id=member.id, changes={"title": "Iro"}, now=NOW)

    assert Product.objects.get().title == "Gown"


def test_staff_of_a_house_prepare_and_only_its_heads_offer() -> None:
    vendor = make_vendor()
    manager = make_member(vendor=vendor, role=VendorMember.Role.MANAGER)
    helper = make_member(vendor=vendor, role=VendorMember.Role.STAFF)
    unsent, shown = draft(vendor, title="Gown"), make_product(vendor=vendor, title="Wrap")

    change_product(product_id=unsent.id, member_id=helper.id, changes={"title": "Silk Gown"}, now=NOW)
    for deed in (
        partial(submit_product, product_id=unsent.id),
        partial(change_product, product_id=shown.id, changes={"title": "Silk Wrap"}),
        partial(withdraw_product, product_id=unsent.id),
    ):
        with pytest.raises(Denied):
            deed(member_id=helper.id, now=NOW)

    assert set(Product.objects.values_list("title", "state")) == {("Silk Gown", "draft"), ("Wrap", "published")}
    assert Submission.objects.count() == 0
    assert submitted(unsent, manager).state == "waiting"


def test_anothers_product_is_as_unknown_as_one_that_never_was() -> None:
    member, foreign = make_member(vendor=make_vendor()), draft(make_vendor())
    messages = set()

    for product_id in (foreign.id, new_id()):
        for deed in (submit_product, withdraw_product, partial(change_product, changes={"title": "Iro"})):
            with pytest.raises(NotFound) as refused:
                deed(product_id=product_id, member_id=member.id, now=NOW)
            messages.add((refused.value.message, refused.value.path))

    assert len(messages) == 1
    assert Product.objects.get().state == "draft"


def test_what_lacks_a_price_is_not_submitted() -> None:
    vendor = make_vendor()
    member, product = make_member(vendor=vendor), draft(vendor, price=None)

    with pytest.raises(NotReadyToPublish):
        submitted(product, member)

    assert (Product.objects.get().state, Submission.objects.count()) == ("draft", 0)


def test_a_decision_is_final() -> None:
    vendor = make_vendor()
    member, product = make_member(vendor=vendor), draft(vendor)
    decided = submitted(product, member)
    reject_submission(submission_id=decided.id, reason="Blurred", actor="staff:1", now=NOW)

    with pytest.raises(SubmissionsDecided) as refused:
        approve_submission(submission_id=decided.id, actor="staff:1", now=NOW)
    with pytest.raises(RejectionNeedsReason):
        reject_submission(submission_id=decided.id, reason=" ", actor="staff:1", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.update(state="approved", reason="")

    assert refused.value.submission_ids == (decided.id,)
    assert history(product) == [("rejected", "Blurred")]


def test_staff_who_show_hide_or_archive_by_themselves_close_what_waits() -> None:
    vendor = make_vendor()
    member = make_member(vendor=vendor)
    shown, hidden, archived = draft(vendor), make_product(vendor=vendor), draft(vendor)
    submitted(shown, member)
    change_product(product_id=hidden.id, member_id=member.id, changes={"title": "Iro"}, now=NOW)
    submitted(archived, member)

    publish_product(product_id=shown.id, now=NOW)
    unpublish_product(product_id=hidden.id, now=NOW)
    archive_product(product_id=archived.id, now=NOW)

    assert [history(one) for one in (shown, hidden, archived)] == [
        [("approved", "")],
        [("withdrawn", "")],
        [("withdrawn", "")],
    ]


def test_showing_again_leaves_a_revision_waiting() -> None:
    vendor = make_vendor()
    member, product = make_member(vendor=vendor), make_product(vendor=vendor)
    change_product(product_id=product.id, member_id=member.id, changes={"title": "Iro"}, now=NOW)

    publish_product(product_id=product.id, now=NOW)

    assert history(product) == [("waiting", "")]


def test_the_database_allows_the_steps_of_the_table_and_no_others() -> None:
    allowed = set()
    for was, becomes in combinations(Product.State.values, repeat=2):
        product = make_product(state=was)
        try:
            with transaction.atomic():
                Product.objects.filter(id=product.id).update(state=becomes)
        except IntegrityError:
            continue
        if was != becomes:
            allowed.add((was, becomes))

    meant = {(was, after(was, step)) for was, step in _steps()}
    assert allowed == {(was, becomes) for was, becomes in meant if was != becomes}


def _steps() -> Iterator[tuple[str, Step]]:
    for was, step in combinations(Product.State.values, Step):
        try:
            after(was, step)
        except ProductStepRefused:
            continue
        yield was, step


def test_a_product_is_decided_on_once_and_without_deadlock() -> None:
    before = deadlocks()
    vendor = make_vendor()
    member = make_member(vendor=vendor)
    waiting = [submitted(draft(vendor), member) for _ in range(4)]

    def approve_all() -> None:
        with transaction.atomic():
            for one in hold_waiting(submission_ids=[submission.id for submission in waiting]):
                approve_submission(submission_id=one.id, actor="staff:1", now=NOW)

    deeds: list[Callable[[], Any]] = [approve_all, approve_all]
    for one in waiting:
        deeds.append(partial(withdraw_product, product_id=one.product_id, member_id=member.id, now=NOW))
        deeds.append(partial(reject_submission, submission_id=one.id, reason="No", actor="staff:2", now=NOW))
    with many_connections():
        answers = all_at_once(deeds)

    assert {type(one) for one in answers if isinstance(one, Exception)} <= {SubmissionsDecided, NothingSubmitted}
    assert deadlocks() - before == 0
    expected = {"approved": "published", "rejected": "draft", "withdrawn": "draft"}
    for one in Submission.objects.select_related("product"):
        assert one.product.state == expected[one.state]
    told = [name for name in events() if name in {"ProductApproved", "ProductRejected"}]
    assert len(told) == Submission.objects.filter(state__in=("approved", "rejected")).count()


def test_migrated_rules_are_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname IN ('product_steps', 'submission_decided')")
        assert len(cursor.fetchall()) == 2
