"""What every answer to hostile input has to be, whatever was asked."""

import re
from collections.abc import Mapping, Sequence
from json import dumps, loads

# Words of our insides: a stack, a statement, a path, a library, a setting.
INSIDES = re.compile(
    r"Traceback|File \\?\"/|site-packages|psycopg|django\.|strawberry\.|UnicodeEncodeError|asyncio\.|"
    r"/work/|/usr/|/root/|\.py\b|SELECT [a-z_\"]+[., ]|INSERT INTO|syntax error at|relation \\?\"|LINE \d+:|"
    r"a secret of the tests|sk_sandbox_test|DataError|IntegrityError|OperationalError|DoesNotExist|<class '"
)
# What went wrong on our side. Whoever sends garbage is told that it is garbage.
OUR_FAULTS = frozenset({"INTERNAL", "UNAVAILABLE", "TIMEOUT"})


def faults(
    *, status: int, headers: Mapping[str, str], text: str, sent: Sequence[str], codes: Sequence[str]
) -> list[str]:
    """Everything that is wrong with an answer; `sent` are the hostile values as JSON."""
    found = []
    if status >= 500:
        found.append(f"status {status}")
    if not headers.get("content-type", "").startswith(("application/json", "application/problem+json")):
        found.append(f"content type {headers.get('content-type')}")
    if headers.get("x-content-type-options") != "nosniff":
        found.append("may be sniffed as HTML")
    if OUR_FAULTS & set(codes):
        found.append(f"codes {codes}")
    for each in sent:
        text = _without(each, text)
    if insides := INSIDES.findall(text):
        found.append(f"shows {insides}")
    return found


def _without(sent: str, text: str) -> str:
    """The answer without what was sent, which it may well quote."""
    try:
        value = loads(sent)
    except ValueError:
        return text
    if not isinstance(value, str) or not value:
        return text
    for spelling in (dumps(value)[1:-1], dumps(value, ensure_ascii=False)[1:-1], value):
        text = text.replace(spelling, "")
    return text
