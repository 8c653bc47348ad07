"""Ports on the loopback interface."""

import json
import os
import secrets
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
# Below those that Linux (from 32,768) and others give to whoever connects: a server that is started, or started again,
# a moment after its port was chosen would find it taken by some client.
_LOWEST, _HIGHEST = 20_000, 32_000
# `PORT_RANGE=20000-23999` narrows them. A port is free until its server listens, so processes that start servers at the
# same time need ranges of their own: two were given one port, and one talked to the other's server.
_NARROWED = "PORT_RANGE"
_TRIES = 100


def port_range() -> range:
    """The ports to choose from. Raises ValueError for a `PORT_RANGE` that is none."""
    wanted = os.environ.get(_NARROWED)
    if wanted is None:
        return range(_LOWEST, _HIGHEST)
    lowest, _, highest = wanted.partition("-")
    ports = range(int(lowest), int(highest) + 1) if lowest.isdecimal() and highest.isdecimal() else range(0)
    if not ports or ports[0] <= 1_024 or ports[-1] > 65_535:
        raise ValueError(f"{_NARROWED} is like 20000-23999.")
    return ports


def is_free(port: int) -> bool:
    """Can a server listen on `port` now?"""
    with socket.socket() as probe:
        # As servers do: a port in TIME_WAIT after a restart is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_port(*, preferred: int | None = None) -> int:
    """Return `preferred` if it is free, else some port that is and that no client is given; OSError without any."""
    if preferred and is_free(preferred):
        return preferred
    ports = port_range()
    for _ in range(_TRIES):
        port = secrets.choice(ports)
        if is_free(port):
            return port
    raise OSError(f"No port from {ports[0]} to {ports[-1]} is free.")


def kept_ports(path: Path, count: int) -> list[int]:
    """Return `count` free ports, the ones of the last time (kept in the file `path`) as far as they are free."""
    try:
        kept = [int(port) for port in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        kept = []
    ports: list[int] = []
    for preferred in (*kept, *[None] * count)[:count]:
        port = free_port(preferred=preferred)
        while port in ports:
            port = free_port()
        ports.append(port)
    path.write_text(json.dumps(ports), encoding="utf-8")
    return ports
