"""What shoppers wrote about a product."""

from datetime import datetime, timedelta
from random import Random

from config.demo.dice import identify
from config.demo.tables.fabrics import Fabric
from config.demo.tables.names import FAMILY, GIVEN
from config.demo.tables.phrases import FEEL, PRAISE
from config.demo.tables.places import PLACES
from config.demo.values import DemoReview

_REVIEWED_SHARE = 0.4
_RATINGS, _RATING_WEIGHTS = (5, 4, 3, 2, 1), (52, 28, 12, 5, 3)


def write_reviews(
    *, seed: int, number: int, fabric: Fabric, colours: tuple[str, ...], since: datetime, now: datetime, dice: Random
) -> tuple[DemoReview, ...]:
    """Between none and eight reviews written between `since` and `now`; two products in five have some."""
    if dice.random() > _REVIEWED_SHARE:
        return ()
    reviews = []
    for index in range(dice.randint(1, 8)):
        place = dice.choice(PLACES)
        rating = dice.choices(_RATINGS, weights=_RATING_WEIGHTS)[0]
        title, body = dice.choice(PRAISE[rating])
        reviews.append(
            DemoReview(
                id=identify(seed, "review", number, index),
                author=f"{dice.choice(GIVEN[place.culture])} {dice.choice(FAMILY[place.culture])[0]}.",
                country=place.country,
                rating=rating,
                title=title,
                body=body.format(fabric=fabric.name, colour=dice.choice(colours).lower()),
                fit=dice.choice(FEEL),
                written_at=since + timedelta(seconds=int((now - since).total_seconds() * dice.random())),
            )
        )
    return tuple(reviews)
