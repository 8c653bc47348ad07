"""Where a subscriber wants a stream to be taken up."""

from domains.common.errors import InvalidInput
from resolvers.context import Context

_LONGEST = 18


def wanted_position(context: Context, after: str | None) -> int | None:
    """The number to go on after: of the argument, or else of the `Last-Event-ID`; None for from now on.

    Raises InvalidInput for an argument that is no number. A made-up `Last-Event-ID` stands for nothing we told: who
    sends it is told to look again.
    """
    if after is None:
        given, context.last_event_id = context.last_event_id, None
        if not given:
            return None
        return int(given) if _is_number(given) else 0
    if not _is_number(after):
        raise InvalidInput("That is no sequence number of ours.", path=("after",))
    return int(after)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST
