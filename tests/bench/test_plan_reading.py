"""The plans that `bench --plans` prints: of the statements of the operation, in few words."""

import json
from pathlib import Path
from typing import Any

from tests.bench.plan_reading import Plan, read_plan
from tests.bench.plans import lines_of, read_since


def node(kind: str, *below: dict[str, Any], index: str = "", rows: float = 1, loops: int = 1) -> dict[str, Any]:
    """A node of a plan as auto_explain writes it."""
    by = {"Index Name": index} if index else {}
    related = [{"Parent Relationship": "Outer", **each} for each in below]
    return {"Node Type": kind, "Actual Rows": rows, "Actual Loops": loops, "Plans": related, **by}


def scan(
    kind: str, table: str, *below: dict[str, Any], index: str = "", rows: float = 1, loops: int = 1
) -> dict[str, Any]:
    """A node that reads a table."""
    return {"Relation Name": table, **node(kind, *below, index=index, rows=rows, loops=loops)}


def logged(plan: dict[str, Any], text: str = "SELECT 1") -> str:
    return json.dumps({"Query Text": text, "Plan": plan}, indent=2)


def test_says_by_which_index_each_table_was_read_and_how_many_rows_came() -> None:
    plan = node(
        "Nested Loop",
        scan("Index Scan", "catalogue_product", rows=20, index="product_newest"),
        scan("Index Scan", "vendors_vendor", rows=0.5, loops=20, index="vendors_vendor_pkey"),
        scan("Seq Scan", "catalogue_category", rows=75, loops=2),
        rows=10,
    )

    assert read_plan(logged(plan)) == Plan(
        about="catalogue_product",
        shape=(
            "catalogue_product index by product_newest",
            "vendors_vendor index by its key",
            "catalogue_category whole table",
        ),
        reads=(
            "catalogue_product index by product_newest 20",
            "vendors_vendor index by its key 10",
            "catalogue_category whole table 150",
        ),
        rows=10,
    )


def test_names_the_indexes_of_a_bitmap_and_adds_up_what_was_read_twice() -> None:
    either = node(
        "BitmapOr",
        node("Bitmap Index Scan", index="search_words"),
        node("Bitmap Index Scan", index="search_document_pkey"),
    )
    plan = node("Append", *(scan("Bitmap Heap Scan", "search_document", either, rows=rows) for rows in (30, 12)))

    read = read_plan(logged(plan))

    assert read is not None
    assert read.reads == ("search_document bitmap by its key + search_words 42",)


def test_leaves_out_what_was_planned_and_never_run() -> None:
    never = scan("Seq Scan", "search_vector", rows=0, loops=0)
    plan = node("Append", never, scan("Seq Scan", "search_document", rows=3))

    read = read_plan(logged(plan))

    assert read is not None
    assert read.reads == ("search_document whole table 3",)


def test_names_the_first_table_of_the_text_where_the_result_is_built_on_ctes() -> None:
    ctes = [
        {"Parent Relationship": "InitPlan", **scan("Seq Scan", table)} for table in ("search_boost", "search_document")
    ]
    plan = node("Limit", node("CTE Scan"), *ctes)

    read = read_plan(logged(plan, "WITH found AS (SELECT FROM asked, FROM search_document) SELECT FROM found"))

    assert read is not None
    assert read.about == "search_document"


def test_passes_over_writes_and_what_reads_no_table() -> None:
    write = scan("ModifyTable", "search_miss", scan("Seq Scan", "search_miss"))

    assert read_plan(logged(write)) is None
    assert read_plan(logged(node("Result"))) is None


def test_says_once_what_several_operations_do_alike() -> None:
    listed = Plan("product", ("product by newest",), ("product by newest 21",), 21)
    later = Plan("product", ("product by newest",), ("product by newest 1,021",), 1021)
    vendors = Plan("vendor", ("vendor whole table",), ("vendor whole table 15",), 15)
    seen: dict[tuple[str, ...], str] = {}

    assert [*lines_of("list", [listed], seen)] == ["| list | product | 21 | product by newest 21 |"]
    assert [*lines_of("page 100", [later, vendors, vendors], seen)] == [
        "| page 100 | vendor | 15 | vendor whole table 15 |",
        "| page 100 | 1 as in list | | |",
        "| page 100 | 1 as above | | |",
    ]
    assert [*lines_of("nothing", [], seen)] == ["| nothing | no statement | | |"]


def test_reads_on_in_the_next_log_where_one_was_put_aside(tmp_path: Path) -> None:
    log = tmp_path / "postgres.log"
    log.write_bytes(b"before it after it")
    assert read_since(log, 10) == "after it"

    log.rename(tmp_path / "postgres.log.1")
    log.write_bytes(b" and on")

    assert read_since(log, 10) == "after it and on"
