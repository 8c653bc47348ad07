"""The audit as an entry of the timetable: each broken rule is an error in the log, every minute until it is mended."""

import logging
from datetime import datetime, timedelta

from config.audit.snapshot import audit
from domains.common.bridge import in_transaction
from tasks.timetable import Entry

log = logging.getLogger("fashionistar.audit")


async def watch(_now: datetime) -> None:
    """Check every rule and log each that is broken, with the first rows that break it."""
    for breach in await in_transaction(audit):
        facts = [dict(zip(breach.columns, map(str, row), strict=True)) for row in breach.rows[:5]]
        log.error(
            "invariant broken", extra={"invariant": breach.invariant.id, "rule": breach.invariant.rule, "rows": facts}
        )


WATCH = Entry("audit", timedelta(seconds=60), watch)
