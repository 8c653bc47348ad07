"""What the README tells people to copy is valid against the schema of today."""

import re
from pathlib import Path

import pytest
from graphql import DocumentNode, OperationDefinitionNode, parse, validate

from config.supervisor.marketplace import EXAMPLE_QUERY
from schema.root import schema

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [*re.findall(r"```graphql\n(.*?)```", README, flags=re.DOTALL), EXAMPLE_QUERY]


def test_finds_the_documents() -> None:
    assert len(DOCUMENTS) == 7


@pytest.mark.parametrize("document", DOCUMENTS)
def test_tells_nobody_a_query_that_the_schema_refuses(document: str) -> None:
    assert validate(schema._schema, parse(document)) == []


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/*.md")), ids=lambda page: page.name)
def test_tells_nobody_so_in_the_docs_either(page: Path) -> None:
    for block in re.findall(r"```graphql\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL):
        document = parse(block)
        # A block may show several operations, of which one is sent at a time.
        shared = [one for one in document.definitions if not isinstance(one, OperationDefinitionNode)]
        for one in document.definitions:
            if isinstance(one, OperationDefinitionNode):
                assert validate(schema._schema, DocumentNode(definitions=(one, *shared))) == [], block


@pytest.mark.parametrize("path", re.findall(r"`((?:config|domains|rest|schema|tasks|tests)/[\w/.]+\.\w+)`", README))
def test_points_at_files_that_exist(path: str) -> None:
    assert (ROOT / path).exists()
