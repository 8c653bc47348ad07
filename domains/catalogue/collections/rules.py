"""Rules of collections: typed conditions, read from JSON and refused with the path of what is wrong.

The database decides which products meet a rule (`catalogue_rule_spans`, migrations); here is what it may be asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from domains.catalogue.collections.errors import BadRule
from domains.common.money import EXPONENTS, MAX_MINOR

MAX_CONDITIONS, MAX_VALUES, MAX_DAYS, MAX_TEXT = 20, 50, 3_650, 100

type Path = tuple[str | int, ...]
type Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What products of a collection meet, as it is stored, and whom it names."""

    stored: Mapping[str, Any]
    categories: Mapping[UUID, Path] = field(default_factory=dict)
    vendors: Mapping[UUID, Path] = field(default_factory=dict)


def rule_of(given: object) -> Rule:
    """The rule that JSON says: `{"match": "all" | "any", "conditions": [{"kind": …}, …]}`. Raises BadRule.

    Whether the categories and vendors it names exist is left to the caller.
    """
    facts = _object(given, path=(), known=("match", "conditions"))
    match = facts.get("match")
    # A tuple: a list that somebody sends has no place in a set.
    if match not in ("all", "any"):
        raise BadRule("Say `all` or `any`.", path=("match",))
    conditions = facts.get("conditions")
    if not isinstance(conditions, list) or not 1 <= len(conditions) <= MAX_CONDITIONS:
        raise BadRule(f"A rule has 1 to {MAX_CONDITIONS} conditions.", path=("conditions",))
    stored = [_condition(each, path=("conditions", place)) for place, each in enumerate(conditions)]
    return Rule(
        stored={"match": match, "conditions": stored},
        categories=_named(stored, kind="category", key="categories"),
        vendors=_named(stored, kind="vendor", key="vendors"),
    )


def _condition(given: object, *, path: Path) -> Facts:
    facts = _object(given, path=path)
    kind = facts.get("kind")
    read = _KINDS.get(kind) if isinstance(kind, str) else None
    if read is None:
        raise BadRule(f"A condition is one of {', '.join(_KINDS)}.", path=(*path, "kind"))
    names, check = read
    _object(given, path=path, known=("kind", "not", *names))
    if type(facts.get("not", False)) is not bool:
        raise BadRule("Say true or false.", path=(*path, "not"))
    return {"kind": kind, **({"not": True} if facts.get("not") else {}), **check(facts, path)}


def _category(facts: Facts, path: Path) -> Facts:
    return {"categories": _ids(facts, "categories", path)}


def _vendor(facts: Facts, path: Path) -> Facts:
    return {"vendors": _ids(facts, "vendors", path)}


def _price(facts: Facts, path: Path) -> Facts:
    ends = {name: _whole(facts[name], (*path, name), most=MAX_MINOR) for name in ("lowest", "highest") if name in facts}
    if not ends or list(ends.values()) != sorted(ends.values()):
        raise BadRule("A price range has a lowest price, a highest price or both, in that order.", path=path)
    return {"currency": _currency(facts.get("currency"), path), **ends}


def _sale(facts: Facts, path: Path) -> Facts:
    return {"currency": _currency(facts["currency"], path)} if "currency" in facts else {}


def _days(facts: Facts, path: Path) -> Facts:
    return {"days": _whole(facts.get("days"), (*path, "days"), least=1, most=MAX_DAYS)}


def _stock(_facts: Facts, _path: Path) -> Facts:
    return {}


def _title(facts: Facts, path: Path) -> Facts:
    words = _texts(facts, "words", path)
    for place, word in enumerate(words):
        if not any(sign.isalnum() for sign in word):
            raise BadRule("There is no word in it.", path=(*path, "words", place))
    return {"words": words}


def _attribute(facts: Facts, path: Path) -> Facts:
    return {"name": _text(facts.get("name"), (*path, "name")), "values": _texts(facts, "values", path)}


def _option(facts: Facts, path: Path) -> Facts:
    return {"axis": _text(facts.get("axis"), (*path, "axis")), "values": _texts(facts, "values", path)}


# Kind -> the fields it takes and how they are read.
_KINDS: Mapping[str, tuple[Sequence[str], Callable[[Facts, Path], Facts]]] = MappingProxyType(
    {
        "category": (("categories",), _category),
        "vendor": (("vendors",), _vendor),
        "price": (("currency", "lowest", "highest"), _price),
        "on_sale": (("currency",), _sale),
        "attribute": (("name", "values"), _attribute),
        "option": (("axis", "values"), _option),
        "in_stock": ((), _stock),
        "published_within": (("days",), _days),
        "created_within": (("days",), _days),
        "title": (("words",), _title),
    }
)


def _object(given: object, *, path: Path, known: Sequence[str] | None = None) -> Facts:
    if not isinstance(given, Mapping):
        raise BadRule("This is an object.", path=path)
    for name in given:
        if known is not None and name not in known:
            raise BadRule("There is no such field.", path=(*path, str(name)[:MAX_TEXT]))
    return given


def _list(facts: Facts, name: str, path: Path) -> Sequence[object]:
    values = facts.get(name)
    if not isinstance(values, list) or not 1 <= len(values) <= MAX_VALUES:
        raise BadRule(f"Name 1 to {MAX_VALUES}.", path=(*path, name))
    return values


def _ids(facts: Facts, name: str, path: Path) -> list[str]:
    return [_id(value, (*path, name, place)) for place, value in enumerate(_list(facts, name, path))]


def _id(given: object, path: Path) -> str:
    try:
        return str(UUID(given)) if isinstance(given, str) else _refuse_id(path)
    except ValueError:
        return _refuse_id(path)


def _refuse_id(path: Path) -> str:
    raise BadRule("This is not an id.", path=path)


def _texts(facts: Facts, name: str, path: Path) -> list[str]:
    return [_text(value, (*path, name, place)) for place, value in enumerate(_list(facts, name, path))]


def _text(given: object, path: Path) -> str:
    text = " ".join(given.split()) if isinstance(given, str) else ""
    if not text or len(text) > MAX_TEXT or not text.isprintable():
        raise BadRule(f"This is a text of 1 to {MAX_TEXT} printable characters.", path=path)
    return text


def _whole(given: object, path: Path, *, most: int, least: int = 0) -> int:
    if type(given) is not int or not least <= given <= most:
        raise BadRule(f"This is a whole number from {least} to {most}.", path=path)
    return given


def _currency(given: object, path: Path) -> str:
    if not isinstance(given, str) or given not in EXPONENTS:
        raise BadRule("We do not trade in that currency.", path=(*path, "currency"))
    return given


def _named(stored: Sequence[Facts], *, kind: str, key: str) -> Mapping[UUID, Path]:
    return {
        UUID(value): ("conditions", place, key, within)
        for place, condition in enumerate(stored)
        if condition["kind"] == kind
        for within, value in enumerate(condition[key])
    }
