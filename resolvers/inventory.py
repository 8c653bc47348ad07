"""How stock is answered."""

from domains.inventory.queries import offered_stock_by_variant_id, stock_by_variant_id
from resolvers.relations import Relation

# From anything whose `id` is a variant's.
# What is left, for those who keep it; and what of it shoppers can buy.
STOCK = Relation(batch=stock_by_variant_id, keys="variant_ids")
OFFERED_STOCK = Relation(
    batch=offered_stock_by_variant_id, keys="variant_ids", facts=(("currency", "currency"), ("at", "now"))
)
