"""The shape of the code, held by the machine: sizes, names, and where imports stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("schema", "domains", "resolvers", "rest", "tasks", "config", "tests", "docker")
MAX_FILE, MAX_FUNCTION, MAX_RESOLVER = 400, 40, 15
VAGUE = {"utils.py", "helpers.py", "actions.py", "manager.py", "signals.py", "misc.py"}


def _sources() -> list[Path]:
    return sorted(
        path
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    )


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_finds_the_sources() -> None:
    assert len(_sources()) > 50


@pytest.mark.parametrize("path", _sources(), ids=_name)
def test_keeps_files_functions_and_names_in_shape(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)

    assert path.name not in VAGUE
    assert text.count("\n") <= MAX_FILE
    assert [f"{f.name}: {_length(f)} lines" for f in _functions(tree) if _length(f) > MAX_FUNCTION] == []


@pytest.mark.parametrize("path", [p for p in _sources() if p.is_relative_to(ROOT / "resolvers")], ids=_name)
def test_keeps_resolvers_short_and_async(path: Path) -> None:
    public = [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]

    assert [f.name for f in public if _length(f) > MAX_RESOLVER] == []
    if path.name not in {"loaders.py", "relations.py", "context.py"}:
        assert [f.name for f in public if isinstance(f, ast.FunctionDef)] == []


@pytest.mark.parametrize(
    "path", [p for p in _sources() if not p.is_relative_to(ROOT / "tests") and p.name != "manage.py"], ids=_name
)
def test_imports_at_the_top(path: Path) -> None:
    inside = [
        node.lineno
        for function in _functions(ast.parse(path.read_text()))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


@pytest.mark.parametrize(
    "folder", [p.parent for p in sorted((ROOT / "domains").glob("*/__init__.py"))], ids=lambda p: p.name
)
def test_every_domain_has_a_glossary(folder: Path) -> None:
    docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))

    assert docstring
