"""The tables as they were at one moment: what differs from it, row by row, and the way back to it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Composed, Identifier, Literal

type Row = Mapping[str, Any]

_TABLES = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '')
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relname <> 'django_migrations'
GROUP BY c.relname
"""
_PRINT = SQL("SELECT {}, md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {} t")
# Whoever writes a row leaves a number in it: ten times as fast to look at as what the rows say.
_MARK = SQL("SELECT {}, count(*) || ' ' || coalesce(sum(xmin::text::bigint), 0) FROM {} t")
# Every transaction that writes takes the next number, so that the same snapshot means unchanged tables.
_SNAPSHOT = "SELECT pg_current_snapshot()::text"


class Kept:
    """All tables as they are now, over a connection of its own that sees what is committed."""

    def __init__(self, schema: str) -> None:
        """Look at the tables; `keep` is what makes copies, in a schema of that name."""
        self._schema = Identifier(schema)
        database = settings.DATABASES["default"]
        where = make_conninfo(
            host=database["HOST"], port=database["PORT"], dbname=database["NAME"],
            user=database["USER"], password=database.get("PASSWORD") or None,
        )  # fmt: skip
        self._connection = psycopg.connect(where, autocommit=True)
        self._columns: dict[str, list[str]] = dict(self._rows(SQL(_TABLES)))
        self._prints: dict[str, str] = {}
        # Marks of tables that are as they were, and what was found in which snapshot.
        self._marks: dict[str, str] = {}
        self._seen: tuple[str, list[str]] = ("", [])

    @property
    def tables(self) -> list[str]:
        """The names of all tables."""
        return list(self._columns)

    def keep(self) -> None:
        """Copy every table into a schema of its own: this is the moment."""
        self._run(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(self._schema))
        self._run(SQL("CREATE SCHEMA {}").format(self._schema))
        for table in self._columns:
            self._run(SQL("CREATE TABLE {1}.{0} AS TABLE public.{0}").format(Identifier(table), self._schema))
        self._seen = (self._snapshot(), [])
        self._prints = self._of_each(_PRINT, self._columns)
        self._marks = self._of_each(_MARK, self._columns)

    def close(self) -> None:
        """Drop the copies."""
        self._run(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(self._schema))
        self._connection.close()

    def changed(self) -> list[str]:
        """The tables that are not as they were, by name."""
        snapshot = self._snapshot()
        if snapshot == self._seen[0]:
            return self._seen[1]
        marks = self._of_each(_MARK, self._columns)
        written = [table for table, mark in marks.items() if mark != self._marks[table]]
        prints = self._of_each(_PRINT, written)
        different = sorted(table for table in written if prints[table] != self._prints[table])
        # What was written back as it was need not be looked at again.
        self._marks.update({table: marks[table] for table in set(written) - set(different)})
        self._seen = (snapshot, different)
        return different

    def gone(self, table: str) -> list[Row]:
        """Rows that were there and are not, or not as they were."""
        return self._difference(self._schema, Identifier("public"), table)

    def added(self, table: str) -> list[Row]:
        """Rows that were not there, or not as they are."""
        return self._difference(Identifier("public"), self._schema, table)

    def restore(self) -> None:
        """Put every row back as it was; guards of append-only tables look away."""
        different = self.changed()
        if not different:
            return
        with self._connection.transaction():
            self._run(SQL("SET LOCAL session_replication_role = replica"))
            for table in different:
                names = SQL(", ").join(map(Identifier, self._columns[table]))
                whole = Identifier(table)
                # A DELETE leaves entries in an HNSW index that searches stumble over.
                empty = SQL("TRUNCATE public.{}") if table == "search_vector" else SQL("DELETE FROM public.{}")
                self._run(empty.format(whole))
                self._run(
                    SQL("INSERT INTO public.{0} ({1}) SELECT {1} FROM {2}.{0}").format(whole, names, self._schema)
                )
        self._marks.update(self._of_each(_MARK, different))

    def remove(self, owned: Mapping[str, Mapping[str, Collection[str]]], *, but: Collection[str] = ()) -> None:
        """Delete rows by whose they are, table and key; guards and foreign keys look away."""
        with self._connection.transaction():
            self._run(SQL("SET LOCAL session_replication_role = replica"))
            for tables in owned.values():
                for table, keys in tables.items():
                    if table not in but and keys:
                        listed = SQL(", ").join(map(Literal, sorted(keys)))
                        self._run(SQL("DELETE FROM public.{} WHERE id IN ({})").format(Identifier(table), listed))

    def make_nobodys(self, owned: Mapping[str, Collection[str]]) -> None:
        """Have rows of these tables, by key, be of users who never were, so that only their number stays."""
        with self._connection.transaction():
            self._run(SQL("SET LOCAL session_replication_role = replica"))
            for table, keys in owned.items():
                if keys:
                    listed = SQL(", ").join(map(Literal, sorted(keys)))
                    whole = SQL("UPDATE public.{} SET user_id = gen_random_uuid() WHERE id IN ({})")
                    self._run(whole.format(Identifier(table), listed))

    def rows_now(self) -> Iterator[tuple[str, Row]]:
        """Every row of every table, with the name of its table."""
        for table in sorted(self._columns):
            for row in self._rows(SQL("SELECT row_to_json(t) FROM public.{} t").format(Identifier(table))):
                yield table, row[0]

    def _difference(self, one: Identifier, other: Identifier, table: str) -> list[Row]:
        text = SQL("SELECT row_to_json(t) FROM {0}.{2} t WHERE t::text NOT IN (SELECT o::text FROM {1}.{2} o)")
        return [row for (row,) in self._rows(text.format(one, other, Identifier(table)))]

    def _of_each(self, question: SQL, tables: Collection[str]) -> dict[str, str]:
        each = [question.format(Literal(table), Identifier("public", table)) for table in tables]
        return dict(self._rows(SQL(" UNION ALL ").join(each))) if each else {}

    def _snapshot(self) -> str:
        [(seen,)] = self._rows(SQL(_SNAPSHOT))
        return str(seen)

    def _rows(self, statement: SQL | Composed) -> list[Any]:
        return self._connection.execute(statement).fetchall()

    def _run(self, statement: SQL | Composed) -> None:
        self._connection.execute(statement)
