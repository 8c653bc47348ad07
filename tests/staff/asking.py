"""A client of the staff API: a real token, the real URL routes, a real database."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from psycopg.sql import SQL, Identifier
from rest_framework.test import APIClient

from domains.identity.models import StaffRole, User
from tests.factories.identity import a_staff_member, an_access_token

_PRINT = SQL("SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {} t")


def client_of(user: User) -> APIClient:
    """A client logged in as that user."""
    return client_with(an_access_token(user))


def client_with(token: str | None) -> APIClient:
    """A client with that token, or with none."""
    client = APIClient(raise_request_exception=False)
    if token is not None:
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def staff(role: str = StaffRole.ADMIN) -> APIClient:
    """A client of a new member of staff with that role."""
    return client_of(a_staff_member(role=role))


def error_of(response: Any) -> Mapping[str, Any]:
    """The error an answer tells of, without the id of the request."""
    error = dict(response.json()["error"])
    assert error.pop("request_id") is not None
    return error


def everything() -> dict[str, str]:
    """A fingerprint per table: equal before and after means that nothing was written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        tables = [name for (name,) in cursor.fetchall()]
        prints = {}
        for table in tables:
            cursor.execute(_PRINT.format(Identifier(table)))
            prints[table] = cursor.fetchone()[0]
    return prints
