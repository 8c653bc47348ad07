"""Rules of personal facts."""

from config.audit.invariant import Invariant

PEOPLE = (
    Invariant(
        id="P-01",
        rule="Of somebody who left ten minutes ago nothing personal is kept.",
        sql="""
        SELECT u.id, u.erased_at FROM identity_user u
        WHERE u.erased_at < now() - interval '10 minutes'
          AND (u.is_active OR u.email <> u.id || '@erased.invalid' OR u.full_name <> '' OR u.phone <> ''
               OR EXISTS (SELECT 1 FROM identity_address a WHERE a.user_id = u.id)
               OR EXISTS (SELECT 1 FROM identity_session s WHERE s.user_id = u.id)
               OR EXISTS (SELECT 1 FROM orders_order o WHERE o.owner_id = u.id AND (o.email <> '' OR o.address <> '{}'))
               OR EXISTS (SELECT 1 FROM reviews_review r WHERE r.author_id = u.id)
               OR EXISTS (SELECT 1 FROM notifications_message m WHERE m.user_id = u.id))
        """,
    ),
)
