"""A database, and limits that other tests have not spent."""

from collections.abc import Iterator

import pytest

from domains.common.redis import redis_client, redis_key


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)
