"""What somebody was told."""

from collections.abc import Mapping

EXPORTS: Mapping[str, str] = {
    "messages": """
        SELECT channel, template, recipient, subject, created_at, sent_at FROM notifications_message
        WHERE user_id = %(user_id)s ORDER BY id
    """,
    "feed": """
        SELECT kind, facts, created_at, read_at FROM notifications_feed_item WHERE user_id = %(user_id)s ORDER BY id
    """,
}
