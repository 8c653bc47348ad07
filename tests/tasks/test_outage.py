"""Redis may go away: nothing is lost, for what waits is in PostgreSQL, and relay and worker come back by themselves."""

from pathlib import Path

from django.db import connection

from config.embedded.valkey import embedded_valkey
from domains.common.models import Delivery
from tests.tasks.conftest import Start, wait_until
from tests.tasks.probes import Probed, handled, happen


def counted() -> int:
    try:
        return len(handled("count"))
    finally:
        connection.close()


def test_goes_on_after_an_outage_of_redis(start: Start, tmp_path: Path) -> None:
    with embedded_valkey(directory=tmp_path / "valkey") as redis:
        processes = [start("run_relay", REDIS_URL=redis.url), start("run_worker", REDIS_URL=redis.url)]
        happen(Probed(probe="a", number=1))
        wait_until(lambda: counted() == 1)
    happen(Probed(probe="a", number=2), Probed(probe="b", number=3))
    wait_until(lambda: Delivery.objects.filter(reaction="tell", state="done").count() == 3)
    assert counted() == 1

    with embedded_valkey(directory=tmp_path / "valkey"):
        wait_until(lambda: counted() == 3)

        assert [process.poll() for process in processes] == [None, None]
        assert set(Delivery.objects.filter(reaction="count").values_list("attempts", flat=True)) == {1}
