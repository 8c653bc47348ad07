"""From which state a product may step to which."""

from collections.abc import Mapping
from enum import StrEnum

from domains.catalogue.errors import ProductStepRefused


class Step(StrEnum):
    """What can be done with a product."""

    SUBMIT = "submit"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    ARCHIVE = "archive"


# Publishing again moves the window. An archived product stays for the orders that name it and comes back as a new one.
# A trigger on the table allows the same steps (migration 0014), whoever writes.
_STEPS: Mapping[tuple[str, Step], str] = {
    ("draft", Step.SUBMIT): "review",
    ("draft", Step.PUBLISH): "published",
    ("draft", Step.ARCHIVE): "archived",
    ("review", Step.REJECT): "draft",
    ("review", Step.WITHDRAW): "draft",
    ("review", Step.PUBLISH): "published",
    ("review", Step.ARCHIVE): "archived",
    ("published", Step.PUBLISH): "published",
    ("published", Step.UNPUBLISH): "draft",
    ("published", Step.ARCHIVE): "archived",
}


def after(state: str, step: Step) -> str:
    """The state that follows; ProductStepRefused where there is none."""
    following = _STEPS.get((state, step))
    if following is None:
        raise ProductStepRefused(state=state, step=step)
    return following
