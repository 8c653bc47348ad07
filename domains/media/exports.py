"""What this domain keeps of somebody."""

from collections.abc import Mapping

EXPORTS: Mapping[str, str] = {
    "uploads": """
        SELECT path, width, height, size, uploaded_at FROM media_upload WHERE owner_id = %(user_id)s ORDER BY id
    """,
}
