"""What is wrong with a JSON text: one linear pass before anything recursive may see it.

The trick is the skeleton: a JSON text without its strings. Taking the strings out is three C-speed passes, and in
what is left every bracket, colon and digit is structure, so depth, keys and number lengths can be counted there.
"""

import re
from dataclasses import dataclass
from itertools import accumulate

import orjson

from config.http.options import EdgeOptions
from config.http.refusals import Refusal

BAD_ENCODING = Refusal(400, "BAD_ENCODING", "The body is not UTF-8 text without a byte order mark.")
BAD_JSON = Refusal(400, "BAD_JSON", "The body is not well-formed JSON.")
BAD_TEXT = Refusal(400, "BAD_TEXT", "The body holds a character that is not text.")
BATCHING_DISABLED = Refusal(400, "BATCHING_DISABLED", "Send one operation at a time.")
DUPLICATE_KEY = Refusal(400, "DUPLICATE_KEY", "An object in the body has the same key twice.")
NUMBER_TOO_LONG = Refusal(400, "NUMBER_TOO_LONG", "A number in the body has too many digits.")
OBJECT_REQUIRED = Refusal(400, "OBJECT_REQUIRED", "The body has to be a JSON object.")
TOO_DEEP = Refusal(400, "TOO_DEEP", "The body is nested too deeply.")
TOO_MANY_VALUES = Refusal(400, "TOO_MANY_VALUES", "The body holds too many objects, lists or keys.")

NOT_BRACKETS = bytes(code for code in range(256) if code not in b"[]{}")
# As signed bytes: +1 for what opens, -1 for what closes.
STEPS = bytes(1 if code in b"[{" else 255 if code in b"]}" else 0 for code in range(256))
DIGITS_TO_ZERO = bytes(0x30 if code in b"0123456789" else code for code in range(256))
FIRST = re.compile(rb"[ \t\r\n]*(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A JSON text without its strings, and whether a string holds an escaped NUL."""

    structure: bytes
    has_nul: bool

    @property
    def keys(self) -> int:
        """Count the keys of all objects; a key given twice counts twice."""
        return self.structure.count(b":")

    @property
    def containers(self) -> int:
        """Count all objects and arrays."""
        return self.structure.count(b"{") + self.structure.count(b"[")

    @property
    def depth(self) -> int:
        """Measure how deep objects and arrays are nested; 1 for a flat one."""
        steps = memoryview(self.structure.translate(STEPS, NOT_BRACKETS)).cast("b")
        return max(accumulate(steps), default=0)


def skeleton_of(text: bytes) -> Skeleton:
    """Take the strings out of a JSON text. Exact for well-formed JSON; for other bytes it only ends, in linear time."""
    has_nul = False
    if b"\\" in text:
        # Pairs first: what is left of a backslash then escapes the next character for certain.
        text = text.replace(b"\\\\", b"")
        has_nul = b"\\u0000" in text
        text = text.replace(b'\\"', b"")
    return Skeleton(structure=b"".join(text.split(b'"')[::2]), has_nul=has_nul)


def json_fault(body: bytes, options: EdgeOptions, *, needs_object: bool) -> Refusal | None:
    """Find what is wrong with a JSON body, or None.

    The cheap counts come first, so that no parser sees a text that is costly to parse.
    """
    skeleton = skeleton_of(body)
    keys = skeleton.keys
    fault = _structure_fault(skeleton, keys, options) or _number_fault(skeleton.structure, options)
    if fault is not None:
        return fault
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _reason(body)
    if skeleton.has_nul:
        return BAD_TEXT
    # Writing the parsed value out again gives each key once: faster than looking at every object from Python.
    if keys > 1 and skeleton_of(orjson.dumps(value)).keys != keys:
        return DUPLICATE_KEY
    if needs_object and not isinstance(value, dict):
        return BATCHING_DISABLED if isinstance(value, list) else OBJECT_REQUIRED
    return None


def _structure_fault(skeleton: Skeleton, keys: int, options: EdgeOptions) -> Refusal | None:
    containers = skeleton.containers
    if containers > options.json_containers or keys > options.json_keys:
        # The honest word for 100,000 brackets in a row.
        return TOO_DEEP if b"[" * (options.json_depth + 1) in skeleton.structure else TOO_MANY_VALUES
    if containers > options.json_depth and skeleton.depth > options.json_depth:
        return TOO_DEEP
    return None


def _number_fault(structure: bytes, options: EdgeOptions) -> Refusal | None:
    zeros = structure.translate(DIGITS_TO_ZERO)
    digits = options.json_integer_digits + 1
    if b"0" * digits not in zeros:
        return None
    # Only now the slower question whether those digits stand before a decimal point.
    long_number = rb"(?<![.0])0{%d}|0{%d}" % (digits, options.json_number_length)
    return NUMBER_TOO_LONG if re.search(long_number, zeros) else None


def _reason(body: bytes) -> Refusal:
    """Tell the ways of being malformed apart, for the person who has to mend the client."""
    if body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return BAD_ENCODING
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return BAD_ENCODING
    return BAD_JSON
