"""Renditions go with the photo they were made of."""

from django.db import migrations

# As domains.media.services.discard_picture does for one: files are deleted a day later, when no page shows them.
FORWARD = """
CREATE OR REPLACE FUNCTION reviews_photos_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO media_leftover (id, path, since)
    SELECT gen_random_uuid(), file.path, clock_timestamp()
    FROM (
        SELECT upload.path FROM removed JOIN media_upload AS upload ON upload.id = removed.upload_id
        UNION
        SELECT rendition.path
        FROM removed
        JOIN media_upload AS upload ON upload.id = removed.upload_id
        JOIN media_original AS original ON original.path = upload.path
        JOIN media_rendition AS rendition ON rendition.original_id = original.id
    ) AS file
    ON CONFLICT (path) DO NOTHING;
    DELETE FROM media_rendition AS rendition USING media_original AS original, media_upload AS upload, removed
    WHERE rendition.original_id = original.id AND original.path = upload.path AND upload.id = removed.upload_id;
    DELETE FROM media_original AS original USING media_upload AS upload, removed
    WHERE original.path = upload.path AND upload.id = removed.upload_id;
    DELETE FROM media_upload AS upload USING removed WHERE upload.id = removed.upload_id;
    RETURN NULL;
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION reviews_photos_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE media_upload SET attached_to = '', expires_at = clock_timestamp()
    WHERE id IN (SELECT upload_id FROM removed);
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    """Another function behind the same trigger."""

    dependencies = (("media", "0002_renditions"), ("reviews", "0003_photos"))

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
