"""Which kind of body a request says it brings."""

JSON = "json"
MULTIPART = "multipart"
OTHER = "other"

PLAIN_JSON = frozenset({b"application/json", b"application/json; charset=utf-8", b"application/json;charset=utf-8"})


def media_type(headers: list[tuple[bytes, bytes]]) -> str:
    """Tell JSON in UTF-8 and multipart/form-data from everything else, compressed bodies included."""
    found = b""
    for name, value in headers:
        if name == b"content-type":
            found = value.strip().lower()
        elif name == b"content-encoding" and value.strip().lower() != b"identity":
            return OTHER
    if found in PLAIN_JSON:
        return JSON
    essence, *parameters = (part.strip() for part in found.split(b";"))
    if essence == b"multipart/form-data":
        return MULTIPART
    if essence == b"application/json" and all(_is_harmless(parameter) for parameter in parameters):
        return JSON
    return OTHER


def _is_harmless(parameter: bytes) -> bool:
    name, _, value = parameter.partition(b"=")
    return name.strip() != b"charset" or value.strip().strip(b'"') in {b"utf-8", b"utf8"}
