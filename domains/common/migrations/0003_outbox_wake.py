"""Wake the relays at once when an event is committed; NOTIFY is sent by the commit and lost with a rollback."""

from django.db import migrations

CREATE = """
CREATE FUNCTION outbox_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_wake AFTER INSERT ON outbox_event FOR EACH STATEMENT EXECUTE FUNCTION outbox_wake();
"""
DROP = """
DROP TRIGGER outbox_wake ON outbox_event;
DROP FUNCTION outbox_wake();
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0002_timetable_and_background")]

    operations = [migrations.RunSQL(CREATE, DROP)]
