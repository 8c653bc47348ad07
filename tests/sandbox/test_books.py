"""The books themselves refuse what must not be, whatever the code does."""

import ast
import sqlite3
from pathlib import Path

import pytest

from rest.sandbox import app
from rest.sandbox.books import Books

PACKAGE = Path(app.__file__).parent


@pytest.fixture
def books(own_books: Path) -> sqlite3.Connection:
    """Books with one captured payment of 1,000, of which 900 were taken and 100 given back."""
    Books(own_books).close()
    connection = sqlite3.connect(own_books, autocommit=True)
    connection.execute(
        "INSERT INTO payments (id, reference, currency, amount, status, card, last4, return_url, approval_key,"
        " metadata, created) VALUES ('p', 'r', 'NGN', 1000, 'authorized', 'c', '4242', 'u', 'k', '{}', 0)"
    )
    connection.execute("UPDATE payments SET status = 'captured', captured = 900")
    connection.execute(
        "INSERT INTO refunds (id, reference, payment_id, amount, created) VALUES ('f', 'r', 'p', 100, 0)"
    )
    return connection


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments SET captured = 901",
        "UPDATE payments SET captured = 1001",
        "UPDATE payments SET amount = 2000",
        "UPDATE payments SET currency = 'USD'",
        "UPDATE payments SET refunded = 901",
        "UPDATE payments SET refunded = 0",
        "UPDATE payments SET status = 'authorized', captured = 0, refunded = 0",
        "UPDATE payments SET status = 'voided'",
        "DELETE FROM payments",
        "DELETE FROM refunds",
        "UPDATE refunds SET amount = 1",
        "INSERT INTO refunds (id, reference, payment_id, amount, created) VALUES ('g', 's', 'p', 801, 0)",
        "INSERT INTO refunds (id, reference, payment_id, amount, created) VALUES ('g', 'r', 'p', 1, 0)",
    ],
)
def test_refuses(books: sqlite3.Connection, statement: str) -> None:
    before = books.execute("SELECT status, captured, refunded FROM payments").fetchall()

    with pytest.raises(sqlite3.IntegrityError):
        books.execute(statement)

    assert before == books.execute("SELECT status, captured, refunded FROM payments").fetchall()
    assert before == [("captured", 900, 100)]
    books.close()


def test_knows_nothing_of_the_marketplace() -> None:
    """Its books prove something only while they are kept apart from ours."""
    imported = {
        name.split(".")[0]
        for file in PACKAGE.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in imported_by(node)
    }

    assert imported.isdisjoint({"domains", "django", "config", "schema", "resolvers", "tasks"})


def imported_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []
