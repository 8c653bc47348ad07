"""What may go wrong with collections."""

from collections.abc import Sequence

from domains.common.errors import DomainError, InvalidInput, Kind


class BadRule(InvalidInput):
    """A rule with a condition that makes no sense; `path` leads to it: `rule`, `conditions`, `2`, `days`."""

    code = "BAD_RULE"

    def __init__(self, message: str, *, path: Sequence[str | int]) -> None:
        super().__init__(message, path=("rule", *map(str, path)))


class CollectionFillsItself(DomainError):
    """Products were chosen for a collection that has a rule."""

    kind = Kind.CONFLICT
    code = "COLLECTION_FILLS_ITSELF"

    def __init__(self) -> None:
        super().__init__("This collection has a rule. Change the rule instead.")


class CollectionIsManual(DomainError):
    """A rule was given to a collection whose products are chosen by staff."""

    kind = Kind.CONFLICT
    code = "COLLECTION_IS_MANUAL"

    def __init__(self) -> None:
        super().__init__("The products of this collection are chosen by hand. Make another one for a rule.")


class CollectionSlugTaken(DomainError):
    """Another collection has this address already."""

    kind = Kind.CONFLICT
    code = "COLLECTION_SLUG_TAKEN"

    def __init__(self) -> None:
        super().__init__("Another collection has that address already.", path=("slug",))
