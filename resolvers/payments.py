"""How the fields of payments are answered."""

from domains.orders.queries import refunds_by_attempt_id
from resolvers.relations import Relation

REFUNDS_OF_PAYMENT = Relation(batch=refunds_by_attempt_id, keys="attempt_ids", many=True)
