"""Reviews, as the API shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

import resolvers.catalogue as goods
import resolvers.reviews as answers
from domains.common.errors import InvalidInput
from domains.reviews.fitting import FitVerdict
from domains.reviews.models import Review as StoredReview
from domains.reviews.rows import ReviewRow, ReviewSort
from domains.reviews.wording import MOST_PHOTOS, PhotoWords, ReviewWords
from schema.base import Info, Node, derived, global_id, is_row, related
from schema.errors import UserError, attempt
from schema.ids import decode_id
from schema.media import Media

if TYPE_CHECKING:
    from schema.catalogue import Product

strawberry.enum(StoredReview.State, name="ReviewState", description="Others than its writer see published ones only.")
strawberry.enum(StoredReview.Fit, name="ReviewFit", description="How the size came out.")
strawberry.enum(FitVerdict, description="How a product comes out; MIXED where no answer has more than half.")
strawberry.enum(ReviewSort, description="The orders of a product's reviews; each has the highest first.")


@strawberry.type(description="How many reviews have so many stars.")
class ReviewStars:
    """A `StarsRow`."""

    rating: int = strawberry.field(description="1 to 5.")
    count: int = strawberry.field(description="Published reviews with that many stars.")


@strawberry.type(description="All published reviews of a product in numbers.")
class ReviewSummary:
    """A `SummaryRow`."""

    count: int = strawberry.field(description="How many there are.")
    average: float | None = strawberry.field(description="The mean of the stars to two decimals; null without reviews.")
    histogram: list[ReviewStars] = strawberry.field(description="From five stars down to one.")
    runs_small: int = strawberry.field(description="How many say that it runs small.")
    true_to_size: int = strawberry.field(description="How many say that it is true to size.")
    runs_large: int = strawberry.field(description="How many say that it runs large.")


@strawberry.type(description="How the size comes out, by those who bought it.")
class FitSummary:
    """A `FitRow`."""

    runs_small: int = strawberry.field(description="How many say that it runs small.")
    true_to_size: int = strawberry.field(description="How many say that it is true to size.")
    runs_large: int = strawberry.field(description="How many say that it runs large.")
    count: int = strawberry.field(description="How many say anything about it.")
    verdict: FitVerdict | None = strawberry.field(description="What most of them say; null below five answers.")


@strawberry.type(description="The vendor's answer to a review.")
class ReviewReply:
    """A `ReplyRow`."""

    text: str = strawberry.field(description="Plain text with line ends.")
    replied_at: datetime = strawberry.field(description="When it was written, or last changed.")


@strawberry.type(description="What a customer says about something they bought.")
class Review(Node):
    """A `ReviewRow`."""

    is_type_of = is_row(ReviewRow)
    id: strawberry.ID = global_id("Review")
    rating: int = strawberry.field(description="1 to 5 stars.")
    title: str = strawberry.field(description="One line.")
    body: str = strawberry.field(description="Plain text with line ends; may be empty.")
    fit: StoredReview.Fit | None = strawberry.field(description="How the size came out, where it was said.")
    author_name: str = strawberry.field(description="First name and initial.")
    author_country: str | None = derived(
        lambda row: row.author_country or None, description="Where it was sent to; ISO 3166-1 alpha-2."
    )
    is_verified: bool = strawberry.field(description="Whether the writer bought it here and kept it.")
    state: StoredReview.State = strawberry.field(description="PUBLISHED, or what became of the viewer's own review.")
    moderation_reason: str | None = derived(
        lambda row: row.moderation_reason or None, description="Why the viewer's own review was rejected."
    )
    helpful_count: int = strawberry.field(description="How many customers found it helpful.")
    reply: ReviewReply | None = strawberry.field(description="The vendor's answer.")
    written_at: datetime = strawberry.field(description="When it was written.")
    edited_at: datetime | None = strawberry.field(description="When it was last changed by its writer.")
    photos: list[Media] = related(answers.PHOTOS, description="Up to five pictures, in the writer's order.")
    viewer_found_helpful: bool = related(answers.VIEWERS_VOTE, description="Whether the viewer voted for it.")
    product: Annotated["Product", strawberry.lazy("schema.catalogue")] | None = related(
        goods.PRODUCT, description="What it is about; null when that is not shown any more."
    )


@strawberry.input(description="A picture for a review.")
class ReviewPhotoInput:
    """Which upload, and what it shows."""

    upload_id: strawberry.ID = strawberry.field(description="Global id of an upload of the viewer's (`mediaUpload`).")
    alt: str = strawberry.field(default="", description="What it shows, in at most 200 characters.")


@strawberry.input(description="A review of something the viewer has bought.")
class ReviewCreateInput:
    """What, and what there is to say."""

    product_id: strawberry.ID = strawberry.field(description="Global id of the product.")
    rating: int = strawberry.field(description="1 to 5 stars.")
    title: str = strawberry.field(description="One line of at most 100 characters.")
    body: str = strawberry.field(default="", description="At most 4,000 characters; line ends are kept.")
    fit: StoredReview.Fit | None = strawberry.field(default=None, description="How the size came out.")
    photos: list[ReviewPhotoInput] = strawberry.field(default_factory=list, description="At most five, in order.")


@strawberry.input(description="The viewer's own review, as it is to be; it replaces all it said.")
class ReviewUpdateInput:
    """Which, and what there is to say now."""

    id: strawberry.ID = strawberry.field(description="Global id of the review.")
    rating: int = strawberry.field(description="1 to 5 stars.")
    title: str = strawberry.field(description="One line of at most 100 characters.")
    body: str = strawberry.field(default="", description="At most 4,000 characters; line ends are kept.")
    fit: StoredReview.Fit | None = strawberry.field(default=None, description="How the size came out.")
    photos: list[ReviewPhotoInput] | None = strawberry.field(
        default=None,
        description="At most five, in order, those it has already among them; null leaves them as they are.",
    )


@strawberry.input(description="Whether a review was helpful.")
class ReviewVoteInput:
    """Which, and whether."""

    id: strawberry.ID = strawberry.field(description="Global id of the review.")
    helpful: bool = strawberry.field(default=True, description="False takes the vote back.")


@strawberry.input(description="The vendor's answer to a review.")
class ReviewReplyInput:
    """Which, and what there is to say."""

    id: strawberry.ID = strawberry.field(description="Global id of the review.")
    text: str = strawberry.field(description="At most 2,000 characters; line ends are kept.")


@strawberry.type(description="The review as it is now.")
class ReviewPayload:
    """What most mutations of reviews answer."""

    review: Review | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type(description="Whether the review was taken back.")
class ReviewDeletePayload:
    """What `reviewDelete` answers."""

    errors: list[UserError] = strawberry.field(description="Empty on success.")


def _words(given: ReviewCreateInput | ReviewUpdateInput) -> ReviewWords:
    return ReviewWords(rating=given.rating, title=given.title, body=given.body, fit=given.fit or "")


# Ids are decoded inside the attempt, so that a foreign one is data like any other refusal.
async def _write(info: Info, given: ReviewCreateInput) -> ReviewRow:
    product_id = decode_id(given.product_id, expected="Product", path=("productId",))
    photos = _photos(given.photos)
    return await answers.write(info.context, product_id=product_id, words=_words(given), photos=photos)


async def _change(info: Info, given: ReviewUpdateInput) -> ReviewRow:
    photos = None if given.photos is None else _photos(given.photos)
    return await answers.change(info.context, review_id=_review_id(given.id), words=_words(given), photos=photos)


def _photos(given: Sequence[ReviewPhotoInput]) -> list[PhotoWords]:
    # Checked before the work of decoding.
    if len(given) > MOST_PHOTOS:
        raise InvalidInput(f"A review has at most {MOST_PHOTOS} photos.", path=("photos",))
    return [
        PhotoWords(upload_id=decode_id(each.upload_id, expected="UploadedPicture", path=("photos",)), alt=each.alt)
        for each in given
    ]


async def _take_back(info: Info, review_id: str) -> None:
    await answers.take_back(info.context, review_id=_review_id(review_id))


async def _vote(info: Info, given: ReviewVoteInput) -> ReviewRow:
    return await answers.vote(info.context, review_id=_review_id(given.id), is_helpful=given.helpful)


async def _reply(info: Info, given: ReviewReplyInput) -> ReviewRow:
    return await answers.reply(info.context, review_id=_review_id(given.id), text=given.text)


def _review_id(value: str) -> UUID:
    return decode_id(value, expected="Review", path=("id",))


@strawberry.type
class ReviewsMutation:
    """Mutations of reviews."""

    @strawberry.mutation(description="Review something you bought and kept; one review per product.")
    async def review_create(self, info: Info, input: ReviewCreateInput) -> ReviewPayload:  # noqa: A002
        """Write."""
        return await attempt(ReviewPayload, _write(info, input), into="review")

    @strawberry.mutation(description="Change your review, within 30 days of writing it.")
    async def review_update(self, info: Info, input: ReviewUpdateInput) -> ReviewPayload:  # noqa: A002
        """Change."""
        return await attempt(ReviewPayload, _change(info, input), into="review")

    @strawberry.mutation(description="Take your review back, with its votes and its reply.")
    async def review_delete(self, info: Info, id: strawberry.ID) -> ReviewDeletePayload:  # noqa: A002
        """Delete."""
        return await attempt(ReviewDeletePayload, _take_back(info, id))

    @strawberry.mutation(description="Say that somebody else's review was helpful, or no longer.")
    async def review_vote(self, info: Info, input: ReviewVoteInput) -> ReviewPayload:  # noqa: A002
        """Vote."""
        return await attempt(ReviewPayload, _vote(info, input), into="review")

    @strawberry.mutation(description="Answer a review for the vendor you work for; a later answer replaces it.")
    async def review_reply(self, info: Info, input: ReviewReplyInput) -> ReviewPayload:  # noqa: A002
        """Reply."""
        return await attempt(ReviewPayload, _reply(info, input), into="review")
