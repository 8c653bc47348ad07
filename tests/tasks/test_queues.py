"""The queues: apart in a cluster, and apart per installation."""

from django.conf import settings
from django.tasks import task_backends
from redis.crc import key_slot

from config.embedded.valkey import SLOTS
from tasks.backend import ClusterBackend
from tasks.run_reaction import run_reaction


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
