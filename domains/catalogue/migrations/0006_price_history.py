"""Keep what was asked: a price that has begun is neither changed nor deleted, whoever tries.

What a price says in the future may still change: one that has not begun is changed or withdrawn freely, and one that
holds may be given another end that is not past.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_keep_prices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.valid_from > now() THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        IF NEW.valid_from >= now() THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF (NEW.id, NEW.variant_id, NEW.currency, NEW.amount_minor, NEW.valid_from)
                = (OLD.id, OLD.variant_id, OLD.currency, OLD.amount_minor, OLD.valid_from)
            AND NEW.compare_at_minor IS NOT DISTINCT FROM OLD.compare_at_minor
            AND (
                NEW.valid_until IS NOT DISTINCT FROM OLD.valid_until
                OR (coalesce(NEW.valid_until, 'infinity') >= now() AND coalesce(OLD.valid_until, 'infinity') > now())
            )
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'what was asked in the past stays as it was' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER prices_are_kept BEFORE UPDATE OR DELETE ON catalogue_price
    FOR EACH ROW EXECUTE FUNCTION catalogue_keep_prices();
"""
BACKWARD = "DROP TRIGGER prices_are_kept ON catalogue_price; DROP FUNCTION catalogue_keep_prices();"


class Migration(migrations.Migration):
    """Function and trigger."""

    dependencies = (("catalogue", "0005_plural_names"),)

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
