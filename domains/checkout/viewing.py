"""What a shopper looked at lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from domains.catalogue.models import Product
from domains.catalogue.queries import PRODUCT_COLUMNS
from domains.catalogue.rows import ProductRow
from domains.catalogue.scopes import PUBLISHED_SQL, published
from domains.checkout.models import ProductView
from domains.common.db import fetch_tuples
from domains.common.errors import InvalidInput
from domains.common.pagination import Cursors, Page, page_of, page_size
from domains.common.turns import take_turns
from domains.identity.viewer import Owner

MOST_REMEMBERED = 50

_VIEWED = f"""
    SELECT view.viewed_at, {PRODUCT_COLUMNS}
    FROM checkout_product_view AS view
    JOIN catalogue_product AS product ON product.id = view.product_id
    JOIN vendors_vendor AS vendor ON vendor.id = product.vendor_id
    WHERE view.owner_kind = %(kind)s AND view.owner_id = %(owner)s AND {PUBLISHED_SQL}
"""  # noqa: S608 - constants only
_NEWEST_FIRST = "ORDER BY view.viewed_at DESC, view.product_id DESC LIMIT %(limit)s"
_FIRST_PAGE = f"{_VIEWED} {_NEWEST_FIRST}"
_NEXT_PAGE = f"""
    {_VIEWED} AND (view.viewed_at, view.product_id) < (%(seen)s::timestamptz, %(product)s::uuid) {_NEWEST_FIRST}
"""
_COUNT = f"SELECT count(*) FROM ({_VIEWED}) AS viewed"  # noqa: S608 - constants only
_FORGET = """
    DELETE FROM checkout_product_view WHERE id IN (
        SELECT id FROM checkout_product_view
        WHERE owner_kind = %s AND owner_id = %s
        ORDER BY viewed_at DESC, product_id DESC
        OFFSET %s
    )
"""


def note_views(*, owner: Owner, product_ids: Sequence[UUID], now: datetime) -> None:
    """Remember what was looked at, in that order; the last 50 stay. Products that are not shown are left out.

    Raises InvalidInput for more than 50 at once.
    """
    if len(product_ids) > MOST_REMEMBERED:
        raise InvalidInput(f"At most {MOST_REMEMBERED} at once.", path=("ids",))
    last = {product_id: index for index, product_id in enumerate(product_ids)}
    with transaction.atomic():
        _take_turns(owner)
        shown = Product.objects.filter(published(at=now), id__in=last).order_by("id").values_list("id", flat=True)
        _remember(
            [
                ProductView(
                    owner_kind=owner.kind,
                    owner_id=owner.id,
                    product_id=product_id,
                    # A microsecond apart, so that the order of one batch is kept.
                    viewed_at=now - timedelta(microseconds=len(last) - last[product_id]),
                )
                for product_id in shown
            ]
        )
        _forget(owner)


def merge_views(*, guest_id: UUID, user_id: UUID) -> None:
    """Bring what a guest looked at into the account; a second time nothing is left to bring."""
    with transaction.atomic():
        guests = ProductView.objects.select_for_update().filter(owner_kind="guest", owner_id=guest_id)
        seen = list(guests.order_by("product_id"))
        owner = Owner(kind="customer", id=user_id)
        _take_turns(owner)
        own = ProductView.objects.filter(
            owner_kind="customer", owner_id=user_id, product__in=[v.product_id for v in seen]
        )
        later = dict(own.values_list("product_id", "viewed_at"))
        _remember(
            [
                ProductView(
                    owner_kind="customer", owner_id=user_id, product_id=view.product_id, viewed_at=view.viewed_at
                )
                for view in seen
                if view.product_id not in later or later[view.product_id] < view.viewed_at
            ]
        )
        guests.delete()
        _forget(owner)


async def recently_viewed(*, owner: Owner, at: datetime, first: int | None, after: str | None) -> Page[ProductRow]:
    """What the owner looked at and is still shown, the last one first. Raises BadCursor and BadPageSize."""
    size = page_size(first)
    cursors = Cursors("recently viewed", owner=owner.id)
    params = {"kind": owner.kind, "owner": owner.id, "at": at, "limit": size + 1}
    if after is None:
        rows = await fetch_tuples(_FIRST_PAGE, params)
    else:
        seen, product_id = cursors.read(after)
        rows = await fetch_tuples(_NEXT_PAGE, {**params, "seen": seen, "product": product_id})
    products = [ProductRow(*columns) for _, *columns in rows]
    viewed_at = {product.id: row[0] for product, row in zip(products, rows, strict=True)}

    async def count() -> int:
        [(counted,)] = await fetch_tuples(_COUNT, params)
        return int(counted)

    return page_of(
        products,
        size=size,
        after=after,
        position=lambda product: (viewed_at[product.id], product.id),
        cursors=cursors,
        count=count,
    )


def _take_turns(owner: Owner) -> None:
    # Each batch would count the others' rows too late to forget any.
    take_turns(f"product views of {owner.actor}")


def _remember(views: Sequence[ProductView]) -> None:
    ProductView.objects.bulk_create(
        views,
        update_conflicts=True,
        unique_fields=["owner_id", "owner_kind", "product"],
        update_fields=["viewed_at"],
    )


def _forget(owner: Owner) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [owner.kind, owner.id, MOST_REMEMBERED])
