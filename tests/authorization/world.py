"""A marketplace in which everybody of the matrix has one of everything that can be theirs.

A new type that somebody owns gets an object here: in `_belongings` for what shoppers have, in `_account` for what takes
an account, in `houses.py` for what belongs to a vendor. What gives its rows away is found by itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from domains.catalogue.models import Product, Variant
from domains.checkout.models import Cart
from domains.checkout.services import keep_wishlist, wish
from domains.checkout.services.save_cart import save_cart
from domains.checkout.viewing import note_views
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.models import StaffRole, User
from domains.identity.services.export_account import note_ready, request_export
from domains.identity.tokens import issue_access, issue_guest
from domains.identity.viewer import Owner
from domains.media.models import Upload
from domains.notifications.feed import tell_of_order
from domains.notifications.models import FeedItem
from domains.orders.models import Order
from domains.orders.services.cancel_order import cancel_order
from domains.orders.services.prepare_purchase import prepare_purchase
from domains.reviews.models import Review, ReviewPhoto
from domains.reviews.services.reply import reply_to_review
from domains.search.services.index_products import rebuild_documents
from domains.vendors.following import set_follow
from domains.vendors.models import Vendor, VendorMember
from tests.authorization.houses import make_house
from tests.authorization.kept import Kept
from tests.authorization.sides import (
    CUSTOMER,
    GUEST,
    HELPER,
    HOUSE,
    HOUSES,
    MANAGER,
    MEMBERS,
    OWNER,
    STAFF,
    VIEWERS,
    Marks,
    Side,
    World,
)
from tests.factories.alerts import a_price_alert, a_stock_alert
from tests.factories.attributes import make_attribute
from tests.factories.catalogue import make_media, make_product, make_variant
from tests.factories.checkout import LAGOS, make_ready_cart
from tests.factories.collections import make_collection
from tests.factories.identity import PASSWORD, a_refresh_token, a_session, a_staff_member, a_user, an_address
from tests.factories.inventory import make_stock
from tests.factories.markets import make_market
from tests.factories.media import make_original
from tests.factories.orders import a_request, authorize, capture
from tests.factories.reviews import a_member, make_review
from tests.factories.shipping import make_method
from tests.factories.sizing import make_size_guide
from tests.factories.vendors import make_vendor

# Shorter texts are states and codes, which many rows share.
_TELLING = 8
# And shorter numbers are sizes and prices.
_TELLING_NUMBER = 10_000_000
_HIDDEN = "hidden"
_ROLES = {OWNER: VendorMember.Role.OWNER, MANAGER: VendorMember.Role.MANAGER, HELPER: VendorMember.Role.STAFF}
# What everybody sees of each house.
_SHOWN = {"house A": "Product", "house B": "Stole"}
_KEY_OR_MOMENT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-\d\d-\d\d")


def make_world() -> World:
    """Public things first, then each side in turn: what appears meanwhile is theirs."""
    now = utc_now()
    public, variant = _public(now)
    seen = _found()
    sides, houses, rows = {}, {}, {"public": seen}
    for name, kind in (*VIEWERS.items(), *((name, HOUSE) for name in HOUSES), (_HIDDEN, "")):
        if kind == HOUSE:
            houses[name] = make_house(name, Product.objects.get(id=public.ids[_SHOWN[name]]), now)
        else:
            sides[name] = _side(name, kind, variant, public, now)
        now_there = _found()
        rows[name] = {place: texts for place, texts in now_there.items() if place not in seen}
        seen = now_there
    rebuild_documents(now=now)
    hidden = sides.pop(_HIDDEN)
    return World(sides=sides, houses=houses, public=public, hidden=hidden, marks=_marks(rows))


def _side(name: str, kind: str, variant: Variant, public: Side, now: datetime) -> Side:
    word = name.replace(" ", "-").lower()
    if kind == GUEST:
        guest = Owner(kind="guest", id=new_id())
        ids, words = _belongings(guest, word, variant, now)
        issue = partial(issue_guest, guest_id=guest.id)
        return Side(name=name, kind=kind, bearer=lambda: issue(now=utc_now()), ids=ids, words=words)
    if kind == CUSTOMER:
        user = a_user(email=f"{word}@people.example", password=PASSWORD)
        ids, words = _belongings(Owner(kind="customer", id=user.id), word, variant, now)
        more, account = _account(user, word, public, ids["Order"], now)
        return Side(name=name, kind=kind, bearer=_bearer(user, now), ids={**ids, **more}, words={**words, **account})
    if kind in MEMBERS:
        user, house = a_user(email=f"{word}@people.example", password=PASSWORD), f"house {name[-1]}"
        Product.objects.get(id=public.ids[_SHOWN[house]]).vendor.members.create(user=user, role=_ROLES[kind])
        words = {"email": user.email, "upload": str(_upload(user, now).id)}
        return Side(name=name, kind=kind, bearer=_bearer(user, now), house=house, words=words)
    if kind == STAFF:
        user = a_staff_member(role=StaffRole(name), email=f"{word}@people.example")
        return Side(name=name, kind=kind, bearer=_bearer(user, now))
    return _hidden() if name == _HIDDEN else Side(name=name, kind=kind)


def _public(now: datetime) -> tuple[Side, Variant]:
    """What everybody may see, and a variant that can be bought without end."""
    vendor, other = make_vendor(name="Atelier Lagos"), make_vendor(name="Kente House")
    product = make_product(vendor=vendor, title="Aso Oke Dress", attributes=(says := _says()))
    make_size_guide()
    variant = product.variants.get()
    make_stock(variant=variant, on_hand=1_000)
    make_media(product=product, file=make_original(path="p/1.jpg").path)
    method = make_method(vendor=vendor)
    reviewed = make_product(vendor=vendor, title="Adire Wrap Skirt")
    author = a_user()
    review = make_review(product=reviewed, author=author, title="Nicer than the picture")
    reply_to_review(review_id=review.id, member_id=a_member(vendor).id, text="Thank you for coming.", now=now)
    picture = _upload(author, now)
    ReviewPhoto.objects.create(review=review, upload=picture, alt="In the sun")
    make_vendor(name="House of Nobody")
    stole = make_product(vendor=other, title="Kente Stole")
    make_media(product=stole, file=make_original(path="p/2.jpg").path)
    make_review(product=stole, title="Warmer than it looks")
    make_market()
    ids = {
        "Vendor": vendor.id,
        "other Vendor": other.id,
        "Product": product.id,
        "reviewed Product": reviewed.id,
        "Variant": variant.id,
        "Stole": stole.id,
        "sold-out Variant": make_variant(product=stole, options={"size": "l"}).id,
        "Category": product.category_id,
        "Collection": make_collection(products=[product], now=now).id,
        "Review": review.id,
        "ShippingMethod": method.id,
    }
    attribute = next(code for code, value in says.items() if isinstance(value, list))
    words = {"slug": product.slug, "path": product.category.path, "vendor": vendor.slug, "attribute": attribute}
    return Side(name="public", kind="", ids=ids, words=words), variant


def _says() -> dict[str, object]:
    """A value of every kind of attribute."""
    said = {"choice": "silk", "multi_choice": ["silk", "linen"], "boolean": True, "number": 8.5, "text": "Hand wash"}
    made = {kind: make_attribute(code=f"{kind}-{new_id().hex[-12:]}", kind=kind) for kind in said}
    return {made[kind].code: value for kind, value in said.items()}


def _hidden() -> Side:
    """A draft of an open house in which nobody works, and a house that was closed."""
    closed = make_vendor(name="Shuttered Palace", slug="shuttered-palace", status=Vendor.Status.SUSPENDED)
    product = make_product(vendor=closed, title="Shuttered Velvet Cape", slug="shuttered-velvet-cape")
    house = Vendor.objects.get(name="House of Nobody")
    draft = make_product(vendor=house, title="Unfinished Velvet Gown", state=Product.State.DRAFT)
    waiting = make_review(product=draft, title="Unread velvet opinion", state=Review.State.PENDING)
    ids = {
        "Vendor": closed.id,
        "Product": draft.id,
        "Variant": product.variants.get().id,
        "Review": waiting.id,
        "Collection": make_collection(title="Velvet season to come", products=[draft], shown_from=None).id,
    }
    return Side(name="hidden", kind="", ids=ids, words={"slug": product.slug, "vendor": closed.slug})


def _belongings(owner: Owner, word: str, variant: Variant, now: datetime) -> tuple[dict[str, UUID], dict[str, str]]:
    """What guests and customers alike have."""
    order = _order(owner, word, variant, now)
    given_back = _order(owner, f"back-{word}", variant, now)
    cancel_order(order_id=given_back.id, owner=owner, actor=owner.actor, reason=f"{word} did not like it", now=now)
    cart = _cart(owner, f"open-{word}", variant)
    wishlist = keep_wishlist.create_wishlist(owner=owner, name=f"{word} wishes", now=now)
    item = wish.wish_for(owner=owner, wishlist_id=wishlist.id, product_id=variant.product_id, variant_id=None, now=now)
    shared = keep_wishlist.share_wishlist(wishlist_id=wishlist.id, owner=owner, shared_by=f"{word} shares")
    assert shared.share_token is not None
    note_views(owner=owner, product_ids=[variant.product_id], now=now)
    ids = {
        "Order": order.id,
        "Purchase": order.purchase_id,
        "VendorOrder": order.vendor_orders.get().id,
        "Cart": cart.id,
        "CartLine": cart.lines.get().id,
        "SavedCart": save_cart(owner=owner, name=f"{word} saved", now=now).id,
        "Wishlist": wishlist.id,
        "WishlistItem": item.id,
    }
    return ids, {"share token": shared.share_token, "owner": str(owner.id)}


def _account(
    user: User, word: str, public: Side, order_id: UUID, now: datetime
) -> tuple[dict[str, UUID], dict[str, str]]:
    """What takes an account."""
    address = an_address(user, city=f"Town of {word}")
    # Of a range that Ofcom keeps for fiction, and no two alike.
    proven = User.objects.filter(phone_verified_at__isnull=False).count()
    user.phone, user.phone_verified_at = f"+447700900{proven:03}", now
    user.save(update_fields=["phone", "phone_verified_at"])
    other_session = a_session(user, now=now)
    told = tell_of_order(order_id=order_id, kind=FeedItem.Kind.ORDER_PLACED, cause=f"order:{order_id}", now=now)
    assert told is not None
    reviewed = Product.objects.get(id=public.ids["reviewed Product"])
    review = make_review(product=reviewed, author=user, title=f"{word} thinks", state=Review.State.PENDING)
    stole = Product.objects.get(id=public.ids["Stole"])
    waited_for = stole.variants.exclude(id=public.ids["sold-out Variant"]).get()
    stock_alert, price_alert = a_stock_alert(variant=waited_for, user=user), a_price_alert(product=stole, user=user)
    set_follow(vendor_id=public.ids["Vendor"], user_id=user.id, follows=True, now=now)
    ids = {
        "Viewer": user.id,
        "Address": address.id,
        "Session": other_session.id,
        "Notification": told.id,
        "Review": review.id,
        "UploadedPicture": _upload(user, now).id,
        "Alert": stock_alert.id,
        "price Alert": price_alert.id,
    }
    _export(user, now)
    return ids, {"email": user.email, "refresh token": a_refresh_token(other_session, now=now)}


def _cart(owner: Owner, word: str, variant: Variant) -> Cart:
    """A cart that could be paid for, with an address of its own."""
    cart = make_ready_cart(owner=owner, items={variant: 1}, stock=None)
    cart.email = f"{word}@carts.example"
    cart.address = {**LAGOS, "full_name": f"Ms {word}", "line1": f"1 {word} Road"}
    cart.save(update_fields=["email", "address"])
    return cart


def _export(user: User, now: datetime) -> None:
    """A copy of the account that was made; nothing but its size tells whose it is."""
    export = request_export(user_id=user.id, now=now)
    note_ready(export_id=export.id, size=_TELLING_NUMBER + user.id.int % _TELLING_NUMBER, now=now)


def _upload(user: User, now: datetime) -> Upload:
    """A picture that nothing uses yet."""
    return Upload.objects.create(
        owner_id=user.id, path=f"uploads/{new_id().hex}.webp", width=8, height=8, size=100, uploaded_at=now,
        expires_at=now + timedelta(days=1),
    )  # fmt: skip


def _order(owner: Owner, word: str, variant: Variant, now: datetime) -> Order:
    """A paid order."""
    _cart(owner, word, variant)
    purchase = prepare_purchase(request=a_request(owner=owner), now=now)
    settled = authorize(purchase, now=now)
    assert settled.order_id is not None
    order = Order.objects.get(id=settled.order_id)
    capture(order, now=now)
    return order


def _bearer(user: User, now: datetime) -> Callable[[], str]:
    """Access tokens of one session."""
    issue = partial(issue_access, user_id=user.id, session_id=a_session(user, now=now).id)
    return lambda: issue(now=utc_now())


def _found() -> dict[tuple[str, str], frozenset[str]]:
    """Every row there is, by table and key, with the texts in it that could give it away."""
    kept = Kept("kept")
    found = {
        (table, str(row.get("id") or sorted(row.items(), key=str))): frozenset(filter(_is_telling, _texts(row)))
        for table, row in kept.rows_now()
    }
    kept.close()
    return found


def _is_telling(text: str) -> bool:
    # States are words; keys are found as keys, and moments are nobody's secret.
    return len(text) >= _TELLING and not text.isalpha() and not _KEY_OR_MOMENT.match(text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, int) and value >= _TELLING_NUMBER:
        yield str(value)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _marks(rows: Mapping[str, Mapping[tuple[str, str], frozenset[str]]]) -> dict[str, Marks]:
    holders = Counter(text for mine in rows.values() for text in frozenset().union(*mine.values()))
    marks = {}
    for name, mine in rows.items():
        keys: dict[str, set[str]] = defaultdict(set)
        texts: dict[str, set[str]] = defaultdict(set)
        for (table, key), words in mine.items():
            texts[table] |= {word for word in words if holders[word] == 1}
            if _KEY_OR_MOMENT.match(key):
                keys[table].add(key)
        marks[name] = Marks(keys=_frozen(keys), texts=_frozen(texts))
    # What the public rows say as well gives nobody away.
    marks.pop("public")
    return marks


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {table: frozenset(values) for table, values in found.items()}
