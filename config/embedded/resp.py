"""The few words of the Redis protocol that bringing a cluster up needs; no client library has to be loaded for it."""

import socket
from typing import BinaryIO

from config.embedded.ports import LOOPBACK

TIMEOUT_SECONDS = 5.0


class ServerRefused(Exception):
    """The server answered a command with an error; the message is the server's."""


def ask(port: int, *words: str | int, password: str | None = None) -> str:
    """Send one command to the server on a loopback port and return its simple answer.

    Raises OSError when nobody listens and ServerRefused when the server says no.
    """
    with socket.create_connection((LOOPBACK, port), timeout=TIMEOUT_SECONDS) as connection:
        answers = connection.makefile("rb")
        if password:
            connection.sendall(_encoded("AUTH", password))
            _receive(answers)
        connection.sendall(_encoded(*words))
        return _receive(answers)


def _encoded(*words: str | int) -> bytes:
    encoded = [str(word).encode() for word in words]
    return b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded)


def _receive(stream: BinaryIO) -> str:
    line = stream.readline().rstrip(b"\r\n").decode()
    if not line:
        raise ConnectionResetError("The server closed the connection.")
    kind, rest = line[0], line[1:]
    if kind == "-":
        raise ServerRefused(rest)
    if kind == "$" and rest != "-1":
        return stream.read(int(rest) + 2)[:-2].decode()
    return rest
