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
_TELLING = """
SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
LEFT JOIN (
    SELECT k.table_name, k.column_name FROM information_schema.referential_constraints r
    JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
    JOIN information_schema.constraint_column_usage u USING (constraint_schema, constraint_name)
    WHERE u.table_name = 'identity_user'
) AS pointing USING (table_name, column_name)
WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
  AND (pointing.column_name IS NOT NULL OR c.column_name ~ %s)
"""
# What names a person in a column's name.
_PERSONAL = "email|phone|recipient|owner|user|author|(^|_)(full_)?name$|address|line1|city|postcode|shared_by|principal"


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
