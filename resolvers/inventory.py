"""How stock is answered."""

from domains.inventory.queries import stock_by_variant_id
from resolvers.relations import Relation

# From anything whose `id` is a variant's.
STOCK = Relation(batch=stock_by_variant_id, keys="variant_ids")
