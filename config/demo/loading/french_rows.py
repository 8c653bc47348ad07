"""The rows of what is said in French."""

from collections.abc import Iterable, Iterator

from psycopg.types.json import Jsonb

from config.demo.dice import identify
from config.demo.french import french_texts
from config.demo.loading.targets import TRANSLATIONS, Row, Target
from config.demo.tables.attributes import ATTRIBUTES
from config.demo.tables.french import AXES, CATEGORIES, VALUES
from config.demo.values import DemoCategory, DemoProduct

_FRENCH = "fr"


def french_product_rows(*, seed: int, product: DemoProduct) -> Iterator[tuple[Target, Row]]:
    """A product's title and description."""
    yield _row(seed, "product", str(product.id), french_texts(title=product.title, attributes=dict(product.attributes)))


def french_word_rows(*, seed: int, categories: Iterable[DemoCategory]) -> Iterator[tuple[Target, Row]]:
    """The names of categories, axes and values, of attributes and their choices."""
    for category in categories:
        if category.slug in CATEGORIES:
            yield _row(seed, "category", str(category.id), {"name": CATEGORIES[category.slug]})
    for kind, names in (("axis", AXES), ("value", VALUES)):
        for target, name in names.items():
            yield _row(seed, kind, target, {"name": name})
    for attribute in ATTRIBUTES:
        yield _row(seed, "attribute", attribute.code, {"name": attribute.french})
        for code, _, french in attribute.choices:
            yield _row(seed, "choice", f"{attribute.code}:{code}", {"name": french})


def _row(seed: int, kind: str, target: str, texts: dict[str, str]) -> tuple[Target, Row]:
    return TRANSLATIONS, (identify(seed, "french", kind, target), kind, target, _FRENCH, Jsonb(texts))
