import json
import sys
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from config.http.json_faults import DUPLICATE_KEY, TOO_DEEP, json_fault, skeleton_of
from config.http.options import MIB, EdgeOptions

OPTIONS = EdgeOptions(json_depth=4)

scalars = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(max_size=6) | st.sampled_from(['"', "\\", '\\"', ":", "{", "[}", "\\u0000", "\\\\"])


class Pairs(list[tuple[str, Any]]):
    """An object as written, the same key twice included."""


def written(value: Any, *, ascii_only: bool) -> str:
    """Write a value as JSON, keeping keys that come twice."""
    if isinstance(value, Pairs):
        inner = ", ".join(
            f"{json.dumps(k, ensure_ascii=ascii_only)} :{written(v, ascii_only=ascii_only)}" for k, v in value
        )
        return "{" + inner + "}"
    if isinstance(value, list):
        return "[ " + ",".join(written(item, ascii_only=ascii_only) for item in value) + "]"
    return json.dumps(value, ensure_ascii=ascii_only)


def depth_of(value: Any) -> int:
    """Measure nesting the slow way."""
    if isinstance(value, Pairs):
        return 1 + max((depth_of(found) for _, found in value), default=0)
    return 1 + max((depth_of(found) for found in value), default=0) if isinstance(value, list) else 0


def has_twins(value: Any) -> bool:
    """Look for a key given twice the slow way."""
    if isinstance(value, Pairs):
        return len({key for key, _ in value}) < len(value) or any(has_twins(found) for _, found in value)
    return isinstance(value, list) and any(has_twins(found) for found in value)


def has_nul(value: Any) -> bool:
    """Look for a NUL the slow way."""
    if isinstance(value, Pairs):
        return any("\0" in key or has_nul(found) for key, found in value)
    if isinstance(value, list):
        return any(has_nul(found) for found in value)
    return isinstance(value, str) and "\0" in value


def parsed(text: bytes) -> Any:
    """Parse with the standard library; raises ValueError for what is not JSON in UTF-8."""

    def refuse(name: str) -> None:
        raise ValueError(name)

    def finite(digits: str) -> float:
        number = float(digits)
        if number in {float("inf"), float("-inf")}:
            raise ValueError(digits)
        return number

    value = json.loads(text.decode(), object_pairs_hook=Pairs, parse_constant=refuse, parse_float=finite)
    json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate has no UTF-8
    return value


values = st.recursive(
    scalars | texts,
    lambda inner: st.lists(inner, max_size=4) | st.lists(st.tuples(texts, inner), max_size=4).map(Pairs),
    max_leaves=20,
)


@settings(max_examples=400, deadline=None)
@given(values, st.booleans())
@example(Pairs([("a", 1), ("a", 2)]), False)
@example(Pairs([("\\", '"'), ('"', "\\")]), True)
def test_agrees_with_the_slow_way_on_well_formed_json(value: Any, ascii_only: bool) -> None:
    text = written(value, ascii_only=ascii_only).encode()

    fault = json_fault(text, OPTIONS, needs_object=False)

    if depth_of(value) > 4:
        assert fault is TOO_DEEP
    elif has_nul(value):
        assert fault is not None
        assert fault.code == "BAD_TEXT"
    else:
        assert (fault is DUPLICATE_KEY) == has_twins(value)
        assert fault in {None, DUPLICATE_KEY}


tokens = st.sampled_from(
    [b"{", b"}", b"[", b"]", b":", b",", b'"', b'"a"', b'"b"', b"\\", b"1", b"-", b".5", b"e9", b"true", b"null", b" ",
     b"NaN", b"\\ud800", b"\\u0061", b"\xff", b"\xc3\xa9", b"\x00", b'{"a":1}', b"[1,2]"]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(tokens, max_size=12).map(b"".join) | st.binary(max_size=12))
def test_agrees_with_the_standard_library_on_what_is_json(text: bytes) -> None:
    fault = json_fault(text, EdgeOptions(), needs_object=False)

    try:
        value = parsed(text)
    except ValueError:
        assert fault is not None
    else:
        assert (fault is None) == (not has_twins(value) and not has_nul(value))


@given(st.binary(max_size=200))
def test_ends_quietly_on_any_bytes(text: bytes) -> None:
    skeleton = skeleton_of(text)

    assert skeleton.depth <= skeleton.containers
    assert skeleton.keys <= len(text)


def calls_of(text: bytes) -> int:
    """Count the Python-level calls of one check, C functions included: a cost that no busy machine changes."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        json_fault(text, EdgeOptions(), needs_object=False)
    finally:
        sys.setprofile(None)
    return count


def test_does_no_work_per_element_in_python() -> None:
    worst = {
        "open lists": b"[" * MIB,
        "chains": b"[" + b",".join([b"[" * 60 + b"]" * 60] * (MIB // 121)) + b"]",
        "numbers": b"[" + b"1," * (MIB // 2 - 2) + b"1]",
        "strings": b"[" + b'"a",' * (MIB // 4 - 2) + b'""]',
        "escapes": b'"' + b'\\"' * (MIB // 2) + b'"',
        "backslashes": b'"' + b"\\" * MIB,
        "objects": b"[" + b'{"a":1},' * (MIB // 8 - 2) + b"{}]",
        "keys": b"{" + b",".join(b'"%x":1' % i for i in range(45_000)) + b"}",
    }

    assert {name: count for name, text in worst.items() if (count := calls_of(text)) > 60} == {}


def test_parses_nothing_that_is_costly_to_parse() -> None:
    # Half a million lists would cost a parser 30 ms and 30 MB; they are counted and refused.
    refused = json_fault(b"[" + b"[]," * 300_000 + b"[]]", EdgeOptions(), needs_object=False)

    assert refused is not None
    assert refused.code == "TOO_MANY_VALUES"
