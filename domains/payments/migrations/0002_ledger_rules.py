"""Rules of the ledger and of attempts that only the database can keep whatever code runs."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON payments_ledger_entry
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER ledger_transaction_append_only BEFORE UPDATE OR DELETE ON payments_ledger_transaction
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON payments_ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change();

CREATE FUNCTION payments_ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM payments_ledger_entry WHERE transaction_id = NEW.transaction_id
        GROUP BY currency HAVING sum(amount_minor) <> 0
    ) THEN
        RAISE EXCEPTION 'ledger transaction % does not sum to zero', NEW.transaction_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_sums_to_zero AFTER INSERT ON payments_ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_ledger_balances();

CREATE FUNCTION payments_attempt_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
        ('opened', 'requires_action'), ('opened', 'authorized'), ('opened', 'declined'), ('opened', 'voided'),
        ('opened', 'captured'), ('opened', 'expired'),
        ('requires_action', 'authorized'), ('requires_action', 'declined'), ('requires_action', 'voided'),
        ('requires_action', 'captured'), ('requires_action', 'expired'),
        ('authorized', 'captured'), ('authorized', 'voided'),
        ('expired', 'authorized'), ('expired', 'captured'), ('expired', 'voided'), ('expired', 'declined')
    ) THEN
        RAISE EXCEPTION 'payment attempt % may not move from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.captured_minor < OLD.captured_minor OR NEW.refunded_minor < OLD.refunded_minor
       OR NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency THEN
        RAISE EXCEPTION 'payment attempt % may not lose money', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attempt_moves_forward BEFORE UPDATE ON payments_attempt
    FOR EACH ROW EXECUTE FUNCTION payments_attempt_moves_forward();
"""
BACKWARD = """
DROP TRIGGER attempt_moves_forward ON payments_attempt;
DROP TRIGGER ledger_sums_to_zero ON payments_ledger_entry;
DROP TRIGGER ledger_entry_no_truncate ON payments_ledger_entry;
DROP TRIGGER ledger_entry_append_only ON payments_ledger_entry;
DROP TRIGGER ledger_transaction_append_only ON payments_ledger_transaction;
DROP FUNCTION payments_attempt_moves_forward();
DROP FUNCTION payments_ledger_balances();
DROP FUNCTION payments_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
