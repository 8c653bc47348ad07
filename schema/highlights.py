"""What in a product answers a question, as the API shows it."""

import strawberry

from schema.base import derived
from schema.ids import encode_id


@strawberry.type(description="Texts of a product as HTML: escaped, with <mark> around the words that answer.")
class Highlight:
    """A `Highlight` of the domain."""

    product_id: strawberry.ID = derived(
        lambda row: encode_id("Product", row.product_id), description="Global id of the product."
    )
    title: str = strawberry.field(description="The title.")
    excerpt: str | None = strawberry.field(
        description="About 200 characters of the description, around its first word that answers; null without one."
    )
