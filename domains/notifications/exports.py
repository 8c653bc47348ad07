"""What somebody was told."""

from collections.abc import Mapping

EXPORTS: Mapping[str, str] = {
    "messages": """
        SELECT channel, template, recipient, subject, created_at, sent_at FROM notifications_message
        WHERE user_id = %(user_id)s ORDER BY id
    """,
    "alerts": """
        SELECT a.kind, p.title AS product, a.currency, a.reference_minor, a.target_minor, a.created_at, a.fired_at
        FROM notifications_alert a JOIN catalogue_product p ON p.id = a.product_id
        WHERE a.user_id = %(user_id)s ORDER BY a.id
    """,
    "cart_reminders": """
        SELECT r.reminded_at, c.created_at AS cart_created_at, c.currency
        FROM notifications_cart_reminder r JOIN checkout_cart c ON c.id = r.cart_id
        WHERE r.user_id = %(user_id)s ORDER BY r.id
    """,
    "vendor_news": """
        SELECT v.name AS vendor, p.title AS product, n.told_at, n.by_mail, n.batch_id IS NOT NULL AS was_mailed
        FROM notifications_follower_news n
        JOIN catalogue_product p ON p.id = n.product_id JOIN vendors_vendor v ON v.id = p.vendor_id
        WHERE n.user_id = %(user_id)s ORDER BY n.told_at, p.id
    """,
    "news_mails": """
        SELECT mailed_at AS last_mailed_at FROM notifications_news_turn WHERE user_id = %(user_id)s
    """,
    "preferences": """
        SELECT topic, channel, is_on, changed_at FROM notifications_preference
        WHERE user_id = %(user_id)s ORDER BY id
    """,
    "feed": """
        SELECT kind, facts, created_at, read_at FROM notifications_feed_item WHERE user_id = %(user_id)s ORDER BY id
    """,
}
