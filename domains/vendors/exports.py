"""Whom somebody follows and works for."""

from collections.abc import Mapping

EXPORTS: Mapping[str, str] = {
    "follows": """
        SELECT v.name, f.followed_at FROM vendors_follow f JOIN vendors_vendor v ON v.id = f.vendor_id
        WHERE f.user_id = %(user_id)s ORDER BY f.id
    """,
    "memberships": """
        SELECT v.name, m.role, m.joined_at FROM vendors_member m JOIN vendors_vendor v ON v.id = m.vendor_id
        WHERE m.user_id = %(user_id)s ORDER BY m.id
    """,
}
