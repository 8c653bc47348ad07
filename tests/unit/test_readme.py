"""What the README tells people to copy is valid against the schema of today."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from config.supervisor.marketplace import EXAMPLE_QUERY
from schema.root import schema

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [*re.findall(r"```graphql\n(.*?)```", README, flags=re.DOTALL), EXAMPLE_QUERY]


def test_finds_the_documents() -> None:
    assert len(DOCUMENTS) == 7


@pytest.mark.parametrize("document", DOCUMENTS)
def test_tells_nobody_a_query_that_the_schema_refuses(document: str) -> None:
    assert validate(schema._schema, parse(document)) == []


@pytest.mark.parametrize("path", re.findall(r"`((?:config|domains|rest|schema|tasks|tests)/[\w/.]+\.\w+)`", README))
def test_points_at_files_that_exist(path: str) -> None:
    assert (Path(__file__).resolve().parents[2] / path).exists()
