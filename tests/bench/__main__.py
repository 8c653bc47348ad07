"""`./fashionistar bench`: load the API over HTTP and print what it did, and what it cost.

The web process is pinned to one core, this generator to another; PostgreSQL and the rest run where they like.
"""

import argparse
import asyncio
import os
import platform
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median

from tests.bench.checkouts import drive_checkouts
from tests.bench.generator import Sample, drive
from tests.bench.marketplace import Target, running_marketplace
from tests.bench.meters import Meters
from tests.bench.operations import Operation, operations
from tests.bench.plans import print_plans
from tests.bench.subscriptions import bench_subscriptions

_WARM_UP = 1.5
_CHECKOUT = "checkout, whole flow"
_HEAD = (
    f"{'operation':<24}{'clients':>8}{'per second':>12}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}"
    f"{'CPU ms/req':>12}{'DB ms/req':>11}{'SQL/req':>9}{'kB':>7}{'failed':>8}"
)


def main() -> None:
    """Parse the switches, then start each marketplace in turn, measure, print."""
    parser = argparse.ArgumentParser(prog="./fashionistar bench", description=__doc__)
    parser.add_argument("--scale", type=int, nargs="+", default=[1], help="sizes of the demo (1: about 2,200 products)")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one measurement")
    parser.add_argument("--repeats", type=int, default=3, help="measurements of which the median is printed")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 16, 64])
    parser.add_argument("--only", default="", help="only operations whose name has this in it")
    parser.add_argument("--plans", action="store_true", help="also print the plan of each statement of the web process")
    parser.add_argument("what", nargs="?", choices=("requests", "subscriptions"), default="requests")
    parser.add_argument("--subscribers", type=int, default=2_000, help="who follow one product")
    parser.add_argument("--stalled", type=int, default=200, help="who follow another and read nothing")
    parser.add_argument("--events", type=int, default=20, help="told to all subscribers in each measurement")
    parser.add_argument("--cycles", type=int, default=1_000, help="who come and go")
    options = parser.parse_args()
    if options.what == "subscriptions":
        bench_subscriptions(options)
        return
    for scale in options.scale:
        with running_marketplace(scale=scale) as target:
            _pin(target)
            _report(target, scale, options)


def _report(target: Target, scale: int, options: argparse.Namespace) -> None:
    url, database_url = target.state.urls["web"], target.state.environment["DATABASE_DIRECT_URL"]
    meters = Meters(pid=target.web_pid, database_url=database_url)
    products = meters.products()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, scale {scale}: {products:,} products\n{_HEAD}")
    wanted = operations(url=url, host=f"127.0.0.1:{target.port}", only=options.only)
    asyncio.run(_measure_all(wanted, target, meters, options))
    print(f"\nPeak memory of the web process: {meters.peak_memory_mib():.0f} MiB\n")
    meters.close()
    if options.plans:
        print_plans(target, wanted)


async def _measure_all(
    wanted: Sequence[Operation], target: Target, meters: Meters, options: argparse.Namespace
) -> None:
    for operation in wanted:
        for clients in options.clients:

            async def run(seconds: float, requests=operation.requests, clients=clients) -> Sample:  # type: ignore[no-untyped-def]
                return await drive(
                    host="127.0.0.1", port=target.port, clients=clients, seconds=seconds, requests=requests
                )

            await _measure(operation.name, clients, run, meters, options)
    for clients in options.clients[:2] if options.only in _CHECKOUT else ():

        async def buy(seconds: float, clients=clients) -> Sample:  # type: ignore[no-untyped-def]
            return await drive_checkouts(url=target.state.urls["web"], clients=clients, seconds=seconds)

        await _measure(_CHECKOUT, clients, buy, meters, options)


async def _measure(
    name: str, clients: int, run: Callable[[float], Awaitable[Sample]], meters: Meters, options: argparse.Namespace
) -> None:
    await run(_WARM_UP)
    runs: list[tuple[Sample, float, float, float]] = []
    for _ in range(options.repeats):
        before = meters.read()
        sample = await run(options.seconds)
        after = meters.read()
        count = max(1, len(sample.latencies))
        cpu = (after.cpu_seconds - before.cpu_seconds) * 1000 / count
        database = after.database_seconds_since(before) * 1000 / count
        runs.append((sample, cpu, database, (after.statements - before.statements) / count))
    sample = sorted((one for one, *_ in runs), key=lambda one: one.rate)[len(runs) // 2]
    print(
        f"{name:<24}{clients:>8}{sample.rate:>12,.1f}{sample.percentile(0.5):>9.1f}{sample.percentile(0.95):>9.1f}"
        f"{sample.percentile(0.99):>9.1f}{median(cpu for _, cpu, _, _ in runs):>12.2f}"
        f"{median(database for _, _, database, _ in runs):>11.2f}{median(sql for *_, sql in runs):>9.1f}"
        f"{sample.received / max(1, len(sample.latencies)) / 1000:>7.1f}{sum(one.failures for one, *_ in runs):>8}",
        flush=True,
    )
    if sample.first_parts:
        first, late = sample.first_part_percentile(0.5), sample.first_part_percentile(0.95)
        print(f"{'    its first part':<24}{'':>8}{'':>12}{first:>9.1f}{late:>9.1f}", flush=True)


def _pin(target: Target) -> None:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(target.web_pid, {cores[0]})
        for thread in Path(f"/proc/{target.web_pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {cores[0]})
        os.sched_setaffinity(0, {cores[1]})


if __name__ == "__main__":
    main()
