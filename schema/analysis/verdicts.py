"""What a document may be, and why one is refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from schema.analysis.documents import Analysis
from schema.analysis.inputs import Inputs


@dataclass(frozen=True, slots=True)
class Limits:
    """The most a document may ask for.

    input_values and input_depth hold for the literals of a document, and again for the variables of a request.
    """

    depth: int = 10
    aliases: int = 15
    mutations: int = 5
    sensitive: int = 1
    directives: int = 20
    directives_at_once: int = 2
    deferred: int = 5
    schema_depth: int = 15
    schema_lists: int = 2
    input_values: int = 500
    input_depth: int = 10
    number_length: int = 64
    cost: int = 5_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document does not run; `facts` go beside the code."""

    code: str
    message: str
    facts: dict[str, object] = field(default_factory=dict)


def shape_refusals(analysis: Analysis, limits: Limits) -> tuple[Refusal, ...]:
    """What is wrong with the document whoever asks and whatever the variables; to be asked before validation."""
    return (*_shape(analysis, limits), *_roots(analysis, limits), *input_refusals(analysis.inputs, limits))


def input_refusals(inputs: Inputs, limits: Limits) -> tuple[Refusal, ...]:
    """Why the document's literals, or the request's variables, are too much."""
    if inputs.longest_number > limits.number_length:
        # Python reads no digits beyond some thousand, and whoever coerces a literal would fail.
        return (Refusal("NUMBER_TOO_LONG", f"A number has at most {limits.number_length} characters."),)
    if inputs.depth > limits.input_depth:
        return (Refusal("INPUT_TOO_DEEP", f"Input values lie at most {limits.input_depth} levels deep."),)
    if inputs.values > limits.input_values:
        return (Refusal("INPUT_TOO_LARGE", f"A request takes at most {limits.input_values} input values."),)
    return ()


def cost_refusals(analysis: Analysis, limits: Limits) -> tuple[Refusal, ...]:
    """Why the request would return too much; for documents that are valid."""
    if analysis.requested <= limits.cost:
        return ()
    cost = {"requested": analysis.requested, "limit": limits.cost}
    message = f"This would cost {analysis.requested} points; a request may cost {limits.cost}. Ask for smaller pages."
    return (Refusal("TOO_COSTLY", message, {"cost": cost}),)


def _shape(analysis: Analysis, limits: Limits) -> Iterator[Refusal]:
    if analysis.depth > limits.depth:
        yield Refusal("TOO_DEEP", f"Fields lie at most {limits.depth} levels deep.")
    if analysis.schema_depth > limits.schema_depth or analysis.schema_lists > limits.schema_lists:
        yield Refusal("TOO_DEEP", f"The schema describes itself at most {limits.schema_lists} lists of types deep.")
    if analysis.aliases > limits.aliases:
        yield Refusal("TOO_MANY_ALIASES", f"A document has at most {limits.aliases} aliases.")
    if analysis.directives > limits.directives:
        yield Refusal("TOO_MANY_DIRECTIVES", f"A document has at most {limits.directives} directives.")
    elif analysis.directives_at_once > limits.directives_at_once:
        yield Refusal("TOO_MANY_DIRECTIVES", f"One place takes at most {limits.directives_at_once} directives.")
    if analysis.deferred > limits.deferred:
        yield Refusal("TOO_MANY_DEFERRED", f"A document defers at most {limits.deferred} selections.")


def _roots(analysis: Analysis, limits: Limits) -> Iterator[Refusal]:
    if analysis.mutations > limits.mutations:
        yield Refusal("TOO_MANY_ROOT_FIELDS", f"A request does at most {limits.mutations} mutations.")
    elif analysis.sensitive > limits.sensitive:
        yield Refusal("TOO_MANY_ROOT_FIELDS", "A request does one mutation that logs in, registers or pays.")
