"""Looking for a word in every column of every table, whatever tables there come to be."""

from collections.abc import Collection
from hashlib import sha256

from django.db import connection

_COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  AND c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'ARRAY', 'tsvector', 'inet')
ORDER BY 1, 2
"""
# Of the catalogue itself: joins of information_schema take minutes.
_TELLING = """
SELECT c.relname || '.' || a.attname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  AND (a.attname ~ %s
       OR EXISTS (SELECT 1 FROM pg_constraint k
                  WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.confrelid = 'identity_user'::regclass
                    AND a.attnum = ANY (k.conkey)))
"""
# What names a person in a column's name.
_PERSONAL = "email|phone|recipient|owner|user|author|full_name|address|line1|city|postcode|shared_by|principal"


def places_of(words: Collection[str]) -> set[str]:
    """The columns in which any of the words stands, in any case, in a text or in bytes."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column, kind in cursor.fetchall():
            text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(
                f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE {text} ILIKE ANY (%s))',  # noqa: S608 - the catalogue's
                [[f"%{word}%" for word in words]],
            )
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
    return found


def columns_about_people() -> set[str]:
    """Every column that points to an account, or is named as what tells of a person."""
    with connection.cursor() as cursor:
        cursor.execute(_TELLING, [_PERSONAL])
        return {row[0] for row in cursor.fetchall()}


def fingerprint(table: str) -> str:
    """A hash over all rows of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" AS t ORDER BY 1')  # noqa: S608 - a name of ours
        return sha256(repr(cursor.fetchall()).encode()).hexdigest()
