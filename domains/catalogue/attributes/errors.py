"""What may go wrong with attributes. Each names the attribute: `attribute` is its code, `path` ends with it."""

from collections.abc import Sequence

from domains.common.errors import DomainError, InvalidInput, Kind


class BadAttributeValue(InvalidInput):
    """A value that is not of its attribute's kind, or out of its bounds."""

    code = "BAD_ATTRIBUTE_VALUE"

    def __init__(self, message: str, *, attribute: str, path: Sequence[str] = ()) -> None:
        super().__init__(message, path=path or ("attributes", attribute))
        self.attribute = attribute


class UnknownAttribute(BadAttributeValue):
    """There is no attribute of that code, or none to filter by."""

    code = "UNKNOWN_ATTRIBUTE"

    def __init__(self, *, attribute: str, path: Sequence[str] = ()) -> None:
        super().__init__(f"There is no such attribute: {attribute[:60]}.", attribute=attribute, path=path)


class UnknownChoice(BadAttributeValue):
    """What was chosen is no choice of the attribute; `known` are the codes of those it has, in order."""

    code = "UNKNOWN_CHOICE"

    def __init__(self, *, attribute: str, choice: str, known: Sequence[str], path: Sequence[str] = ()) -> None:
        super().__init__(f"{attribute} has no choice {choice[:60]}.", attribute=attribute, path=path)
        self.choice = choice
        self.known = tuple(known)


class AttributeOutOfPlace(BadAttributeValue):
    """The attribute is not for the product's category."""

    code = "ATTRIBUTE_OUT_OF_PLACE"

    def __init__(self, *, attribute: str) -> None:
        super().__init__(f"{attribute} is not said of products of this category.", attribute=attribute)


class AttributeRequired(BadAttributeValue):
    """A product that is shown, or offered to be, has to say it."""

    code = "ATTRIBUTE_REQUIRED"

    def __init__(self, *, attribute: str) -> None:
        super().__init__(f"Products of this category say {attribute}.", attribute=attribute)


class BadAttribute(InvalidInput):
    """An attribute that makes no sense; the path leads to what is at fault."""

    code = "BAD_ATTRIBUTE"


class AttributeExists(DomainError):
    """There is an attribute of that code."""

    kind = Kind.CONFLICT
    code = "ATTRIBUTE_EXISTS"

    def __init__(self) -> None:
        super().__init__("There is an attribute of that code already.", path=("code",))


class AttributeInUse(DomainError):
    """Products say what would no longer be there to say; `products` tells how many."""

    kind = Kind.CONFLICT
    code = "ATTRIBUTE_IN_USE"

    def __init__(self, *, products: int, path: Sequence[str] = ()) -> None:
        super().__init__(f"{products} products say that: it can't go before them.", path=path)
        self.products = products


class TooManyAttributes(DomainError):
    """There are as many attributes as there may be."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_ATTRIBUTES"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"There are {most} attributes already.")
