"""Send hostile values over the whole application, several in one request where that may be."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
from graphql import get_named_type

from config.asgi import application
from tests.authorization.asking import forget_limits
from tests.authorization.documents import SCHEMA, leaves, text_of
from tests.authorization.sides import Side
from tests.hostile.places import MARK, Place

# A slow machine is slow; what takes this long on any machine is a way to keep the shop busy.
LONGEST = 2.0


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer to one or several hostile values."""

    status: int
    headers: Mapping[str, str]
    text: str
    body: Any
    seconds: float

    def codes(self, alias: str | None = None) -> list[str]:
        """The codes of the errors: of the whole request, and of the field with that alias or of all."""
        body = self.body if isinstance(self.body, dict) else {}
        errors = [*(body.get("errors") or ()), *([body["error"]] if "error" in body else [])]
        found = [
            str((error.get("extensions") or error).get("code"))
            for error in errors
            if alias is None or not error.get("path") or error["path"][0] == alias
        ]
        for name, payload in (body.get("data") or {}).items():
            if alias in {None, name} and isinstance(payload, dict):
                found += [error["code"] for error in payload.get("errors") or ()]
        return found


async def send(place: Place, given: Mapping[str, Any], values: Sequence[str], *, side: Side) -> Heard:
    """One request with a field per value; the fields have the aliases f0, f1 and so on."""
    forget_limits()
    variables = {f"{name}{number}": value for number in range(len(values)) for name, value in given.items()}
    body = orjson.dumps({"query": _document(place, given, len(values)), "variables": variables}).decode()
    for value in values:
        body = body.replace(f'"{MARK}"', value, 1)
    headers = {"content-type": "application/json", "authorization": f"Bearer {side.token}"}
    started = time.monotonic()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url="http://testserver") as http:
        response = await http.post("/graphql", content=body.encode("utf-8", "surrogatepass"), headers=headers)
    seconds = time.monotonic() - started
    try:
        parsed = response.json()
    except ValueError:
        parsed = None
    return Heard(response.status_code, response.headers, response.text, parsed, seconds)


def _document(place: Place, given: Mapping[str, Any], count: int) -> str:
    root = SCHEMA.query_type if place.operation == "query" else SCHEMA.mutation_type
    assert root is not None
    field = root.fields[place.field]
    kind = get_named_type(field.type)
    selection = text_of(leaves(kind)) + (
        " errors { code message path }" if "errors" in getattr(kind, "fields", {}) else ""
    )
    selection = f" {{ {selection} }}" if selection else ""
    head, fields = [], []
    for number in range(count):
        head += [f"${name}{number}: {field.args[name].type}" for name in given]
        arguments = ", ".join(f"{name}: ${name}{number}" for name in given)
        fields.append(f"f{number}: {place.field}({arguments}){selection}")
    return f"{place.operation} ({', '.join(head)}) {{ {' '.join(fields)} }}"
