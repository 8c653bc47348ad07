"""The operations that scripts send, by name: files in `schema/operations`, known to /graphql by their hash."""

import hashlib
from functools import cache

from django.conf import settings

PREFIX = "Storefront"
OPERATIONS = settings.BASE_DIR / "schema" / "operations"


@cache
def hashes() -> dict[str, str]:
    """Name without the prefix -> SHA-256 of the text, as trusted documents are named."""
    files = sorted(OPERATIONS.glob(f"{PREFIX}*.graphql"))
    return {file.stem.removeprefix(PREFIX): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
