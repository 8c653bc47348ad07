"""The one change that a timeline allows: what a customer gave as a reason may be emptied, when they are erased."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_timeline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.facts = OLD.facts || '{"reason": ""}'
       AND (to_jsonb(NEW) - 'facts') = (to_jsonb(OLD) - 'facts') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a timeline never changes' USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER timeline_never_changes ON orders_timeline;
CREATE TRIGGER timeline_never_changes BEFORE UPDATE OR DELETE ON orders_timeline
    FOR EACH ROW EXECUTE FUNCTION orders_timeline_stays();
"""
BACKWARD = """
DROP TRIGGER timeline_never_changes ON orders_timeline;
CREATE TRIGGER timeline_never_changes BEFORE UPDATE OR DELETE ON orders_timeline
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();
DROP FUNCTION orders_timeline_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_order_of_email")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
