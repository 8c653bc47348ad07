"""One file beside an operation: the GraphQL multipart request specification, held to its plainest form.

`operations` (the operation as JSON, null where the file goes), `map` (`{"0": ["variables.file"]}`), then the file.
Browsers send such forms to other origins unasked, which harms nobody here: only a bearer token says who asks.
"""

from typing import Any

import orjson
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException as StarletteError
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from config.graphql.trusted import DocumentRefused
from config.http.json_faults import json_fault
from config.http.media import MULTIPART, media_type
from config.http.options import KIB, EdgeOptions
from domains.identity.viewer import Viewer, ViewerKind

_OPTIONS = EdgeOptions()
_MAX_TEXT = 64 * KIB


async def upload_payload(request: Request, viewer: Viewer) -> dict[str, Any]:
    """The operation of a form whose file will stand where it has a null. Raises DocumentRefused for any other form."""
    if viewer.kind is not ViewerKind.CUSTOMER:
        # Before a byte of it is read.
        raise DocumentRefused(401, "LOGIN_REQUIRED", "Please log in first.")
    try:
        form = await request.form(max_files=1, max_fields=2, max_part_size=_MAX_TEXT)
    except (MultiPartException, StarletteError) as error:
        raise _bad("The form takes two fields and one file.") from error
    operations, places = _json(form, "operations"), _json(form, "map")
    files = [name for name, value in form.multi_items() if isinstance(value, UploadFile)]
    if len(form.multi_items()) != 3 or len(files) != 1 or list(places) != files:
        raise _bad("The form takes `operations`, `map`, and the file that `map` names.")
    if not isinstance(places[files[0]], list) or len(places[files[0]]) != 1:
        raise _bad("The file stands in one place.")
    _ensure_vacant(operations, places[files[0]][0])
    return operations


def is_upload(request: Request) -> bool:
    """Whether a request is such a form."""
    return request.method == "POST" and media_type(request.scope["headers"]) == MULTIPART


def _json(form: FormData, name: str) -> dict[str, Any]:
    text = form.get(name)
    # The edge looks into bodies that are JSON, not into forms.
    if not isinstance(text, str) or json_fault(text.encode(), _OPTIONS, needs_object=True) is not None:
        raise _bad(f"`{name}` is a JSON object.")
    found: dict[str, Any] = orjson.loads(text)
    return found


def _ensure_vacant(operations: dict[str, Any], path: object) -> None:
    """A file goes nowhere but where a variable is null: not into the document, nor into what nobody declared."""
    root, *names = path.split(".") if isinstance(path, str) else [""]
    place: Any = operations.get("variables") if root == "variables" and names else None
    for position, name in enumerate(names):
        if not isinstance(place, dict) or name not in place:
            raise _bad("`map` names a place that the variables do not have.")
        place = place[name]
        if position == len(names) - 1 and place is None:
            return
    raise _bad("`map` names a place within the variables that is null.")


def _bad(message: str) -> DocumentRefused:
    return DocumentRefused(400, "BAD_UPLOAD", message)
