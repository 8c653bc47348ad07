"""Ports that servers are started on: free, and still free when they are started again."""

import socket
from pathlib import Path

import pytest

from config.embedded.ports import LOOPBACK, free_port, kept_ports

_GIVEN_TO_CLIENTS = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_gives_no_port_that_a_client_may_be_given() -> None:
    lowest = int(_GIVEN_TO_CLIENTS.read_text(encoding="ascii").split()[0]) if _GIVEN_TO_CLIENTS.exists() else 32_768

    assert all(1_024 < free_port() < lowest for _ in range(200))


def test_stays_within_the_range_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT_RANGE", "20100-20149")

    assert all(20_100 <= free_port() < 20_150 for _ in range(200))


@pytest.mark.parametrize("wanted", ["", "20000-", "-20000", "20100-20000", "80-90", "65000-65536", "ports"])
def test_refuses_a_range_that_is_none(monkeypatch: pytest.MonkeyPatch, wanted: str) -> None:
    monkeypatch.setenv("PORT_RANGE", wanted)

    with pytest.raises(ValueError, match="PORT_RANGE is like 20000-23999"):
        free_port()


def test_keeps_the_ports_of_the_last_time_but_those_that_are_taken(tmp_path: Path) -> None:
    first = kept_ports(tmp_path / "ports.json", 3)
    with socket.create_server((LOOPBACK, first[1])):
        second = kept_ports(tmp_path / "ports.json", 3)

    assert len({*first, second[1]}) == 4
    assert (second[0], second[2]) == (first[0], first[2])
