"""How alerts are told to their owners: one definition for telling and for looking."""

# How the owner of the row `alert` is told, as far as they want to be, as table `way`; `person` is its active customer,
# or null. Who wants nothing at all goes on waiting.
WAYS_SQL = """LATERAL (
    SELECT
        alert.user_id IS NULL AND NOT EXISTS (
            SELECT FROM notifications_opt_out WHERE address = alert.address AND topic = 'alerts'
        ) OR person.email_verified_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM notifications_preference
            WHERE user_id = alert.user_id AND topic = 'alerts' AND channel = 'email' AND NOT is_on
        ) AS by_mail,
        person.id IS NOT NULL AND NOT EXISTS (
            SELECT FROM notifications_preference
            WHERE user_id = alert.user_id AND topic = 'alerts' AND channel = 'in_app' AND NOT is_on
        ) AS in_feed,
        person.phone_verified_at IS NOT NULL AND EXISTS (
            SELECT FROM notifications_preference
            WHERE user_id = alert.user_id AND topic = 'alerts' AND channel = 'sms' AND is_on
        ) AS by_sms
) AS way"""
