"""The rows of reviews, and of who found them helpful."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from config.demo.dice import identify, roll, some
from config.demo.loading.targets import REVIEWS, VOTES, Row, Target
from config.demo.values import AccountKind, DemoAccount, DemoProduct, Publication

_FITS = {"runs small": "runs_small", "true to size": "true_to_size", "runs large": "runs_large"}
_MOST_VOTES = 9
_SHOWN = {Publication.PUBLISHED, Publication.UNPUBLISHED, Publication.ARCHIVED}


def review_rows(product: DemoProduct) -> Iterator[tuple[Target, Row]]:
    """What verified shoppers wrote who have no account here any more: so the reviews stay, and nobody edits them."""
    if product.publication not in _SHOWN:
        return
    for review in product.reviews:
        yield (
            REVIEWS,
            (
                review.id,
                product.id,
                review.author,
                review.country,
                True,
                review.rating,
                review.title,
                review.body,
                _FITS[review.fit],
                "published",
                "",
                review.written_at,
            ),
        )


def vote_rows(*, seed: int, accounts: Sequence[DemoAccount], reviews: Sequence[UUID]) -> Iterator[tuple[Target, Row]]:
    """Demo customers found some reviews helpful; a few reviews are everybody's favourites."""
    customers = [account.id for account in accounts if account.kind is AccountKind.CUSTOMER]
    for review_id in reviews:
        dice = roll(seed, "votes", review_id)
        # Squared, so that most reviews have one vote or none and some have many.
        for voter_id in some(dice, customers, int(dice.random() ** 2 * (_MOST_VOTES + 1))):
            yield VOTES, (identify(seed, "vote", review_id, voter_id), review_id, voter_id)
