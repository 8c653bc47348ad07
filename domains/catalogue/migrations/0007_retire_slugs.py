"""Old addresses lead on."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER slugs_take_turns BEFORE UPDATE OF slug ON catalogue_product
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION common_slug_turn('product');
CREATE TRIGGER slugs_are_taken AFTER INSERT ON catalogue_product
    FOR EACH ROW EXECUTE FUNCTION common_retire_slug('product', 'slug');
CREATE TRIGGER slugs_are_retired AFTER UPDATE OF slug ON catalogue_product
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION common_retire_slug('product', 'slug');

CREATE TRIGGER slugs_take_turns BEFORE UPDATE OF path ON catalogue_category
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION common_slug_turn('category');
CREATE TRIGGER slugs_are_taken AFTER INSERT ON catalogue_category
    FOR EACH ROW EXECUTE FUNCTION common_retire_slug('category', 'path');
CREATE TRIGGER slugs_are_retired AFTER UPDATE OF path ON catalogue_category
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION common_retire_slug('category', 'path');
"""
BACKWARD = """
DROP TRIGGER slugs_are_retired ON catalogue_product;
DROP TRIGGER slugs_are_taken ON catalogue_product;
DROP TRIGGER slugs_take_turns ON catalogue_product;
DROP TRIGGER slugs_are_retired ON catalogue_category;
DROP TRIGGER slugs_are_taken ON catalogue_category;
DROP TRIGGER slugs_take_turns ON catalogue_category;
"""


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("common", "0006_retired_slugs"), ("catalogue", "0006_price_history"))

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
