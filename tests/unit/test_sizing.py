"""Sizes without a database: how measures are shown, what sizes are called elsewhere, and which one to take."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domains.catalogue.sizing.advising import NO_GUIDE, Advice, AdviceAnswer, advise, measures_of
from domains.catalogue.sizing.converting import TABLES, SizeSystem, convert
from domains.catalogue.sizing.errors import BadSizeGuide, UnknownSize, UnknownSizeSystem
from domains.catalogue.sizing.measuring import Measure, half_centimetres, in_centimetres, in_inches, quarter_inches
from domains.catalogue.sizing.rows import SizeRow, size_row
from domains.catalogue.sizing.rules import MAX_SIZES, NewSize, Span, clean_sizes
from domains.common.errors import InvalidInput
from tests.factories.sizing import LETTERS, new_sizes

LENGTHS = some.integers(min_value=0, max_value=3_000)
GUIDE = [size_row(size, measures) for size, measures in LETTERS.items()]


@pytest.mark.parametrize(
    ("mm", "cm", "inches"),
    [
        (0, "0", "0"),
        (2, "0", "0"),
        (3, "0.5", "0"),
        (4, "0.5", "¼"),
        (820, "82", "32¼"),
        (822, "82", "32¼"),
        (823, "82.5", "32½"),
        (825, "82.5", "32½"),
        (827, "82.5", "32½"),
        (828, "83", "32½"),
        (254, "25.5", "10"),
        (889, "89", "35"),
    ],
)
def test_shows_half_centimetres_and_quarter_inches(mm: int, cm: str, inches: str) -> None:
    assert (in_centimetres(mm), in_inches(mm)) == (cm, inches)


@given(LENGTHS)
def test_rounds_to_the_nearest_and_the_middle_up(mm: int) -> None:
    def nearest(unit: str) -> int:
        return int((Decimal(mm) / Decimal(unit)).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    assert (half_centimetres(mm), quarter_inches(mm)) == (nearest("5"), nearest("6.35"))


@pytest.mark.parametrize(
    ("kind", "gender", "system", "size", "to", "called"),
    [
        ("clothing", "women", "EU", "38", "UK", ("10",)),
        ("clothing", "women", "UK", "10", "US", ("6",)),
        ("clothing", "women", "UK", "10", "IT", ("42",)),
        ("clothing", "women", "EU", "38", "INT", ("S",)),
        ("clothing", "women", "INT", " s ", "EU", ("38", "40")),
        ("clothing", "men", "EU", "50", "US", ("40",)),
        ("clothing", "men", "INT", "M", "INT", ("M",)),
        ("clothing", "kids", "UK", "2-3  Y", "FR", ("3 ans",)),
        ("shoes", "men", "EU", "43", "UK", ("9",)),
        ("shoes", "men", "US", "10", "EU", ("43",)),
        ("shoes", "women", "EU", "38", "US", ("7.5",)),
        ("shoes", "kids", "EU", "29", "UK", ("11",)),
    ],
)
def test_knows_what_a_size_is_called_elsewhere(
    kind: str, gender: str, system: str, size: str, to: str, called: tuple[str, ...]
) -> None:
    assert convert(kind=kind, gender=gender, system=SizeSystem(system), size=size, to=SizeSystem(to)) == called


@pytest.mark.parametrize("key", sorted(TABLES), ids="-".join)
def test_every_size_there_and_back_is_among_those_it_was(key: tuple[str, str]) -> None:
    kind, gender = key
    table = TABLES[key]

    assert len({len(sizes) for sizes in table.values()}) == 1
    for here in table:
        for there in table:
            for size in table[here]:
                found = convert(kind=kind, gender=gender, system=SizeSystem(here), size=size, to=SizeSystem(there))
                back = [
                    convert(kind=kind, gender=gender, system=SizeSystem(there), size=each, to=SizeSystem(here))
                    for each in found
                ]
                assert all(size in each for each in back)


@pytest.mark.parametrize("gender", ["women", "men", "kids"])
def test_shoes_are_what_paris_points_and_barleycorns_come_to(gender: str) -> None:
    table = TABLES[("shoes", gender)]

    assert table["UK"] == tuple(_british(int(size), kids=gender == "kids") for size in table["EU"])
    assert table["EU"] == table["FR"] == table["IT"]


def _british(paris_points: int, *, kids: bool) -> str:
    last_mm = Fraction(20, 3) * paris_points
    barleycorns = last_mm / Fraction(254, 30) - (12 if kids else 25)
    halves = floor(2 * barleycorns + Fraction(1, 2))
    return str(halves // 2) + (".5" if halves % 2 else "")


def test_tells_the_known_sizes_and_systems() -> None:
    with pytest.raises(UnknownSize) as size:
        convert(kind="shoes", gender="kids", system=SizeSystem.EU, size="50", to=SizeSystem.UK)
    with pytest.raises(UnknownSizeSystem) as system:
        convert(kind="clothing", gender="kids", system=SizeSystem.EU, size="98", to=SizeSystem.INT)
    with pytest.raises(UnknownSizeSystem) as table:
        convert(kind="shoes", gender="unisex", system=SizeSystem.EU, size="38", to=SizeSystem.UK)

    assert (size.value.known[0], size.value.known[-1]) == ("22", "32")
    assert (system.value.known, system.value.path) == (("EU", "UK", "US", "FR"), ("to",))
    assert (table.value.known, table.value.path) == ((), ("from",))


@pytest.mark.parametrize(
    ("measures", "shift", "answer", "size", "sizes"),
    [
        ({"bust": 820}, 0, "fits", "S", ("S",)),
        ({"bust": 880, "waist": 660}, 0, "fits", "S", ("S",)),
        ({"bust": 850, "height": 1_700}, 0, "fits", "S", ("S",)),
        ({"bust": 850}, 1, "fits", "M", ("S",)),
        ({"bust": 850}, -1, "fits", "S", ("S",)),
        ({"bust": 1_000}, 1, "fits", "L", ("L",)),
        ({"bust": 1_000}, -1, "fits", "M", ("L",)),
        ({"bust": 881}, 0, "between", "M", ("S", "M")),
        ({"bust": 890}, 1, "between", "L", ("S", "M")),
        ({"bust": 890}, -1, "between", "S", ("S", "M")),
        ({"bust": 850, "waist": 850}, 0, "between", "L", ("S", "L")),
        ({"bust": 850, "waist": 850}, -1, "between", "M", ("S", "L")),
        ({"bust": 819}, 0, "out_of_range", None, ()),
        ({"bust": 850, "waist": 881}, 0, "out_of_range", None, ()),
        ({"foot_length": 240}, 0, "no_guide", None, ()),
    ],
)
def test_advises(measures: dict[Measure, int], shift: int, answer: str, size: str | None, sizes: tuple[str]) -> None:
    advice = advise(sizes=GUIDE, measures={Measure(name): mm for name, mm in measures.items()}, shift=shift)

    assert (advice.answer, advice.size, advice.sizes) == (answer, size, sizes)
    assert advice.reason


@pytest.mark.parametrize(
    ("measures", "shift", "reason"),
    [
        ({"bust": 850}, 0, "Size S is made for these measures."),
        ({"bust": 850}, 1, "Size S is made for these measures. It runs small, so we go one size up."),
        ({"bust": 1_000}, 1, "Size L is made for these measures. It runs small, and there is no larger one."),
        ({"bust": 850}, -1, "Size S is made for these measures. It runs large, and there is no smaller one."),
        ({"bust": 890}, 0, "These measures are between S and M: of the two we take the larger."),
        ({"waist": 900}, 0, "The waist is more than the largest size is made for."),
        ({"waist": 600}, 0, "The waist is less than the smallest size is made for."),
        ({"foot_length": 240}, 0, "Its size guide goes by other measures: bust, waist."),
    ],
)
def test_gives_its_reason(measures: dict[Measure, int], shift: int, reason: str) -> None:
    assert advise(sizes=GUIDE, measures=measures, shift=shift).reason == reason


@some.composite
def guides(draw: some.DrawFn) -> list[SizeRow]:
    """Guides as `clean_sizes` lets them through: overlapping, touching or with gaps."""
    names = draw(some.lists(some.sampled_from([Measure.BUST, Measure.WAIST, Measure.HIPS]), min_size=1, unique=True))
    count = draw(some.integers(1, 6))
    spans: dict[Measure, list[Span]] = {}
    for name in names:
        lows = sorted(draw(some.lists(some.integers(300, 1_500), min_size=count, max_size=count)))
        widths = draw(some.lists(some.integers(0, 200), min_size=count, max_size=count))
        highs, top = [], 0
        for low, width in zip(lows, widths, strict=True):
            top = max(top, low + width)
            highs.append(top)
        spans[name] = list(zip(lows, highs, strict=True))
    new = [
        NewSize(size=str(place), measures={str(name): spans[name][place] for name in names}) for place in range(count)
    ]
    return [size_row(each.size, each.measures) for each in clean_sizes(kind="clothing", sizes=new)]


BODIES = some.dictionaries(
    some.sampled_from([Measure.BUST, Measure.WAIST, Measure.HIPS]), some.integers(300, 1_700), min_size=1
)


@given(guides(), BODIES)
def test_a_size_fits_exactly_where_its_spans_hold_the_measures(sizes: list[SizeRow], body: dict[Measure, int]) -> None:
    advice = advise(sizes=sizes, measures=body, shift=0)

    fitting = [each.size for each in sizes if _holds(each, body)]
    if advice.answer is AdviceAnswer.FITS:
        assert (advice.size,) == advice.sizes == (fitting[0],)
    elif advice.answer is not AdviceAnswer.NO_GUIDE:
        assert not fitting


@given(guides(), BODIES)
def test_between_two_the_larger_is_nowhere_tight_and_the_smaller_nowhere_wide(
    sizes: list[SizeRow], body: dict[Measure, int]
) -> None:
    advice = advise(sizes=sizes, measures=body, shift=0)
    if advice.answer is not AdviceAnswer.BETWEEN:
        return

    places = [each.size for each in sizes]
    smaller, larger = (sizes[places.index(size)] for size in advice.sizes)
    assert places.index(smaller.size) < places.index(larger.size)
    assert advice.size == larger.size
    assert all(body[span.name] <= span.high_mm for span in larger.measures if span.name in body)
    assert all(body[span.name] >= span.low_mm for span in smaller.measures if span.name in body)


@given(guides(), BODIES)
def test_a_shift_moves_by_one_and_never_off_the_end(sizes: list[SizeRow], body: dict[Measure, int]) -> None:
    places = [each.size for each in sizes]
    small, true, large = (advise(sizes=sizes, measures=body, shift=shift) for shift in (1, 0, -1))

    assert small.answer == true.answer == large.answer
    assert small.sizes == true.sizes == large.sizes
    if true.size is not None:
        here = places.index(true.size)
        assert small.size == places[min(here + 1, len(places) - 1)]
        assert large.size == places[max(here - 1, 0)]


@given(guides(), BODIES, some.integers(0, 300))
def test_who_is_larger_never_gets_a_smaller_size(sizes: list[SizeRow], body: dict[Measure, int], more: int) -> None:
    places = [each.size for each in sizes]
    before = advise(sizes=sizes, measures=body, shift=0)
    after = advise(sizes=sizes, measures={name: mm + more for name, mm in body.items()}, shift=0)

    if before.size is not None and after.size is not None:
        assert places.index(after.size) >= places.index(before.size)


def _holds(size: SizeRow, body: dict[Measure, int]) -> bool:
    return all(span.low_mm <= body[span.name] <= span.high_mm for span in size.measures if span.name in body)


def test_without_a_guide_there_is_none_to_go_by() -> None:
    assert Advice(AdviceAnswer.NO_GUIDE, None, (), "There is no size guide for this.") == NO_GUIDE


@pytest.mark.parametrize(
    ("given_measures", "path"),
    [
        ([], ("measures",)),
        ([(Measure.BUST, 900), (Measure.BUST, 900)], ("measures",)),
        ([(Measure.WAIST, 700), (Measure.BUST, 90)], ("measures", "1", "mm")),
        ([(Measure.FOOT_LENGTH, -1)], ("measures", "0", "mm")),
        ([(Measure.BUST, 2**31 - 1)], ("measures", "0", "mm")),
    ],
    ids=["none", "twice", "centimetres", "negative", "giant"],
)
def test_refuses_measures_of_nobody(given_measures: list[tuple[Measure, int]], path: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as caught:
        measures_of(given_measures)

    assert caught.value.path == path


@pytest.mark.parametrize(
    ("kind", "sizes", "path"),
    [
        ("clothing", {}, ("rows",)),
        ("clothing", {str(number): {"bust": (800, 900)} for number in range(MAX_SIZES + 1)}, ("rows",)),
        ("clothing", {"S": {}}, ("rows", "0", "measures")),
        ("clothing", {"S": {"elbow": (1, 2)}}, ("rows", "0", "measures", "elbow")),
        ("clothing", {"S": {"foot_length": (230, 240)}}, ("rows", "0", "measures", "foot_length")),
        ("shoes", {"38": {"bust": (800, 900)}}, ("rows", "0", "measures", "bust")),
        ("clothing", {"S": {"bust": (900, 899)}}, ("rows", "0", "measures", "bust")),
        ("clothing", {"S": {"bust": (82, 90)}}, ("rows", "0", "measures", "bust")),
        ("clothing", {"S": {"bust": (820, 9_000)}}, ("rows", "0", "measures", "bust")),
        ("clothing", {"S": {"bust": (820, 900)}, "s": {"bust": (820, 900)}}, ("rows", "1", "size")),
        ("clothing", {"S": {"bust": (820, 900)}, "M": {"waist": (820, 900)}}, ("rows", "1", "measures")),
        ("clothing", {"M": {"bust": (900, 980)}, "S": {"bust": (820, 990)}}, ("rows", "1", "measures", "bust")),
        ("clothing", {"M": {"bust": (900, 980)}, "S": {"bust": (910, 970)}}, ("rows", "1", "measures", "bust")),
    ],
    ids=[
        "none", "many", "no-measure", "unknown", "feet", "not-feet", "turned", "centimetres", "giant", "twice",
        "unlike", "lower", "narrower",
    ],
)  # fmt: skip
def test_refuses_sizes_that_make_no_sense(kind: str, sizes: dict[str, dict[str, Span]], path: tuple[str, ...]) -> None:
    with pytest.raises(BadSizeGuide) as caught:
        clean_sizes(kind=kind, sizes=new_sizes(sizes))

    assert caught.value.path == path


@pytest.mark.parametrize("size", ["", "  ", "x" * 21, "S\x00"], ids=["empty", "spaces", "long", "nul"])
def test_refuses_a_size_that_cannot_be_printed(size: str) -> None:
    with pytest.raises(InvalidInput):
        clean_sizes(kind="clothing", sizes=[NewSize(size=size, measures={"bust": (820, 900)})])
