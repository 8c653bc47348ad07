"""Products of a house whose member works on them, and what came of the work."""

from datetime import UTC, datetime
from typing import Any

from domains.catalogue.models import Product, Variant
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.services.decide import approve_submission
from domains.catalogue.submissions.services.offer_variants import switch_in_product
from domains.common.models import OutboxEvent
from domains.identity.models import User
from tests.factories.catalogue import make_product
from tests.factories.vendors import make_member, make_vendor

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def a_house(**facts: Any) -> tuple[User, Product]:
    """Make a member of a house and a product it sells."""
    vendor = make_vendor()
    return make_member(vendor=vendor), make_product(vendor=vendor, **facts)


def a_draft(**facts: Any) -> tuple[User, Product]:
    """Make a member of a house and a product nobody is shown yet."""
    return a_house(**{"state": "draft", "publish_at": None, **facts})


def switch(product: Product, member: User, switched: dict[Variant, bool]) -> None:
    """Stop offering variants, or offer them again."""
    keys = {variant.id: is_active for variant, is_active in switched.items()}
    switch_in_product(product_id=product.id, member_id=member.id, switched=keys, now=NOW)


def approve(at: datetime = NOW) -> None:
    """Say yes, as staff, to the one revision that waits."""
    approve_submission(submission_id=Submission.objects.get(state="waiting").id, actor="staff:1", now=at)


def offered(product: Product) -> list[tuple[str, dict[str, str], bool]]:
    """Give each variant's SKU, options and whether it is offered, in their order."""
    rows = Variant.objects.filter(product=product).order_by("position")
    return [(row.sku, row.options, row.is_active) for row in rows]


def events() -> list[str]:
    """Name what happened, oldest first."""
    return list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))
