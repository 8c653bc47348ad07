"""A vendor's people hear of what they offered: by mail and in the shop, each once."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from domains.catalogue.extending import AddedVariant, Additions, Amount, NewChoice
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission, reject_submission
from domains.catalogue.submissions.services.offer_products import change_product, submit_product
from domains.catalogue.submissions.services.offer_variants import add_to_product
from domains.common.clock import utc_now
from domains.notifications.models import FeedItem, Message
from domains.search.models import SearchDocument, SearchFacet
from domains.search.services.index_products import rebuild_documents
from tests.factories.catalogue import make_product
from tests.factories.vendors import make_member, make_vendor
from tests.tasks.test_reactions import run_durable


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, tmp_path: Path, _probes: None) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"
    backend = {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(tmp_path)}}
    settings.MAILERS = {"default": backend}


def test_tells_every_member_that_it_was_rejected_and_why(tmp_path: Path) -> None:
    vendor = make_vendor(name="Adunni")
    owner, helper = make_member(vendor=vendor), make_member(vendor=vendor, role="staff")
    product = make_product(vendor=vendor, title="Gown & Wrap", state="draft", publish_at=None)
    submission = submit_product(product_id=product.id, member_id=owner.id, now=utc_now())
    reject_submission(submission_id=submission.id, reason="The pictures are <blurred>", actor="staff:1", now=utc_now())

    assert run_durable("tell_of_rejection", "feed_rejection") == ["done", "done"]

    sent = Message.objects.order_by("recipient").values_list("recipient", "subject")
    assert set(sent) == {(user.email, "“Gown & Wrap” needs changes") for user in (owner, helper)}
    items = FeedItem.objects.filter(kind="product_rejected")
    assert {item.user_id for item in items} == {owner.id, helper.id}
    assert items[0].facts["reason"] == "The pictures are <blurred>"
    letters = "".join(path.read_text() for path in tmp_path.iterdir())
    assert "The pictures are <blurred>" in letters
    assert "The pictures are &lt;blurred&gt;" in letters


def test_tells_that_a_revision_has_arrived() -> None:
    vendor = make_vendor()
    owner, product = make_member(vendor=vendor), make_product(vendor=vendor, title="Gown")
    change_product(product_id=product.id, member_id=owner.id, changes={"title": "Silk Gown"}, now=utc_now())

    assert run_durable("tell_of_submission", "feed_submission") == ["done", "done"]

    assert Message.objects.get().subject == "We have got “Gown” and will look at it"
    assert FeedItem.objects.get().facts["is_revision"] is True


def test_search_and_facets_follow_the_variants_of_an_approved_revision() -> None:
    vendor = make_vendor()
    owner, product = make_member(vendor=vendor), make_product(vendor=vendor, sizes=("M",))
    rebuild_documents(now=utc_now())
    added = Additions(
        values=(NewChoice(axis="size", code="huge", name="Colossal"),),
        variants=(AddedVariant(sku="AG-HUGE", options={"size": "huge"}, prices=(Amount(minor=1, currency="NGN"),)),),
    )
    add_to_product(product_id=product.id, member_id=owner.id, additions=added, now=utc_now())
    seen = []

    for deed in ("wait", "approve"):
        if deed == "approve":
            approve_submission(submission_id=Submission.objects.get().id, actor="staff:1", now=utc_now())
        ran = run_durable("index_product", "fire_price_alerts")
        found = SearchDocument.objects.filter(names__contains="colossal").exists()
        seen.append((sorted(ran), found, SearchFacet.objects.get().offered))

    assert seen == [([], False, ["size:m"]), (["done"] * 3, True, ["size:huge", "size:m"])]
