"""From which status a vendor may step to which."""

from collections.abc import Mapping
from enum import StrEnum

from domains.vendors.errors import VendorStepRefused


class Step(StrEnum):
    """What can be done with a vendor."""

    APPROVE = "approve"
    REJECT = "reject"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    START_HOLIDAY = "start_holiday"
    END_HOLIDAY = "end_holiday"
    CLOSE = "close"


# Closed is final: its orders and payouts are settled against a vendor that no longer changes.
_STEPS: Mapping[tuple[str, Step], str] = {
    ("applied", Step.APPROVE): "approved",
    ("applied", Step.REJECT): "closed",
    ("approved", Step.SUSPEND): "suspended",
    ("approved", Step.START_HOLIDAY): "on_holiday",
    ("approved", Step.CLOSE): "closed",
    ("on_holiday", Step.END_HOLIDAY): "approved",
    ("on_holiday", Step.SUSPEND): "suspended",
    ("on_holiday", Step.CLOSE): "closed",
    ("suspended", Step.REINSTATE): "approved",
    ("suspended", Step.CLOSE): "closed",
}
NEEDS_REASON = frozenset({Step.REJECT, Step.SUSPEND, Step.CLOSE})


def after(status: str, step: Step) -> str:
    """The status that follows; VendorStepRefused where there is none."""
    following = _STEPS.get((status, step))
    if following is None:
        raise VendorStepRefused(status=status, step=step)
    return following
