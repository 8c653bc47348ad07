"""Old addresses lead on."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER slugs_take_turns BEFORE UPDATE OF slug ON vendors_vendor
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION common_slug_turn('vendor');
CREATE TRIGGER slugs_are_taken AFTER INSERT ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION common_retire_slug('vendor', 'slug');
CREATE TRIGGER slugs_are_retired AFTER UPDATE OF slug ON vendors_vendor
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION common_retire_slug('vendor', 'slug');
"""
BACKWARD = """
DROP TRIGGER slugs_are_retired ON vendors_vendor;
DROP TRIGGER slugs_are_taken ON vendors_vendor;
DROP TRIGGER slugs_take_turns ON vendors_vendor;
"""


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("common", "0006_retired_slugs"), ("vendors", "0002_follows"))

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
