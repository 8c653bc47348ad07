"""The collections of the demo: address, title, description, and what its products are; none says: chosen by hand."""

from typing import Any

type Wanted = dict[str, Any] | None

# Fifty euros at the price points of each currency; naira are rounded to thousands.
_UNDER_FIFTY = (("EUR", 50_00), ("GBP", 43_00), ("USD", 55_00), ("NGN", 82_000_00))

COLLECTIONS: tuple[tuple[str, str, str, Wanted], ...] = (
    (
        "new-in",
        "New in",
        "Fresh from the houses in the last sixty days.",
        {"match": "all", "conditions": [{"kind": "published_within", "days": 60}]},
    ),
    (
        "editors-picks",
        "Editors' picks",
        "Twelve pieces we would keep for ourselves, in the order we would wear them.",
        None,
    ),
    (
        "linen-summer",
        "Linen summer",
        "Washed linen, cool on the first day and better on the hundredth.",
        {
            "match": "any",
            "conditions": [
                {"kind": "title", "words": ["linen"]},
                {"kind": "attribute", "name": "fabric", "values": ["Linen"]},
            ],
        },
    ),
    (
        "under-50",
        "Under €50",
        "Small luxuries for small budgets.",
        {
            "match": "any",
            "conditions": [
                {"kind": "price", "currency": currency, "highest": highest} for currency, highest in _UNDER_FIFTY
            ],
        },
    ),
    (
        "reduced",
        "Reduced",
        "For as long as the sale lasts, to the second, and the stock.",
        {"match": "all", "conditions": [{"kind": "on_sale"}, {"kind": "in_stock"}]},
    ),
    (
        "indigo",
        "Into the indigo",
        "From the dye pits of Kano and Abeokuta: everything that comes in indigo.",
        {"match": "all", "conditions": [{"kind": "option", "axis": "colour", "values": ["indigo", "navy"]}]},
    ),
)
