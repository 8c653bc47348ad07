"""What the houses of the marketplace have that only their own people may see."""

from datetime import datetime, timedelta
from uuid import UUID

from domains.catalogue.models import Price, Product, Variant
from domains.catalogue.services.set_prices import NewPrice
from domains.catalogue.submissions.services.decide import reject_submission
from domains.catalogue.submissions.services.offer_media import WantedPicture, set_pictures
from domains.catalogue.submissions.services.offer_products import change_product, price_product, submit_product
from domains.common.money import Money
from domains.media.models import Upload
from domains.reviews.models import Review
from domains.vendors.models import VendorMember
from tests.authorization.sides import HOUSE, Side
from tests.factories.catalogue import make_media, make_price, make_product, make_variant
from tests.factories.inventory import make_location, make_stock
from tests.factories.markets import make_translation
from tests.factories.media import make_original
from tests.factories.sizing import make_size_guide

# No price that anybody is shown has as many digits.
_SECRET_PRICE = 70_000_000


def make_house(name: str, shown: Product, now: datetime) -> Side:
    """The house of a product that is shown: drafts on every step of their way, and what is to become of the product.

    It has an owner already. `words` are keys: what the people of a house name is not found by `node`.
    """
    word = name.replace(" ", "-")
    owner_id = shown.vendor.members.get(role=VendorMember.Role.OWNER).user_id
    draft = _draft(shown, f"{word} draft")
    waiting = _draft(shown, f"{word} waits")
    submit_product(product_id=waiting.id, member_id=owner_id, now=now)
    returned = _draft(shown, f"{word} came back")
    submission = submit_product(product_id=returned.id, member_id=owner_id, now=now)
    reject_submission(
        submission_id=submission.id, reason=f"{word} took dark pictures", actor=f"staff:{owner_id}", now=now
    )
    _change(shown, word, owner_id, now)
    unseen = make_variant(product=shown, options={"size": "xxl"}, sku=f"{word}-9000", is_active=False)
    guide = make_size_guide(vendor=shown.vendor, title=f"{word} measures", is_published=False)
    variant = draft.variants.get()
    place = make_location(vendor=shown.vendor, name=f"{word} yard", position=9)
    keys = {
        "vendor": shown.vendor_id,
        "draft": draft.id,
        "waiting": waiting.id,
        "returned": returned.id,
        "shown": shown.id,
        "variant": variant.id,
        "unseen variant": unseen.id,
        "picture": draft.media.get().id,
        "shown picture": shown.media.get().id,
        "upload": Upload.objects.get(owner_id=owner_id).id,
        "shown variant": shown.variants.filter(is_active=True).earliest("position").id,
        **_plans(shown, variant, now),
        "guide": guide.id,
        "location": place.id,
        "review": Review.objects.get(product__vendor=shown.vendor, state=Review.State.PUBLISHED).id,
    }
    # Of types that have a public door: it is closed to these.
    ids = {"Product": draft.id, "waiting Product": waiting.id, "Variant": variant.id, "unseen Variant": unseen.id}
    return Side(name=name, kind=HOUSE, ids=ids, words={what: str(key) for what, key in keys.items()})


def _plans(shown: Product, variant: Variant, now: datetime) -> dict[str, UUID]:
    """A price of a draft's that is still to come, and that of what is shown."""
    to_come = make_price(variant=variant, price=Money(_SECRET_PRICE, "NGN"), valid_from=now + timedelta(days=9))
    shown_to_come = Price.objects.get(variant__product=shown, valid_from__gt=now)
    return {"price to come": to_come.id, "shown price to come": shown_to_come.id}


def _draft(shown: Product, title: str) -> Product:
    """A draft with all that a product can have."""
    draft = make_product(
        vendor=shown.vendor,
        category=shown.category,
        title=title,
        description=f"{title} of secret cloth",
        attributes={"fabric": f"{title} of secret weave"},
        state=Product.State.DRAFT,
        publish_at=None,
    )
    make_media(product=draft, file=make_original(path=f"p/{draft.slug}.jpg").path)
    make_stock(variant=draft.variants.get(), on_hand=7)
    make_translation(kind="product", target=draft.id, title=f"{title} en secret")
    return draft


def _change(shown: Product, word: str, owner_id: UUID, now: datetime) -> None:
    """A new name and a picture of it that staff have not yet agreed to, and a price that is still to come."""
    change_product(product_id=shown.id, member_id=owner_id, changes={"title": f"{word} will name it anew"}, now=now)
    picture = WantedPicture(media_id=shown.media.get().id, upload_id=None, alt=f"{word} shows it from behind")
    set_pictures(product_id=shown.id, member_id=owner_id, pictures=[picture], swatches=(), now=now)
    to_come = NewPrice(
        variant_id=shown.variants.earliest("position").id,
        amount=Money(_SECRET_PRICE + ord(word[-1]), "NGN"),
        valid_from=now + timedelta(days=7),
    )
    price_product(product_id=shown.id, member_id=owner_id, prices=[to_come], now=now)
