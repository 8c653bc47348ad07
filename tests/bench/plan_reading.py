"""What a plan of PostgreSQL says, in a line: which tables a statement read, how, by which index, and how many rows."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

type Node = Mapping[str, Any]

_SHORT = {
    "Seq Scan": "whole table",
    "Index Scan": "index",
    "Index Only Scan": "index only",
    "Bitmap Heap Scan": "bitmap",
    "Sample Scan": "sample",
}
_FROM = re.compile(r"\bFROM\s+\"?(\w+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """One statement's plan as it was run.

    about   the table that its result is built on
    shape   how it reads each table, without row counts: two runs of one plan have the same
    reads   the same with the rows that came out of each, in the order of reading
    rows    of the result
    """

    about: str
    shape: tuple[str, ...]
    reads: tuple[str, ...]
    rows: int


def read_plan(text: str) -> Plan | None:
    """Read one plan as auto_explain writes it in JSON; None for a statement that writes or reads no table."""
    logged = json.loads(text)
    top = logged["Plan"]
    if top["Node Type"] == "ModifyTable":
        return None
    rows: dict[str, int] = {}
    for read, count in _reads(top):
        rows[read] = rows.get(read, 0) + count
    if not rows:
        return None
    return Plan(
        about=_about(top, logged["Query Text"]),
        shape=tuple(rows),
        reads=tuple(f"{read} {count:,}" for read, count in rows.items()),
        rows=_rows(top),
    )


def _about(top: Node, text: str) -> str:
    """The first table of the plan's main line; of a statement that only joins CTEs, the first table in its text."""
    for node in _main_line(top):
        if "Relation Name" in node:
            return str(node["Relation Name"])
    tables = {str(node["Relation Name"]) for node in _nodes(top) if "Relation Name" in node}
    return next((name for name in _FROM.findall(text) if name in tables), min(tables))


def _main_line(node: Node) -> Iterator[Node]:
    yield node
    for below in node.get("Plans", ()):
        if below["Parent Relationship"] in {"Outer", "Inner", "Member", "Subquery"}:
            yield from _main_line(below)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _reads(node: Node) -> Iterator[tuple[str, int]]:
    """Each scan that was run; what the plan held ready and did not need is left out."""
    for one in _nodes(node):
        if "Relation Name" not in one or not one["Actual Loops"]:
            continue
        names = [below["Index Name"] for below in _nodes(one) if "Index Name" in below]
        # The order in which a bitmap is put together is of no account.
        by = f" by {' + '.join(sorted({_index(name) for name in names}))}" if names else ""
        yield f"{one['Relation Name']} {_SHORT.get(one['Node Type'], one['Node Type'])}{by}", _rows(one)


def _index(name: str) -> str:
    return "its key" if name.endswith("_pkey") else name


def _rows(node: Node) -> int:
    return round(float(node["Actual Rows"]) * int(node["Actual Loops"]))
