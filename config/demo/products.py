"""The products of a vendor, one at a time, each from dice of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.utils.text import slugify

from config.demo.dice import identify, roll
from config.demo.lookbook import Shoot, choose_pictures
from config.demo.pricing import worth_of
from config.demo.reviewing import write_reviews
from config.demo.tables.colours import COLOUR_BY_KEY
from config.demo.tables.fabrics import FABRIC_BY_KEY, Fabric
from config.demo.tables.garments import GARMENT_BY_KEY, Garment
from config.demo.values import DemoProduct, DemoVendor, Publication
from config.demo.variants import CutOrder, choose_axes, cut_variants
from config.demo.wording import Wording, word_product

_FEWEST, _MOST = 32, 44
_STATES = tuple(Publication)
_STATE_WEIGHTS = (91, 3, 1, 2, 2, 1)
_TITLE_TRIES = 6


@dataclass(frozen=True, slots=True)
class _Window:
    publication: Publication
    published_at: datetime | None
    unpublished_at: datetime | None


class Tailor:
    """Makes products with titles and slugs that no earlier product of the same run has."""

    def __init__(self, *, seed: int, now: datetime, category_ids: dict[str, UUID]) -> None:
        self._seed = seed
        self._now = now
        self._category_ids = category_ids
        self._slugs: dict[str, int] = {}
        self._made = 0

    def make_collection(self, vendor: DemoVendor) -> Iterator[DemoProduct]:
        """All products of one vendor, a few dozen."""
        shares = [GARMENT_BY_KEY[key].share + 3 for key in vendor.garments]
        for _ in range(roll(self._seed, "collection", vendor.number).randint(_FEWEST, _MOST)):
            self._made += 1
            dice = roll(self._seed, "product", self._made)
            garment = GARMENT_BY_KEY[dice.choices(vendor.garments, weights=shares)[0]]
            yield self._make(vendor, garment, FABRIC_BY_KEY[dice.choice(garment.fabrics)], dice)

    def _make(self, vendor: DemoVendor, garment: Garment, fabric: Fabric, dice: Random) -> DemoProduct:
        seed, now, number = self._seed, self._now, self._made
        wording, slug = self._word(vendor, garment, fabric, dice)
        product_id = identify(seed, "product", number)
        axes = choose_axes(dice=dice, garment=garment, fabric=fabric)
        names = tuple(COLOUR_BY_KEY[colour].name for colour in axes.colours)
        since = now - timedelta(days=dice.randint(5, 540), seconds=dice.randint(0, 86_399))
        window = self._publish(since, dice)
        euros = worth_of(dice=dice, garment=garment, level=vendor.price_factor)
        cut = CutOrder(seed=seed, number=number, vendor=vendor, garment=garment, since=since, now=now)
        shot = Shoot(seed=seed, product_id=product_id, title=wording.title, garment=garment, fabric=fabric)
        return DemoProduct(
            id=product_id,
            number=number,
            vendor_id=vendor.id,
            category_id=self._category_ids[garment.category],
            category_slug=garment.category,
            slug=slug,
            title=wording.title,
            description=wording.description,
            attributes=wording.attributes,
            sizes=axes.sizes,
            colours=names,
            publication=window.publication,
            published_at=window.published_at,
            unpublished_at=window.unpublished_at,
            created_at=since,
            variants=cut_variants(order=cut, axes=axes, euros=euros, dice=dice),
            pictures=choose_pictures(shoot=shot, colours=axes.colours, dice=dice),
            reviews=write_reviews(
                seed=seed, number=number, fabric=fabric, colours=names, since=since, now=now, dice=dice
            )
            if window.publication is Publication.PUBLISHED
            else (),
        )

    def _word(self, vendor: DemoVendor, garment: Garment, fabric: Fabric, dice: Random) -> tuple[Wording, str]:
        for _ in range(_TITLE_TRIES):
            wording = word_product(dice=dice, vendor=vendor, garment=garment, fabric=fabric)
            slug = slugify(wording.title)
            if slug not in self._slugs:
                break
        self._slugs[slug] = again = self._slugs.get(slug, 0) + 1
        # The double hyphen cannot come out of slugify, so "coat--2" is never the slug of a title.
        return wording, slug if again == 1 else f"{slug}--{again}"

    def _publish(self, created_at: datetime, dice: Random) -> _Window:
        state = dice.choices(_STATES, weights=_STATE_WEIGHTS)[0]
        since = created_at + timedelta(hours=dice.randint(1, 96))
        match state:
            case Publication.DRAFT | Publication.REVIEW:
                return _Window(state, None, None)
            case Publication.SCHEDULED:
                # Whole minutes: a drop is announced for a time of day.
                starts_at = self._now + timedelta(minutes=dice.randint(30, 20_000))
                return _Window(state, starts_at.replace(second=0, microsecond=0), None)
            case Publication.UNPUBLISHED:
                return _Window(state, since, self._now - timedelta(hours=dice.randint(1, 20)))
            case _:
                return _Window(state, since, None)
