"""Sizes, as the API shows them."""

from typing import Annotated

import strawberry

import resolvers.sizing as answers
from domains.catalogue.sizing.advising import AdviceAnswer
from domains.catalogue.sizing.converting import SizeSystem
from domains.catalogue.sizing.measuring import Measure
from domains.catalogue.sizing.models import SizeGuide as StoredGuide
from schema.base import Info

strawberry.enum(StoredGuide.Kind, name="SizeKind", description="What is worn.")
strawberry.enum(StoredGuide.Gender, name="SizeGender", description="Whom sizes are cut for.")
strawberry.enum(Measure, name="BodyMeasure", description="A length of the body.")
strawberry.enum(SizeSystem, description="How sizes are written; INT are letters.")
strawberry.enum(AdviceAnswer, name="SizeAnswer", description="What became of somebody's measures.")


@strawberry.type(description="What a size is made for of one measure.")
class SizeMeasure:
    """A `SpanRow`."""

    name: Measure = strawberry.field(description="Which measure.")
    label: str = strawberry.field(description="As shown, such as Foot length.")
    low_mm: int = strawberry.field(description="The lowest, in millimetres.")
    high_mm: int = strawberry.field(description="The highest, in millimetres.")
    cm: str = strawberry.field(description="Both in centimetres to the nearest half, such as 82-86; a middle goes up.")
    inches: str = strawberry.field(description="Both in inches to the nearest quarter; a middle goes up.")


@strawberry.type(description="A size, and the body it is made for.")
class SizeGuideRow:
    """A `SizeRow`."""

    size: str = strawberry.field(description="As it is written, such as 38 or M.")
    measures: list[SizeMeasure] = strawberry.field(description="From the bust down.")


@strawberry.type(description="The sizes of a kind of things.")
class SizeGuide:
    """A `GuideRow`."""

    title: str = strawberry.field(description="Title.")
    kind: StoredGuide.Kind = strawberry.field(description="What is worn.")
    gender: StoredGuide.Gender = strawberry.field(description="Whom the sizes are cut for.")
    is_vendors: bool = strawberry.field(description="Whether it is the vendor's own; else the platform's.")
    rows: list[SizeGuideRow] = strawberry.field(description="From the smallest to the largest.")


@strawberry.type(description="Which size to take, and why.")
class SizeAdvice:
    """An `Advice`."""

    answer: AdviceAnswer = strawberry.field(description="What became of the measures.")
    size: str | None = strawberry.field(description="The one to take; null where there is none.")
    sizes: list[str] = strawberry.field(description="By the guide alone: the one that fits, or the two between which.")
    reason: str = strawberry.field(description="A sentence for the shopper.")


@strawberry.input(description="A length of somebody's body.")
class BodyMeasureInput:
    """One measure."""

    name: Measure = strawberry.field(description="Which measure.")
    mm: int = strawberry.field(description="In millimetres.")


@strawberry.type
class SizingQuery:
    """Reads of sizes; those of a product are with it."""

    @strawberry.field(
        description="What a size is called elsewhere, from the smallest: a letter may stand for two numbers."
    )
    async def size_convert(
        self,
        info: Info,
        kind: StoredGuide.Kind,
        gender: StoredGuide.Gender,
        from_: Annotated[SizeSystem, strawberry.argument(name="from")],
        size: str,
        to: SizeSystem,
    ) -> list[str]:
        """An unknown size is told the known ones."""
        return await answers.conversion(info.context, kind=kind, gender=gender, system=from_, size=size, to=to)
