"""How reviews are answered."""

from collections.abc import Sequence
from uuid import UUID

from domains.common.bridge import in_transaction
from domains.common.errors import NotFound
from domains.common.pagination import Page
from domains.reviews import queries
from domains.reviews.rows import FirstPage, ReviewRow, ReviewSort
from domains.reviews.services import write_review
from domains.reviews.services.reply import reply_to_review
from domains.reviews.services.vote import set_vote
from domains.reviews.wording import PhotoWords, ReviewWords
from resolvers.context import Context
from resolvers.relations import Relation

_VIEWER = (("viewer", "viewer"),)

SUMMARY = Relation(batch=queries.summary_by_product_id, keys="product_ids")
FIRST_PAGE = Relation(batch=queries.first_page_of_reviews, keys="pages")
VIEWERS_REVIEW = Relation(batch=queries.viewers_review_by_product_id, keys="product_ids", facts=_VIEWER)
PHOTOS = Relation(batch=queries.photos_by_review_id, keys="review_ids", many=True)
VIEWERS_VOTE = Relation(batch=queries.viewers_votes, keys="review_ids", facts=_VIEWER)


async def reviews(
    context: Context, *, product_id: UUID, first: int | None, after: str | None, sort: ReviewSort
) -> Page[ReviewRow]:
    """A page of a product's reviews; the first pages of many products are one batch."""
    size = queries.size_of_page(first)
    if after is not None:
        return await queries.next_page_of_reviews(product_id=product_id, size=size, after=after, sort=sort)
    page: Page[ReviewRow] = await context.load_key(FIRST_PAGE, FirstPage(product_id, size, sort))
    return page


async def review(context: Context, *, review_id: UUID) -> ReviewRow | None:
    """A published review or the viewer's own, or None."""
    try:
        return await queries.find_review(review_id=review_id, viewer=context.viewer)
    except NotFound:
        return None


async def write(context: Context, *, product_id: UUID, words: ReviewWords, photos: Sequence[PhotoWords]) -> ReviewRow:
    """Review something the viewer has bought."""
    made = await in_transaction(
        write_review.create_review,
        author_id=context.viewer.customer_id(),
        product_id=product_id,
        words=words,
        photos=photos,
        now=context.now,
    )
    return await queries.find_review(review_id=made.id, viewer=context.viewer)


async def change(
    context: Context, *, review_id: UUID, words: ReviewWords, photos: Sequence[PhotoWords] | None
) -> ReviewRow:
    """Change the viewer's own review."""
    await in_transaction(
        write_review.update_review,
        review_id=review_id,
        author_id=context.viewer.customer_id(),
        words=words,
        photos=photos,
        now=context.now,
    )
    return await queries.find_review(review_id=review_id, viewer=context.viewer)


async def take_back(context: Context, *, review_id: UUID) -> None:
    """Delete the viewer's own review."""
    await in_transaction(write_review.delete_review, review_id=review_id, author_id=context.viewer.customer_id())


async def vote(context: Context, *, review_id: UUID, is_helpful: bool) -> ReviewRow:
    """Count the viewer's vote, or take it back."""
    voter_id = context.viewer.customer_id()
    await in_transaction(set_vote, review_id=review_id, voter_id=voter_id, is_helpful=is_helpful, now=context.now)
    return await queries.find_review(review_id=review_id, viewer=context.viewer)


async def reply(context: Context, *, review_id: UUID, text: str) -> ReviewRow:
    """Answer a review for the vendor the viewer works for."""
    member_id = context.viewer.customer_id()
    await in_transaction(reply_to_review, review_id=review_id, member_id=member_id, text=text, now=context.now)
    return await queries.find_review(review_id=review_id, viewer=context.viewer)
