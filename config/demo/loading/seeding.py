"""Load a whole marketplace in one transaction: it is there, or nothing is."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import batched, chain

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models.functions import Now

from config.demo.accounts import PASSWORD
from config.demo.loading.alert_rows import alert_rows
from config.demo.loading.attributes import open_attributes
from config.demo.loading.collections import open_collections
from config.demo.loading.french_rows import french_product_rows, french_word_rows
from config.demo.loading.photo_rows import photo_rows
from config.demo.loading.product_rows import category_rows, product_rows
from config.demo.loading.review_rows import review_rows, vote_rows
from config.demo.loading.size_guides import open_size_guides
from config.demo.loading.targets import ORDER, Row, Target
from config.demo.loading.vendor_rows import account_rows, platform_rows, vendor_rows
from config.demo.loading.wish_rows import wish_rows
from config.demo.marketplace import Marketplace
from config.demo.pictures.gallery import Gallery
from config.demo.values import DemoProduct, DemoVendor
from domains.catalogue.models import Product
from domains.catalogue.scopes import published
from domains.common.clock import utc_now
from domains.common.models import OutboxEvent
from domains.markets.defaults import MARKETS
from domains.markets.services.keep_market import open_markets
from domains.notifications.news.spread import know_products
from domains.reviews.models import Review
from domains.search.embedding.packaged import PackagedEmbedder
from domains.search.services.embed_products import rebuild_vectors
from domains.search.services.index_products import rebuild_documents
from domains.search.services.index_translations import rebuild_translations
from domains.search.services.keep_synonyms import load_synonyms, read_synonyms
from domains.search.synonyms import SHIPPED
from domains.vendors.models import Vendor

# The rows of about five hundred products at a time, so that memory does not grow with the scale.
_VENDORS_AT_ONCE = 12
# Any number, as long as only this lock has it.
_LOCK = 7_202_611_22

# What follows from the loaded rows and is kept beside them, called once in the transaction after all rows are there.
DERIVATIONS: tuple[Callable[[], object], ...] = (
    lambda: open_markets(markets=MARKETS),
    lambda: load_synonyms(synonyms=read_synonyms(SHIPPED.read_text(encoding="utf-8").splitlines())),
    open_size_guides,
    open_attributes,
    lambda: open_collections(now=utc_now()),
    lambda: know_products(now=utc_now()),
    lambda: rebuild_documents(now=utc_now()),
    lambda: rebuild_translations(now=utc_now()),
    lambda: rebuild_vectors(embedder=PackagedEmbedder(), now=utc_now()),
)
_DERIVED = (
    "search_facet",
    "catalogue_price_range",
    "catalogue_collection_member",
    "reviews_summary",
    "search_document",
    "search_spoken_word",
    "search_translation",
    "search_word",
    "search_synonym",
    "search_vector",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much a seed brought in."""

    vendors: int
    products: int
    variants: int
    pictures: int


def load_marketplace(*, marketplace: Marketplace, with_accounts: bool, tell: Callable[[str], None]) -> Loaded | None:
    """Load the marketplace with its pictures, or give None and change nothing where vendors exist already.

    `tell` hears how far it is. Two seeds at once take turns, so the second finds the first one's vendors.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            # Deferred foreign keys would queue a check per row until the commit; this checks after each COPY.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        if Vendor.objects.exists():
            return None
        loaded = _load(marketplace, tell)
        if with_accounts:
            _load_accounts(marketplace)
        # Without statistics the planner takes the tables for empty, and derives row by row what it reads whole.
        _analyze(target.table for target in ORDER)
        for derive in DERIVATIONS:
            derive()
        # What took minutes to load is news from now on: nobody could hear of it before.
        OutboxEvent.objects.filter(dispatched_at=None).update(recorded_at=Now())
    # Nor would readers wait until autovacuum comes by.
    _analyze(_DERIVED)
    return loaded


def _analyze(tables: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(tables)}")


def _load(marketplace: Marketplace, tell: Callable[[str], None]) -> Loaded:
    seed = marketplace.seed
    gallery = Gallery()
    vendors = products = variants = 0
    since = min(vendor.joined_at for vendor in marketplace.vendors())
    copy_rows(chain(platform_rows(seed=seed, since=since), category_rows(marketplace.categories)))
    copy_rows(french_word_rows(seed=seed, categories=marketplace.categories))
    for batch in batched(marketplace.collections(), _VENDORS_AT_ONCE):
        _store_pictures(gallery, batch)
        copy_rows(chain.from_iterable(_collection_rows(seed, vendor, made) for vendor, made in batch))
        vendors += len(batch)
        products += sum(len(made) for _, made in batch)
        variants += sum(len(product.variants) for _, made in batch for product in made)
        tell(f"{vendors} vendors, {products:,} products, {variants:,} variants")
    copy_rows(photo_rows(seed=seed))
    return Loaded(vendors=vendors, products=products, variants=variants, pictures=gallery.count)


def _collection_rows(seed: int, vendor: DemoVendor, made: Iterable[DemoProduct]) -> Iterable[tuple[Target, Row]]:
    yield from vendor_rows(seed=seed, vendor=vendor)
    for product in made:
        yield from product_rows(seed=seed, product=product)
        yield from french_product_rows(seed=seed, product=product)
        yield from review_rows(product)


def _load_accounts(marketplace: Marketplace) -> None:
    # One hash for all: Argon2 is slow on purpose, and everybody here has the same published password anyway.
    encoded = make_password(PASSWORD)
    copy_rows(
        chain.from_iterable(
            account_rows(seed=marketplace.seed, account=account, password=encoded, since=marketplace.now)
            for account in marketplace.accounts()
        )
    )
    reviews = tuple(Review.objects.order_by("id").values_list("id", flat=True))
    products = tuple(Product.objects.filter(published(at=marketplace.now)).order_by("id").values_list("id", flat=True))
    everybody, seed = tuple(marketplace.accounts()), marketplace.seed
    copy_rows(vote_rows(seed=seed, accounts=everybody, reviews=reviews))
    copy_rows(wish_rows(seed=seed, accounts=everybody, products=products, now=marketplace.now))
    copy_rows(alert_rows(seed=seed, accounts=everybody, now=marketplace.now))


def _store_pictures(gallery: Gallery, batch: Iterable[tuple[DemoVendor, tuple[DemoProduct, ...]]]) -> None:
    """Write files first: a row never names a picture that is not there. What is stored already is kept."""
    for vendor, made in batch:
        shown = chain.from_iterable(product.pictures for product in made)
        for path, content in chain([gallery.draw_logo(vendor)], gallery.draw_new(shown)):
            if not default_storage.exists(path):
                default_storage.save(path, ContentFile(content))


def copy_rows(rows: Iterable[tuple[Target, Row]]) -> None:
    """Copy rows into their tables, one COPY per table, in the order in which tables refer to each other."""
    by_target: dict[Target, list[Row]] = defaultdict(list)
    for target, row in rows:
        by_target[target].append(row)
    with connection.cursor() as cursor:
        for target in ORDER:
            if by_target[target]:
                with cursor.copy(f"COPY {target.table} ({', '.join(target.columns)}) FROM STDIN") as copy:
                    for row in by_target[target]:
                        copy.write_row(row)
