"""What may go wrong with the catalogue."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domains.common.errors import DomainError, InvalidInput, Kind


class ProductStepRefused(DomainError):
    """The product's state does not allow this step."""

    kind = Kind.CONFLICT
    code = "PRODUCT_STEP_REFUSED"

    def __init__(self, *, state: str, step: str) -> None:
        super().__init__("The product's state does not allow that.")
        self.state = state
        self.step = step


class NotReadyToPublish(DomainError):
    """Something that shoppers need is missing: `lacks` names variants, prices or attributes."""

    kind = Kind.CONFLICT
    code = "NOT_READY_TO_PUBLISH"

    def __init__(self, *, lacks: Sequence[str]) -> None:
        super().__init__(f"Before it can be published the product needs {' and '.join(lacks)}.")
        self.lacks = tuple(lacks)


class SlugTaken(DomainError):
    """Another product or category has this address already."""

    kind = Kind.CONFLICT
    code = "SLUG_TAKEN"

    def __init__(self) -> None:
        super().__init__("Something else has that address already.", path=("slug",))


class SkuTaken(DomainError):
    """Another variant has this SKU already, or this combination of options; `sku` where it is known which."""

    kind = Kind.CONFLICT
    code = "SKU_TAKEN"

    def __init__(self, *, sku: str = "", path: Sequence[str] = ("variants",)) -> None:
        super().__init__("Another variant has that SKU or that combination already.", path=path)
        self.sku = sku


class CombinationTaken(DomainError):
    """The product has a variant of this combination of options already."""

    kind = Kind.CONFLICT
    code = "COMBINATION_TAKEN"

    def __init__(self, *, options: Mapping[str, str], path: Sequence[str]) -> None:
        super().__init__("The product has a variant of that combination already.", path=path)
        self.options = dict(options)


class UnknownAxis(InvalidInput):
    """The product has no such axis."""

    code = "UNKNOWN_AXIS"

    def __init__(self, *, axis: str, path: Sequence[str]) -> None:
        super().__init__("The product has no such axis.", path=path)
        self.axis = axis


class AxesSettled(DomainError):
    """An axis was to be added to a product that is shown: what shoppers choose between stays."""

    kind = Kind.CONFLICT
    code = "AXES_SETTLED"

    def __init__(self) -> None:
        super().__init__("A product that is shown keeps its axes. Take it from sale to add one.", path=("axes",))


class TooManyAxes(DomainError):
    """The product would have more axes than it may have."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_AXES"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"A product has at most {most} axes.", path=("axes",))
        self.most = most


class TooManyVariants(DomainError):
    """The product would have more variants than it may have."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_VARIANTS"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"A product has at most {most} variants.", path=("variants",))
        self.most = most


class UnknownOption(InvalidInput):
    """A variant chooses what its product's axes do not offer, or leaves an axis open."""

    code = "UNKNOWN_OPTION"

    def __init__(self, *, sku: str) -> None:
        super().__init__("A variant chooses one value of every axis of its product.", path=("variants", sku))


class UnknownValue(InvalidInput):
    """Something, such as a swatch, for what the product does not offer."""

    code = "UNKNOWN_VALUE"

    def __init__(self, *, path: Sequence[str]) -> None:
        super().__init__("The product does not offer that.", path=path)


class PriceInThePast(InvalidInput):
    """A price from an earlier moment on: what was shown and charged stays as it was."""

    code = "PRICE_IN_THE_PAST"

    def __init__(self) -> None:
        super().__init__("A price begins now or later.", path=("valid_from",))


class PriceMomentTaken(DomainError):
    """The variant has a price in this currency that begins at that very moment."""

    kind = Kind.CONFLICT
    code = "PRICE_MOMENT_TAKEN"

    def __init__(self) -> None:
        super().__init__("There is a price from that very moment already.", path=("valid_from",))


class PriceBegun(DomainError):
    """A price was to be withdrawn that has begun: it was asked of shoppers, and that stays told."""

    kind = Kind.CONFLICT
    code = "PRICE_BEGUN"

    def __init__(self, *, price_ids: Sequence[UUID]) -> None:
        super().__init__("A price that has begun stays. Set another one that counts from now on.", path=("prices",))
        self.price_ids = tuple(price_ids)


class BadPrice(InvalidInput):
    """A price of nothing, a comparison price that is not higher, or a range that ends before it begins."""

    code = "BAD_PRICE"


class UnknownColour(InvalidInput):
    """A picture or a choice names a colour that its product does not come in."""

    code = "UNKNOWN_COLOUR"

    def __init__(self, *, path: Sequence[str] = ("colour",)) -> None:
        super().__init__("The product does not come in that colour.", path=path)


class NotItsMedia(InvalidInput):
    """An order of pictures that is not one of exactly the product's own."""

    code = "NOT_ITS_MEDIA"

    def __init__(self) -> None:
        super().__init__("Name each picture of the product once.", path=("media_ids",))


class TooManyMedia(DomainError):
    """The product has as many pictures as it may have."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_MEDIA"

    def __init__(self) -> None:
        super().__init__("A product has at most 50 pictures.")


class CodeTaken(DomainError):
    """The axis has a value of that code already."""

    kind = Kind.CONFLICT
    code = "CODE_TAKEN"

    def __init__(self, *, path: Sequence[str] = ("code",)) -> None:
        super().__init__("Another choice on this axis has that code already.", path=path)


class OptionInUse(DomainError):
    """Variants or pictures are of that value."""

    kind = Kind.CONFLICT
    code = "OPTION_IN_USE"

    def __init__(self) -> None:
        super().__init__("Variants or pictures are of that choice: it can't go before them.")


class TooManyOptions(DomainError):
    """The axis has as many values as it may have."""

    kind = Kind.CONFLICT
    code = "TOO_MANY_OPTIONS"

    def __init__(self) -> None:
        super().__init__("An axis has at most 100 choices.")
