"""Light rows of size guides, for readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domains.catalogue.sizing.measuring import Measure, in_centimetres, in_inches, label_of, span_of


@dataclass(frozen=True, slots=True)
class SpanRow:
    """What a size is made for of one measure."""

    name: Measure
    low_mm: int
    high_mm: int

    @property
    def label(self) -> str:
        """The measure as shown."""
        return label_of(self.name)

    @property
    def cm(self) -> str:
        """In centimetres, to the half."""
        return span_of(in_centimetres(self.low_mm), in_centimetres(self.high_mm))

    @property
    def inches(self) -> str:
        """In inches, to the quarter."""
        return span_of(in_inches(self.low_mm), in_inches(self.high_mm))


@dataclass(frozen=True, slots=True)
class SizeRow:
    """A size and what it is made for."""

    size: str
    measures: tuple[SpanRow, ...]


@dataclass(frozen=True, slots=True)
class GuideRow:
    """A guide; its sizes go from the smallest to the largest."""

    id: UUID
    title: str
    kind: str
    gender: str
    is_vendors: bool
    rows: tuple[SizeRow, ...]


@dataclass(frozen=True, slots=True)
class OwnGuideRow:
    """A guide of a vendor, shown or not, for those who work there."""

    id: UUID
    vendor_id: UUID
    category_id: UUID | None
    title: str
    kind: str
    gender: str
    is_published: bool
    rows: tuple[SizeRow, ...]


def size_row(size: str, measures: Mapping[str, Sequence[int]]) -> SizeRow:
    """A size as it is stored."""
    return SizeRow(size, tuple(SpanRow(name, *measures[name]) for name in Measure if name in measures))
