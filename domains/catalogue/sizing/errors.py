"""What may go wrong with sizes."""

from collections.abc import Sequence

from domains.common.errors import DomainError, InvalidInput, Kind


class BadSizeGuide(InvalidInput):
    """Sizes that make no sense; the path leads to the one at fault."""

    code = "BAD_SIZE_GUIDE"


class SizeGuideExists(DomainError):
    """A guide of the same vendor for the same category is shown already."""

    kind = Kind.CONFLICT
    code = "SIZE_GUIDE_EXISTS"

    def __init__(self, *, path: Sequence[str] = ("category_id",)) -> None:
        super().__init__("There is a size guide for that already.", path=path)


class TooManySizeGuides(DomainError):
    """The vendor has as many guides as it may have."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_SIZE_GUIDES"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"A house has at most {most} size guides.")
        self.most = most


class UnknownSize(InvalidInput):
    """The system has no such size; `known` are those it has, from the smallest."""

    code = "UNKNOWN_SIZE"

    def __init__(self, *, known: Sequence[str]) -> None:
        super().__init__(f"There is no such size: there are {', '.join(known)}.", path=("size",))
        self.known = tuple(known)


class UnknownSizeSystem(InvalidInput):
    """Sizes of that kind and gender are not written in that system; `known` are those they are written in."""

    code = "UNKNOWN_SIZE_SYSTEM"

    def __init__(self, *, known: Sequence[str], path: Sequence[str]) -> None:
        told = f"They are written in {', '.join(known)}." if known else "We have no table of them."
        super().__init__(f"Such sizes are not written that way. {told}", path=path)
        self.known = tuple(known)
