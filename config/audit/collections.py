"""Rules of collections."""

from config.audit.invariant import Invariant

COLLECTIONS = (
    Invariant(
        id="C-01",
        # Of the products changed last: a minute is short, and a whole catalogue is long. What is still on its way to
        # its collections is late, not wrong; I-20 sees to that.
        rule="The members of a collection are the products that meet its rule, for as long as they do.",
        sql="""
        WITH moving AS MATERIALIZED (
            SELECT event.aggregate FROM outbox_event AS event
            WHERE event.dispatched_at IS NULL AND event.aggregate ~ '^(product|variant):'
            UNION
            SELECT delivery.aggregate FROM outbox_delivery AS delivery
            WHERE delivery.state = 'pending' AND delivery.reaction IN ('fill_collections', 'follow_stock')
        ),
        looked AS MATERIALIZED (
            SELECT product FROM catalogue_product AS product
            WHERE 'product:' || product.id NOT IN (SELECT aggregate FROM moving)
              AND product.id NOT IN (
                SELECT variant.product_id FROM moving
                JOIN catalogue_variant AS variant ON variant.id = CASE
                    WHEN moving.aggregate ~ '^variant:' THEN substring(moving.aggregate FROM 9)::uuid
                END
              )
            ORDER BY product.updated_at DESC
            LIMIT 5000
        )
        SELECT collection.slug, (looked.product).id AS product_id, kept.spans AS kept, meant.spans AS meant
        FROM catalogue_collection AS collection
        LEFT JOIN catalogue_collection_rebuild AS rebuild ON rebuild.collection_id = collection.id
        CROSS JOIN looked
        CROSS JOIN LATERAL (
            SELECT catalogue_rule_spans(collection.rule, looked.product)
                 * tstzmultirange(tstzrange(now(), NULL)) AS spans
        ) AS meant
        CROSS JOIN LATERAL (
            SELECT coalesce(range_agg(tstzrange(member.valid_from, member.valid_until)), '{}'::tstzmultirange)
                 * tstzmultirange(tstzrange(now(), NULL)) AS spans
            FROM catalogue_collection_member AS member
            WHERE member.collection_id = collection.id AND member.product_id = (looked.product).id
        ) AS kept
        WHERE collection.rule IS NOT NULL AND kept.spans <> meant.spans
          AND (rebuild.finished_at IS NOT NULL OR rebuild.collection_id IS NULL)
        """,
    ),
)
