"""Arguments of fields below the root that cannot be left out, as a document writes them."""

from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    "Product.sizeAdvice": "measures: [{name: BUST, mm: 890}]",
    "Product.variantFor": "options: []",
}
