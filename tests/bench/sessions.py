"""Which of PostgreSQL's processes work for a process of ours."""

from collections.abc import Iterator
from pathlib import Path

import psycopg


def sessions_of(pid: int, connection: psycopg.Connection) -> list[int]:
    """The server's processes that serve this process: whose client's port is one of its sockets."""
    rows = connection.execute(
        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND client_port = ANY(%s)",
        [list(_ports(pid))],
    ).fetchall()
    return [session for (session,) in rows]


def _ports(pid: int) -> Iterator[int]:
    """The local ports of a process's TCP sockets, as proc(5) tells them."""
    links = (_link(path) for path in Path(f"/proc/{pid}/fd").iterdir())
    sockets = {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:[")}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            columns = line.split()
            if columns[9] in sockets:
                yield int(columns[1].rpartition(":")[2], 16)


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except FileNotFoundError:  # closed meanwhile
        return ""
