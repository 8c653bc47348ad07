"""G-75: a query that takes too long is given up, in the database as well, and others go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from domains.common.bridge import in_transaction
from domains.common.db import fetch_tuples
from tests.api.client import graphql
from tests.factories.catalogue import make_media, make_product
from tests.factories.identity import a_user, an_access_token
from tests.sandbox.running import until

pytestmark = pytest.mark.usefixtures("database")

_SHORT = override_settings(GRAPHQL_DEADLINE=timedelta(seconds=2))
_WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@contextmanager
def locked(table: str) -> Iterator[None]:
    """A table that nobody can read meanwhile."""
    database = settings.DATABASES["default"]
    where = make_conninfo(
        host=database["HOST"], port=database["PORT"], dbname=database["NAME"],
        user=database["USER"], password=database.get("PASSWORD") or None,
    )  # fmt: skip
    with psycopg.connect(where) as connection, connection.transaction(force_rollback=True):
        connection.execute(SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(Identifier(table)))
        yield


async def nobody_waits() -> bool:
    """Whether no statement waits for a lock."""
    return await fetch_tuples(_WAITING) == [(0,)]


@pytest.mark.parametrize("table", ["catalogue_product", "catalogue_media"], ids=["a root", "a relation"])
async def test_cuts_a_query_that_takes_too_long(table: str) -> None:
    product = await in_transaction(make_product)
    await in_transaction(make_media, product=product)
    document = f'{{ product(slug: "{product.slug}") {{ id media {{ alt }} }} }}'

    with locked(table), _SHORT:
        cut = await graphql(document)
        other = await graphql("{ ping }")
        await until(nobody_waits)
    again = await graphql(document)

    assert (cut.status, cut.error_codes) == (503, ["TIMEOUT"])
    assert 1 <= int(cut.headers["retry-after"]) <= 10
    assert other.data == {"ping": "pong"}
    assert len(again.data["product"]["media"]) == 1


async def test_cuts_no_mutation() -> None:
    """What it does is done, or is not; an answer that it took too long would tell neither."""
    user = await in_transaction(a_user)
    token = await in_transaction(an_access_token, user)
    document = 'mutation { wishlistCreate(name: "Later") { wishlist { name } errors { code } } }'

    with override_settings(GRAPHQL_DEADLINE=timedelta(0)):
        answer = await graphql(document, token=token)

    assert answer.status == 200
