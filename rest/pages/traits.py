"""What the address of the listing asks of attributes.

`with.material=silk` is a choice, `is.vegan=true` yes or no, `least.heel-height=5` and `most.heel-height=8.5` the ends
of numbers: the prefix says how it is read before anybody looks the attribute up, and keeps apart what is not ours.
"""

from django.http import QueryDict

from domains.catalogue.attributes.rules import number_of
from domains.search.attribute_filters import MAX_ATTRIBUTES, MAX_CHOICES, AttributeFilter

_LONGEST_CODE = 40


def asked_traits(query: QueryDict) -> tuple[AttributeFilter, ...]:
    """The filters that an address asks for, each attribute once; what makes no sense counts as not said."""
    found: dict[str, AttributeFilter] = {}
    for name in query:
        prefix, _, code = name.partition(".")
        if code in found or not code or len(code) > _LONGEST_CODE or not code.isprintable():
            continue
        asked = _asked(prefix, code, query)
        if asked is not None and len(found) < MAX_ATTRIBUTES:
            found[code] = asked
    return tuple(found.values())


def _asked(prefix: str, code: str, query: QueryDict) -> AttributeFilter | None:
    said = [text.strip() for text in query.getlist(f"{prefix}.{code}") if text.strip() and text.isprintable()]
    if prefix == "with" and said:
        return AttributeFilter(code=code, choices=tuple(said[:MAX_CHOICES]))
    if prefix == "is" and said in (["true"], ["false"]):
        return AttributeFilter(code=code, is_true=said == ["true"])
    if prefix in {"least", "most"}:
        ends = [number_of(query.get(f"{end}.{code}", "")) for end in ("least", "most")]
        known = sorted(float(end) for end in ends if end is not None)
        if len(known) == 2:
            return AttributeFilter(code=code, lowest=known[0], highest=known[1])
        if known:
            return AttributeFilter(
                code=code,
                lowest=known[0] if ends[0] is not None else None,
                highest=known[0] if ends[1] is not None else None,
            )
    return None
