"""What this domain knows of somebody, as statements that give objects."""

from collections.abc import Mapping

EXPORTS: Mapping[str, str] = {
    "account": """
        SELECT u.email, u.email_verified_at, u.full_name, u.phone, u.phone_verified_at, u.joined_at, u.last_login,
               f.confirmed_at AS second_factor_since
        FROM identity_user u LEFT JOIN identity_second_factor f ON f.user_id = u.id WHERE u.id = %(user_id)s
    """,
    "addresses": """
        SELECT full_name, line1, line2, city, region, postcode, country, phone, is_default, created_at
        FROM identity_address WHERE user_id = %(user_id)s ORDER BY id
    """,
    "sessions": """
        SELECT user_agent, network, created_at, last_seen_at, expires_at, revoked_at, revoked_because
        FROM identity_session WHERE user_id = %(user_id)s ORDER BY id
    """,
    "other_logins": """
        SELECT provider, subject, created_at FROM identity_provider_identity WHERE user_id = %(user_id)s ORDER BY id
    """,
    "groups": """
        SELECT g.name, m.added_at FROM identity_group_membership m JOIN identity_customer_group g ON g.id = m.group_id
        WHERE m.user_id = %(user_id)s ORDER BY m.id
    """,
    "codes": """
        SELECT purpose, target, replaces, created_at, used_at FROM identity_one_time_code
        WHERE user_id = %(user_id)s ORDER BY id
    """,
}
