"""Hostile bodies as data: what is sent, and what the edge answers before any door sees it."""

from typing import NamedTuple

JSON = b"application/json"


class Case(NamedTuple):
    """One body for one door."""

    id: str
    path: str
    body: bytes
    status: int
    code: str
    media: bytes | None = JSON


GRAPHQL, NINJA, STAFF, WEBHOOK = "/graphql", "/api/search", "/staff/products/", "/api/webhooks/sandbox"
DOORS = (GRAPHQL, NINJA, STAFF, WEBHOOK)

# Refused at every door.
ANYWHERE: tuple[tuple[str, bytes, str], ...] = (
    ("empty text", b" ", "BAD_JSON"),
    ("not json", b"hello", "BAD_JSON"),
    ("half an object", b'{"a":', "BAD_JSON"),
    ("two values", b"{}{}", "BAD_JSON"),
    ("trailing comma", b'{"a":1,}', "BAD_JSON"),
    ("single quotes", b"{'a':1}", "BAD_JSON"),
    ("comment", b"{/*a*/}", "BAD_JSON"),
    ("raw control character", b'{"a":"\x01"}', "BAD_JSON"),
    ("raw NUL in a string", b'{"a":"\x00"}', "BAD_JSON"),
    ("raw NUL after the value", b"{}\x00", "BAD_JSON"),
    ("escaped NUL", b'{"a":"x\\u0000y"}', "BAD_TEXT"),
    ("escaped NUL in a key", b'{"\\u0000":1}', "BAD_TEXT"),
    ("lone high surrogate", b'{"a":"\\ud800"}', "BAD_JSON"),
    ("lone low surrogate", b'{"a":"\\udc00"}', "BAD_JSON"),
    ("surrogates in the wrong order", b'{"a":"\\udc00\\ud800"}', "BAD_JSON"),
    ("surrogate as UTF-8", b'{"a":"\xed\xa0\x80"}', "BAD_ENCODING"),
    ("stray byte", b"\xff", "BAD_ENCODING"),
    ("overlong NUL", b'{"a":"\xc0\x80"}', "BAD_ENCODING"),
    ("cut UTF-8", b'{"a":"\xe2\x82"}', "BAD_ENCODING"),
    ("byte order mark", b"\xef\xbb\xbf{}", "BAD_ENCODING"),
    ("UTF-16", '{"a":1}'.encode("utf-16"), "BAD_ENCODING"),
    ("UTF-16 without mark", '{"a":1}'.encode("utf-16-le"), "BAD_JSON"),
    ("NaN", b'{"a":NaN}', "BAD_JSON"),
    ("Infinity", b'{"a":-Infinity}', "BAD_JSON"),
    ("exponent beyond doubles", b'{"a":1e999999}', "BAD_JSON"),
    ("integer of 5,000 digits", b'{"a":' + b"9" * 5000 + b"}", "NUMBER_TOO_LONG"),
    ("integer of 21 digits", b'{"a":-' + b"1" * 21 + b"}", "NUMBER_TOO_LONG"),
    ("exponent of 30 digits", b'{"a":1e' + b"0" * 29 + b"1}", "NUMBER_TOO_LONG"),
    ("fraction of 5,000 digits", b'{"a":0.' + b"3" * 5000 + b"}", "NUMBER_TOO_LONG"),
    ("same key twice", b'{"a":1,"a":2}', "DUPLICATE_KEY"),
    ("same key once escaped", b'{"a":1,"\\u0061":2}', "DUPLICATE_KEY"),
    ("same key deep inside", b'{"a":[{"b":{"c":1,"d":2,"c":3}}]}', "DUPLICATE_KEY"),
    ("65 objects deep", b'{"a":' * 65 + b"1" + b"}" * 65, "TOO_DEEP"),
    ("65 lists deep", b'{"a":' + b"[" * 64 + b"]" * 64 + b"}", "TOO_DEEP"),
    ("100,000 open lists", b"[" * 100_000, "TOO_DEEP"),
    ("20,000 open objects", b'{"a":' * 20_000, "TOO_DEEP"),
    ("40,000 open objects", b'{"a":' * 40_000, "TOO_MANY_VALUES"),
    ("40,000 empty lists", b'{"a":[' + b"[]," * 40_000 + b"[]]}", "TOO_MANY_VALUES"),
)
# Well-formed, but not an object, where an object is needed.
NOT_OBJECTS: tuple[tuple[str, bytes, str], ...] = (
    ("null", b"null", "OBJECT_REQUIRED"),
    ("number", b"5", "OBJECT_REQUIRED"),
    ("string", b'"x"', "OBJECT_REQUIRED"),
    ("true", b"true", "OBJECT_REQUIRED"),
    ("empty list", b"[]", "BATCHING_DISABLED"),
    ("two operations", b'[{"query":"{a}"},{"query":"{b}"}]', "BATCHING_DISABLED"),
    ("10,000 operations", b"[" + b",".join([b'{"query":"{a}"}'] * 10_000) + b"]", "BATCHING_DISABLED"),
)
WRONG_MEDIA: tuple[bytes | None, ...] = (
    None,
    b"",
    b"text/plain",
    b"text/plain; charset=utf-8",
    b"text/json",
    b"application/x-www-form-urlencoded",
    b"multipart/form-data; boundary=x",
    b"application/xml",
    b"application/jsonp",
    b"application/json; charset=utf-7",
    b"application/json; charset=utf-16",
    b"application/json; charset=utf-8; charset=utf-7",
    b"application/json, text/plain",
    b"\xff\xfe",
)

CASES: tuple[Case, ...] = (
    *(Case(f"{path} {name}", path, body, 400, code) for path in DOORS for name, body, code in ANYWHERE),
    *(Case(f"{path} {name}", path, body, 400, code) for path in (GRAPHQL, WEBHOOK) for name, body, code in NOT_OBJECTS),
    *(
        Case(f"{path} {media!r}", path, b'{"a":1}', 415, "UNSUPPORTED_MEDIA_TYPE", media)
        for path in DOORS
        for media in WRONG_MEDIA
    ),
)

# Odd, and good: none of these may be refused.
HARMLESS: tuple[tuple[str, bytes], ...] = (
    ("empty object", b"{}"),
    ("spaces around", b" \r\n\t{ } \n"),
    ("escaped backslash before u0000", b'{"a":"\\\\u0000"}'),
    ("quotes, colons and brackets in strings", b'{"a:[{":"\\":{[\\\\","b\\\\":"]}"}'),
    ("the same key in two objects", b'{"a":{"a":1},"b":[{"a":1},{"a":2}]}'),
    ("64 deep", b'{"a":' * 64 + b"1" + b"}" * 64),
    ("integer of 20 digits", b'{"a":' + b"9" * 20 + b"}"),
    ("long digits in a string", b'{"a":"' + b"9" * 5000 + b'"}'),
    ("fraction of 30 digits", b'{"a":0.000000000000000000000000000001}'),
    ("a pair of surrogates", b'{"a":"\\ud83d\\ude00"}'),
    ("text of the world", '{"a":"naïve アイ 😀 \u202e"}'.encode()),
    ("keys that name prototypes", b'{"__proto__":{"a":1},"constructor":2}'),
)
