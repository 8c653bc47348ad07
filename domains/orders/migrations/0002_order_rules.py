"""Rules of orders that only the database can keep whatever code runs."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER order_line_never_changes BEFORE UPDATE OR DELETE ON orders_line
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();
CREATE TRIGGER timeline_never_changes BEFORE UPDATE OR DELETE ON orders_timeline
    FOR EACH ROW EXECUTE FUNCTION orders_refuse_change();

CREATE FUNCTION orders_legal_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND NOT (TG_ARGV[0] || ':' || OLD.state || '>' || NEW.state) IN (
        'purchase:prepared>placed', 'purchase:prepared>released',
        'vendor_order:placed>fulfilled', 'vendor_order:placed>cancelled',
        'order:placed>partly_cancelled', 'order:placed>cancelled', 'order:placed>fulfilled',
        'order:partly_cancelled>cancelled', 'order:partly_cancelled>fulfilled'
    ) THEN
        RAISE EXCEPTION '% % may not move from % to %', TG_ARGV[0], OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER purchase_legal_state BEFORE UPDATE OF state ON orders_purchase
    FOR EACH ROW EXECUTE FUNCTION orders_legal_state('purchase');
CREATE TRIGGER vendor_order_legal_state BEFORE UPDATE OF state ON orders_vendor_order
    FOR EACH ROW EXECUTE FUNCTION orders_legal_state('vendor_order');
CREATE TRIGGER order_legal_state BEFORE UPDATE OF state ON orders_order
    FOR EACH ROW EXECUTE FUNCTION orders_legal_state('order');

CREATE FUNCTION orders_snapshot_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.subtotal_minor, OLD.delivery_minor, OLD.total_minor, OLD.currency)
       IS DISTINCT FROM (NEW.subtotal_minor, NEW.delivery_minor, NEW.total_minor, NEW.currency) THEN
        RAISE EXCEPTION 'the amounts of % % never change', TG_TABLE_NAME, OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_amounts_stay BEFORE UPDATE ON orders_order
    FOR EACH ROW EXECUTE FUNCTION orders_snapshot_stays();
CREATE TRIGGER vendor_order_amounts_stay BEFORE UPDATE ON orders_vendor_order
    FOR EACH ROW EXECUTE FUNCTION orders_snapshot_stays();
"""
BACKWARD = """
DROP TRIGGER vendor_order_amounts_stay ON orders_vendor_order;
DROP TRIGGER order_amounts_stay ON orders_order;
DROP TRIGGER order_legal_state ON orders_order;
DROP TRIGGER vendor_order_legal_state ON orders_vendor_order;
DROP TRIGGER purchase_legal_state ON orders_purchase;
DROP TRIGGER timeline_never_changes ON orders_timeline;
DROP TRIGGER order_line_never_changes ON orders_line;
DROP FUNCTION orders_snapshot_stays();
DROP FUNCTION orders_legal_state();
DROP FUNCTION orders_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
