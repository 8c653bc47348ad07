"""Reviews for tests: only what the test is about has to be said."""

from datetime import datetime

from domains.catalogue.models import Product
from domains.common.clock import utc_now
from domains.identity.models import User
from domains.identity.viewer import Owner
from domains.media.models import Upload
from domains.media.pictures import Picture
from domains.media.services.announce_upload import announce_upload
from domains.media.storage import write_file
from domains.orders.models import Order
from domains.reviews.models import Review, ReviewPhoto
from domains.vendors.models import Vendor, VendorMember
from tests.factories.catalogue import make_product
from tests.factories.identity import a_user
from tests.factories.orders import authorize, capture, make_purchase


def buy(*, user: User, product: Product) -> Order:
    """The customer's paid order of the product."""
    owner = Owner(kind="customer", id=user.id)
    variant = product.variants.all()[0]
    # Stock is made with the first sale.
    stock = None if variant.stock_levels.exists() else 100
    authorize(make_purchase(now=utc_now(), owner=owner, items={variant: 1}, stock=stock), now=utc_now())
    order = Order.objects.filter(owner_id=user.id).latest("placed_at")
    capture(order, now=utc_now())
    return order


def make_review(
    *,
    product: Product | None = None,
    author: User | None = None,
    rating: int = 5,
    title: str = "Lovely",
    fit: str = Review.Fit.TRUE_TO_SIZE,
    state: str = Review.State.PUBLISHED,
    written_at: datetime | None = None,
) -> Review:
    """A review by a customer nobody has seen before."""
    return Review.objects.create(
        product=product or make_product(),
        author=author or a_user(),
        author_name="Ada O.",
        is_verified=True,
        rating=rating,
        title=title,
        fit=fit,
        state=state,
        written_at=written_at or utc_now(),
    )


def a_member(vendor: Vendor) -> User:
    """Somebody who works for the vendor."""
    user = a_user()
    VendorMember.objects.create(vendor=vendor, user=user, role=VendorMember.Role.STAFF)
    return user


def an_upload(user: User, *, content: bytes = b"a picture", now: datetime | None = None) -> Upload:
    """A picture the user has just sent."""
    picture = Picture(content, "jpg", 640, 480)
    upload = announce_upload(owner_id=user.id, picture=picture, now=now or utc_now())
    write_file(path=upload.path, content=content)
    return upload


def add_photo(review: Review, *, alt: str = "", position: int = 0) -> ReviewPhoto:
    """A photo of the review, whose file nobody looks at."""
    upload = Upload.objects.create(
        owner_id=review.author_id or review.id,
        path=f"uploads/{review.id.hex}-{position}.jpg",
        width=640,
        height=480,
        size=1,
        uploaded_at=utc_now(),
        attached_to=f"review:{review.id}",
    )
    return ReviewPhoto.objects.create(review=review, upload=upload, alt=alt, position=position)
