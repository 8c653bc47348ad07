"""What people send who mean no good, and what broken programs send; as JSON is written, name first."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from json import dumps


def _id(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


_TEXTS: Mapping[str, str] = {
    "nothing": "",
    "a space": " ",
    "white space": "\t\n\u2003\u3000",
    "one letter": "a",
    # SQL, LIKE, and the languages of text search
    "SQL: always": "' OR '1'='1",
    "SQL: drop": "'; DROP TABLE identity_user; --",
    "SQL: union": "1) UNION SELECT password FROM identity_user --",
    "SQL: sleep": "'||(SELECT pg_sleep(5))||'",
    "SQL: dollar quotes": "$$; SELECT 1; $$",
    "SQL: backslash": "\\'; --",
    "LIKE: percent": "%" * 200,
    "LIKE: underscore": "_" * 200,
    "LIKE: backslash": "\\" * 201,
    "search: operators": "'\"!!& \\| (<-> :*",
    "search: half a query": "a & | ! ((",
    "search: language": "english'; SELECT 1; --",
    "search: one letter for ever": "a" * 10_000,
    "search: many words": "dress " * 3_000,
    "regular expression": "(a+)+$" + "a" * 40 + "!",
    "regular expression: half": "[[(*",
    # Markup and templates
    "HTML: script": "<script>alert(1)</script>",
    "HTML: attribute": '"><img src=x onerror=alert(1)>',
    "HTML: comment": "--><svg/onload=alert(1)>",
    "template: Django": "{{ settings.SECRET_KEY }}{% debug %}",
    "template: Jinja": "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
    "template: lookup": "${jndi:ldap://127.0.0.1:9/a}",
    "format: percent": "%(password)s%s%n%d%x",
    "format: braces": "{0.__class__.__mro__}{settings}",
    "formula": "=cmd|' /C calc'!A0",
    # Other languages
    "LDAP": "*)(uid=*))(|(uid=*",
    "XML": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "shell": "$(touch /tmp/hostile);`id`|id&&id",
    "JSON operator": '{"$gt": ""}',
    "prototype": "__proto__",
    "null by name": "null",
    # Lines
    "CRLF: header": "a\r\nSet-Cookie: session=1\r\n\r\n<html>",
    "CRLF: mail": "ada@people.example\r\nBcc: everybody@people.example",
    "log record": 'a\n{"level":"CRITICAL","message":"forged"}',
    "ANSI": "\x1b[2J\x1b[31mred\x07",
    # Unicode
    "right to left": "\u202egnp.elif\u202c",
    "zero width": "a\u200db\u200bc\ufeff",
    "only zero width": "\u200b\u200d",
    "combining": "e" + "\u0301" * 2_000,
    "family": "👩‍👩‍👧‍👦🏳️‍🌈",
    "twins": "\u212b\ufb01\uff21",
    "Turkish": "İıſK",
    "Yoruba": "Ẹ̀kọ́ Àṣà Ọ̀ṣun",
    "not a character": "\uffff\ufdd0",
    # Numbers as text
    "NaN": "NaN",
    "infinity": "-Infinity",
    "exponent": "1e999999",
    "long number": "9" * 400,
    "Arabic digits": "٣٤٥",
    "negative": "-1",
    # Paths and addresses
    "path": "../../../../../../etc/passwd",
    "path: encoded": "..%2f..%2f%2e%2e%5c",
    "file": "file:///etc/passwd",
    "inner network": "http://169.254.169.254/latest/meta-data/",
    "script address": "javascript:alert(1)",
    "other shop": "//evil.example/%2f..",
    # Ids
    "id: of nothing": _id("Order:00000000-0000-0000-0000-000000000000"),
    "id: no key": _id("Order:"),
    "id: no type": _id(":00000000-0000-0000-0000-000000000000"),
    "id: of the schema": _id("__Schema:00000000-0000-0000-0000-000000000000"),
    "id: number": _id("Order:1 OR 1=1"),
    "id: bare": "00000000-0000-0000-0000-000000000000",
    "id: odd base64": "====",
    # Sizes
    "100,000 characters": "A" * 100_000,
    "10,000 emoji": "😀" * 10_000,
    "long address": "a@" + "b" * 300 + ".example",
}

# Refused by the guard of all doors, whatever they are sent to.
_BROKEN: Mapping[str, str] = {
    "NUL": '"a\\u0000b"',
    "lone surrogate": '"a\\ud800b"',
    "NaN, bare": "NaN",
    "exponent, bare": "1e400",
    "5,000 digits": "9" * 5_000,
}

_WRONG_KINDS: Mapping[str, str] = {
    "null": "null",
    "true": "true",
    "number": "7",
    "fraction": "0.1",
    "list": '["a", "b"]',
    "list in lists": "[[[[[[]]]]]]",
    "object": '{"$ne": null}',
}

# Texts of which several can go in one request: none stops it before its fields run.
COMPATIBLE = tuple(name for name in _TEXTS if not name.startswith("100,000"))
TEXTS: Mapping[str, str] = {**{name: dumps(text) for name, text in _TEXTS.items()}, **_BROKEN, **_WRONG_KINDS}

NUMBERS: Mapping[str, str] = {
    "zero": "0",
    "minus one": "-1",
    "minus zero": "-0",
    "a half": "0.5",
    "one as a fraction": "1.0",
    "2^31 - 1": str(2**31 - 1),
    "2^31": str(2**31),
    "-2^31 - 1": str(-(2**31) - 1),
    "2^53 + 1": str(2**53 + 1),
    "2^63": str(2**63),
    "10^19": str(10**19),
    "almost infinite": "1e308",
    "tiny": "1e-320",
    "text": '"1"',
    "Arabic digits": '"٣"',
    **_BROKEN,
    **_WRONG_KINDS,
}

# For what takes one of a few words.
CHOICES: Mapping[str, str] = {
    name: TEXTS[name]
    for name in ("nothing", "SQL: always", "prototype", "NUL", "null", "number", "list", "object", "100,000 characters")
}
