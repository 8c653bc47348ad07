"""Where a shopper may be sent back to after the provider's page."""

from collections.abc import Collection
from urllib.parse import urlsplit

from domains.common.errors import InvalidInput

_LONGEST = 500


def ensure_ours(url: str, *, origins: Collection[str]) -> str:
    """The URL, when it leads to one of our storefronts. Raises InvalidInput: we send nobody anywhere else."""
    try:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        origin = ""
    # A backslash or a control character is read differently by browsers than by us.
    is_plain = url.isascii() and url.isprintable() and "\\" not in url and " " not in url
    if not is_plain or len(url) > _LONGEST or origin not in {each.rstrip("/") for each in origins}:
        raise InvalidInput("That is not an address of our shop.", path=("returnUrl",))
    return url
