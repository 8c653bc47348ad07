"""A database, fresh limits, and a provider that serves its keys."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from domains.common.redis import redis_client, redis_key
from domains.identity.google.key_sets import key_set
from tests.google.provider import CLIENT_ID, Provider, an_rsa_key, serving


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> Iterator[None]:
    yield
    for key in redis_client().scan_iter(redis_key("limit", "*")):
        redis_client().delete(key)


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """Google, as far as the shop can tell."""
    with serving(Provider([an_rsa_key("first")])) as running:
        settings.GOOGLE_CLIENT_IDS, settings.GOOGLE_KEYS_URL = [CLIENT_ID], running.url
        yield running
    key_set.cache_clear()
