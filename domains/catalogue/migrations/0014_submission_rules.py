"""The steps of a product's state and the finality of decisions, whoever writes: services, the admin, a console."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_product_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- As domains/catalogue/transitions.py; a test compares the two.
    IF (OLD.state, NEW.state) NOT IN (
        ('draft', 'review'), ('draft', 'published'), ('draft', 'archived'),
        ('review', 'draft'), ('review', 'published'), ('review', 'archived'),
        ('published', 'draft'), ('published', 'archived')
    ) THEN
        RAISE EXCEPTION 'A product does not step from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'product_steps';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER product_steps BEFORE UPDATE OF state ON catalogue_product
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION catalogue_product_steps();

CREATE FUNCTION catalogue_submission_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was decided stays so.' USING ERRCODE = 'check_violation', CONSTRAINT = 'submission_decided';
END $$;
CREATE TRIGGER submission_decided BEFORE UPDATE ON catalogue_submission
    FOR EACH ROW WHEN (OLD.state <> 'waiting') EXECUTE FUNCTION catalogue_submission_decided();

INSERT INTO catalogue_submission (id, product_id, changes, state, reason, submitted_by, submitted_at, decided_by)
SELECT gen_random_uuid(), id, '{}', 'waiting', '', 'system', updated_at, ''
FROM catalogue_product WHERE state = 'review';
"""
BACKWARD = """
DROP TRIGGER submission_decided ON catalogue_submission;
DROP TRIGGER product_steps ON catalogue_product;
DROP FUNCTION catalogue_submission_decided();
DROP FUNCTION catalogue_product_steps();
"""


class Migration(migrations.Migration):
    """Functions, triggers, and what waits already."""

    dependencies = (("catalogue", "0013_submissions"),)

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
