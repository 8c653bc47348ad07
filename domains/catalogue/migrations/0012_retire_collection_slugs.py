"""Old addresses of collections lead on."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER slugs_take_turns BEFORE UPDATE OF slug ON catalogue_collection
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION common_slug_turn('collection');
CREATE TRIGGER slugs_are_taken AFTER INSERT ON catalogue_collection
    FOR EACH ROW EXECUTE FUNCTION common_retire_slug('collection', 'slug');
CREATE TRIGGER slugs_are_retired AFTER UPDATE OF slug ON catalogue_collection
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug)
    EXECUTE FUNCTION common_retire_slug('collection', 'slug');
"""
BACKWARD = """
DROP TRIGGER slugs_are_retired ON catalogue_collection;
DROP TRIGGER slugs_are_taken ON catalogue_collection;
DROP TRIGGER slugs_take_turns ON catalogue_collection;
"""


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("common", "0006_retired_slugs"), ("catalogue", "0011_seo_texts"))

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
