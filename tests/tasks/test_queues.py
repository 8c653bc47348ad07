"""The queues: apart in a cluster, and apart per installation."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.tasks import task_backends
from redis.crc import key_slot

from config.embedded.valkey import SLOTS
from config.management.commands.run_worker import Command
from config.supervisor.marketplace import Programs
from tasks.backend import ClusterBackend
from tasks.reactions import REACTIONS
from tasks.run_reaction import run_reaction
from tasks.table import Queue, Table
from tests.tasks.conftest import Start, wait_until
from tests.tasks.probes import Probed, handled, happen


def test_spreads_the_queues_over_a_cluster_of_three() -> None:
    nodes = [key_slot(f"{{fashionistar:{queue}}}:x".encode()) * 3 // SLOTS for queue in settings.TASK_QUEUES]

    assert set(nodes) == {0, 1, 2}


def test_keeps_all_keys_of_a_queue_in_one_slot_and_apart_from_other_installations() -> None:
    for queue in settings.TASK_QUEUES:
        backend = task_backends[queue]
        assert isinstance(backend, ClusterBackend)
        prefix = f"{{{settings.REDIS_PREFIX}:{queue}}}"

        result = run_reaction.using(queue_name=queue, backend=queue).enqueue(delivery_id=0, token=0)

        keys = list(backend.get_client().scan_iter(match=f"*{result.id}*"))
        assert keys
        assert all(key.startswith(prefix) for key in keys)
        assert backend.get_result(result.id).status == "READY"
        backend.delete_task_data(result.id)


def test_each_queue_is_served_by_one_worker_of_a_running_marketplace() -> None:
    parser = ArgumentParser()
    Command().add_arguments(parser)
    workers = [parser.parse_args(list(command[2:])) for command in Programs().work.values() if "run_worker" in command]
    served = Counter(queue for worker in workers for queue in worker.queues.split(","))

    assert set(Queue) == set(settings.TASK_QUEUES)
    assert served == dict.fromkeys(settings.TASK_QUEUES, 1)
    assert all(worker.threads >= 1 for worker in workers)


def test_every_reaction_has_a_queue_that_workers_serve_and_pictures_have_theirs_alone() -> None:
    queues = Table(REACTIONS).names_by_queue

    assert {queue for queue in queues if queue is not None} == set(Queue)
    assert queues[Queue.MEDIA] == ["make_renditions"]
    assert "build_export" in queues[Queue.LOW_PRIORITY]


def test_pictures_are_drawn_while_exports_hold_up_their_queue(start: Start, tmp_path: Path) -> None:
    start("run_relay", PROBE_TABLE="SLOW_REACTIONS")
    start("run_worker", "--threads=1", PROBE_TABLE="SLOW_REACTIONS")
    happen(Probed(probe="a", number=1))
    wait_until(lambda: (tmp_path / "export hangs").exists())
    happen(*(Probed(probe=str(number), number=number) for number in range(2, 7)))

    def drawn() -> list[int]:
        try:
            return sorted(number for _, number in handled("draw"))
        finally:
            connection.close()

    wait_until(lambda: drawn() == [1, 2, 3, 4, 5, 6])
    assert handled("export") == []

    (tmp_path / "go on").touch()
    wait_until(lambda: len(handled("export")) >= 6)
    assert sorted(number for _, number in handled("export")) == [1, 2, 3, 4, 5, 6]
