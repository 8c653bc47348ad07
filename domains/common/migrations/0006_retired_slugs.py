"""Addresses that something had, and the functions with which tables keep them.

A table takes part by three triggers; its kind and its column are the arguments. Renames of one kind take turns, so that
two of them that want each other's address are refused instead of deadlocking.
"""

from django.db import migrations, models
from django.db.models.functions import Now

FORWARD = """
CREATE FUNCTION common_slug_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('slug of ' || TG_ARGV[0], 0));
    RETURN NEW;
END $$;

CREATE FUNCTION common_retire_slug() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken text := to_jsonb(NEW) ->> TG_ARGV[1];
BEGIN
    DELETE FROM retired_slug WHERE kind = TG_ARGV[0] AND slug = taken;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO retired_slug (kind, slug, target_id)
        VALUES (TG_ARGV[0], to_jsonb(OLD) ->> TG_ARGV[1], NEW.id)
        ON CONFLICT (kind, slug) DO UPDATE SET target_id = excluded.target_id, retired_at = excluded.retired_at;
    END IF;
    RETURN NULL;
END $$;
"""
BACKWARD = "DROP FUNCTION common_retire_slug(); DROP FUNCTION common_slug_turn();"


class Migration(migrations.Migration):
    """The table and the functions."""

    dependencies = (("common", "0005_outbox_waiting"),)

    operations = (
        migrations.CreateModel(
            name="RetiredSlug",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("slug", models.CharField(max_length=250)),
                ("target_id", models.UUIDField()),
                ("retired_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "db_table": "retired_slug",
                "constraints": (
                    models.UniqueConstraint(fields=("kind", "slug"), name="one_target_per_retired_slug"),
                ),
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    )
