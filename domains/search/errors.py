"""What may go wrong when searching."""

from collections.abc import Sequence
from uuid import UUID

from domains.common.errors import DomainError, InvalidInput, Kind


class QuestionTooLong(InvalidInput):
    """More text, or more words, than a search takes."""

    code = "QUESTION_TOO_LONG"

    def __init__(self, *, characters: int, words: int) -> None:
        super().__init__(f"Search for up to {words} words and {characters} characters.", path=("text",))


class FilterTooWide(InvalidInput):
    """A filter with more choices, or a larger price, than a list takes."""

    code = "FILTER_TOO_WIDE"

    def __init__(self, *, path: Sequence[str]) -> None:
        super().__init__("Please filter by fewer choices.", path=path)


class BadAttributeFilter(InvalidInput):
    """A filter that asks an attribute for what it has no values of, for nothing, or twice."""

    code = "BAD_ATTRIBUTE_FILTER"

    def __init__(self, message: str, *, attribute: str) -> None:
        super().__init__(message, path=("filter", "attributes", attribute))
        self.attribute = attribute


class EmptyPriceRange(InvalidInput):
    """A price filter whose lower end lies above its upper end."""

    code = "EMPTY_PRICE_RANGE"

    def __init__(self) -> None:
        super().__init__("The lowest price lies above the highest.", path=("filter", "price"))


class SearchTooSlow(DomainError):
    """The search did not end in time and was stopped."""

    kind = Kind.UNAVAILABLE
    code = "SEARCH_TOO_SLOW"

    def __init__(self) -> None:
        super().__init__("That search takes too long. Please use other words.")


class SynonymExists(DomainError):
    """There is a synonym with that term already."""

    kind = Kind.CONFLICT
    code = "SYNONYM_EXISTS"

    def __init__(self) -> None:
        super().__init__("That term has its synonyms already. Change them instead.", path=("term",))


class NotOneTarget(InvalidInput):
    """A rule that moves nothing, or more than one thing."""

    code = "NOT_ONE_TARGET"

    def __init__(self) -> None:
        super().__init__("Name one product, category, vendor or collection.")


class EmptyWindow(InvalidInput):
    """A rule that would end before it starts."""

    code = "EMPTY_WINDOW"

    def __init__(self) -> None:
        super().__init__("The end has to come after the start.", path=("ends_at",))


class TooManyBoosts(DomainError):
    """There are as many rules as lists can read."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_BOOSTS"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"There are {most} rules already. Delete some that are over.")


class RebuildUnderWay(DomainError):
    """All vectors are being written anew already."""

    kind = Kind.CONFLICT
    code = "REBUILD_UNDER_WAY"

    def __init__(self, *, task_id: UUID) -> None:
        super().__init__("The vectors are being written already. Wait until that is done.")
        self.task_id = task_id
