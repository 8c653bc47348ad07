"""What is shown already is no news; what is to be shown later will be."""

from django.db import migrations

FORWARD = """
INSERT INTO notifications_product_news (product_id, due_at, began_at, finished_at)
SELECT
    id,
    CASE WHEN publish_at > now() THEN publish_at END,
    CASE WHEN publish_at <= now() THEN now() END,
    CASE WHEN publish_at <= now() THEN now() END
FROM catalogue_product WHERE publish_at IS NOT NULL
"""


class Migration(migrations.Migration):
    """Rows."""

    dependencies = (("notifications", "0008_vendor_news"),)

    operations = (migrations.RunSQL(FORWARD, migrations.RunSQL.noop),)
