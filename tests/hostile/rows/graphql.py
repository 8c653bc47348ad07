"""G: documents and their variables."""

from uuid import UUID

from schema.ids import encode_id
from tests.hostile.rows.row import JUDGED, Case, Request, Row, got, graphql, raw

_LIMITS = "tests/graphql_limits/test_limits.py::"
_HIDDEN = "tests/graphql_limits/test_hidden_schema.py::"
_LAUNCHED = "tests/launch/test_production.py::"
_TWO_LISTS = "__schema { types { fields { type { fields { type { fields { name } } } } } } }"


def doubling(levels: int, spread: str, last: str) -> str:
    """Fragments of which each spreads the next one twice."""
    fragments = [f"fragment F{n} on Query{{{spread * 2}}}".replace("#", f"...F{n + 1}") for n in range(levels)]
    return "{...F0}" + "".join(fragments) + f"fragment F{levels} on Query{{{last}}}"


def aliases(count: int) -> str:
    """A document of so many aliases."""
    return "{" + " ".join(f"a{n}: ping" for n in range(count)) + "}"


def deep(levels: int) -> str:
    """A document of so many levels."""
    return '{ category(path: "women") { ' + "children { " * (levels - 2) + "id" + " }" * levels


def sized(first: object) -> Request:
    """A page of products of a size."""
    return graphql("query ($n: Int) { products(first: $n) { nodes { id } } }", {"n": first})


def filtered(given: object) -> Request:
    """Products by a filter."""
    return graphql("query ($f: ProductFilterInput) { products(filter: $f) { nodes { id } } }", {"f": given})


def logins(count: int) -> str:
    """So many logins in one document."""
    one = 'login(input: {email: "a@people.example", password: "a password"}) { errors { code } }'
    return "mutation {" + " ".join(f"a{n}: {one}" for n in range(count)) + "}"


def registration(**changes: object) -> Request:
    """An account of a nice person, but for the changes."""
    document = "mutation ($input: AccountRegisterInput!) { accountRegister(input: $input) { errors { code path } } }"
    nice = {"email": "row@people.example", "password": "a long password", "fullName": "Ada Obi"}
    return graphql(document, {"input": {**nice, **changes}})


def in_url(variables: str) -> Request:
    """Variables of a query over GET."""
    return got("/graphql", {"query": "{ ping }", "variables": variables})


def nested(levels: int) -> object:
    """A filter of so many levels."""
    found: object = True
    for _ in range(levels):
        found = {"and": found}
    return found


DOCUMENTS = {
    "G-01": Row(
        tries="15 aliases, and 16",
        cases=(
            Case(name="15", sent=graphql(aliases(15)), status=200, code=None),
            Case(name="16", sent=graphql(aliases(16)), code="TOO_MANY_ALIASES", cpu=JUDGED),
        ),
        tests=(f"{_LIMITS}test_stops_right_at_the_limit",),
    ),
    "G-03": Row(
        tries="many logins or codes in one mutation",
        cases=(
            Case(name="50 logins", sent=graphql(logins(50)), code="TOO_MANY_TOKENS"),
            Case(name="15 logins", sent=graphql(logins(15)), code="TOO_MANY_ROOT_FIELDS"),
            Case(name="2 logins", sent=graphql(logins(2)), code="TOO_MANY_ROOT_FIELDS", cpu=JUDGED),
            Case(
                name="a login and a code",
                sent=graphql(
                    logins(1)[:-1] + ' accountVerify(input: {email: "a@people.example", code: "123456"})'
                    " { errors { code } } }"
                ),
                code="TOO_MANY_ROOT_FIELDS",
                cpu=JUDGED,
            ),
        ),
        tests=(
            f"{_LIMITS}test_stops_right_at_the_limit",
            "tests/google/test_graphql.py::test_one_document_holds_one_login",
        ),
    ),
    "G-05": Row(
        tries="a list of 2 operations",
        cases=(Case(name="2", sent=raw(b'[{"query":"{ ping }"},{"query":"{ ping }"}]'), code="BATCHING_DISABLED"),),
    ),
    "G-06": Row(
        tries="a list of 10,000 operations",
        cases=(
            Case(
                name="10,000",
                sent=raw(b"[" + b",".join([b'{"query":"{ ping }"}'] * 10_000) + b"]"),
                code="BATCHING_DISABLED",
                cpu=JUDGED,
            ),
        ),
    ),
    "G-08": Row(
        tries="10 levels, and 11",
        cases=(Case(name="11", sent=graphql(deep(11)), code="TOO_DEEP", cpu=JUDGED),),
        tests=(f"{_LIMITS}test_stops_right_at_the_limit",),
    ),
    "G-10": Row(
        tries="a list in a list, 5,000 levels, as an argument",
        cases=tuple(
            Case(
                name=f"{levels:,}",
                sent=graphql("{ product(slug: " + "[" * levels + "]" * levels + ") { id } }"),
                code=code,
                cpu=cpu,
            )
            for levels, code, cpu in (
                (5_000, "BAD_REQUEST", 100),
                (950, "BAD_REQUEST", 100),
                (11, "BAD_REQUEST", JUDGED),
            )
        ),
        tests=(f"{_LIMITS}test_limits_what_literals_hold",),
    ),
    "G-11": Row(
        tries="an object in an object, 5,000 levels, as an argument",
        cases=tuple(
            Case(
                name=f"{levels:,}",
                sent=graphql("{ products(filter: " + "{price: " * levels + "1" + "}" * levels + ") { totalCount } }"),
                code=code,
            )
            for levels, code in ((5_000, "BAD_REQUEST"), (480, "BAD_REQUEST"), (11, "INPUT_TOO_DEEP"))
        ),
    ),
    "G-13": Row(
        tries="17 fragments, each spreading the next twice: 565 bytes",
        cases=(
            Case(name="leaves", sent=graphql(doubling(17, "#\n", "ping")), status=200, code=None, cpu=JUDGED),
            Case(name="aliases", sent=graphql(doubling(17, "# ", "a:ping")), code="TOO_MANY_ALIASES", cpu=JUDGED),
            Case(
                name="points",
                sent=graphql(doubling(17, "# ", 'product(slug:"a"){id}')),
                code="TOO_COSTLY",
                cpu=JUDGED,
            ),
            Case(name="60 of them", sent=graphql(doubling(60, "# ", "a:ping")), code="TOO_MANY_ALIASES", cpu=JUDGED),
        ),
        tests=("tests/graphql_limits/test_analysis.py::test_looks_at_each_node_of_doubling_fragments_once",),
    ),
    "G-15": Row(
        tries="the same under @skip(if: true), and in fragments that nothing uses",
        cases=(
            Case(
                name="skipped",
                sent=graphql(doubling(9, "#@skip(if:true) ", "a:ping")),
                code="TOO_MANY_ALIASES",
                cpu=JUDGED,
            ),
            Case(
                name="skipped, 17",
                sent=graphql(doubling(17, "#@skip(if:true) ", "a:ping")),
                code="TOO_MANY_ALIASES",
                cpu=JUDGED,
            ),
            Case(
                name="unused",
                sent=graphql("{ping}" + doubling(17, "# ", "ping").removeprefix("{...F0}")),
                cpu=JUDGED,
            ),
        ),
        tests=(f"{_LIMITS}test_refuses_doubling_fragments_whatever_hides_them",),
    ),
    "G-16": Row(
        tries="the same with inline fragments, 12 levels",
        cases=(
            Case(
                name="12 levels",
                sent=graphql(doubling(12, "...on Query{#}", "a:ping")),
                code="TOO_MANY_ALIASES",
                cpu=JUDGED,
            ),
        ),
    ),
    "G-18": Row(
        tries="20,000 times the same leaf",
        cases=(Case(name="20,000", sent=graphql("{" + " ping" * 20_000 + "}"), code="TOO_MANY_TOKENS"),),
    ),
    "G-20": Row(
        tries="2,000 times @skip(if: false)",
        cases=(
            Case(name="2,000", sent=graphql("{" + " ping @skip(if: false)" * 2_000 + "}"), code="TOO_MANY_TOKENS"),
            Case(
                name="21",
                sent=graphql("{" + " ping @skip(if: false)" * 21 + "}"),
                code="TOO_MANY_DIRECTIVES",
                cpu=JUDGED,
            ),
            Case(
                name="at one place",
                sent=graphql("{ ping" + " @skip(if: false)" * 120 + "}"),
                code="TOO_MANY_DIRECTIVES",
            ),
        ),
    ),
    "G-21": Row(
        tries="a condition that is no boolean",
        cases=(
            Case(
                name="a text", sent=graphql("query ($x: Boolean!) { ping @include(if: $x) }", {"x": "yes"}), cpu=JUDGED
            ),
        ),
    ),
    "G-23": Row(
        tries="`__schema`, under an alias, in a fragment, as the public in production",
        tests=(f"{_HIDDEN}test_does_not_describe_itself", f"{_LAUNCHED}test_does_not_describe_its_schema"),
    ),
    "G-25": Row(
        tries="types of fields of types of fields, five times, where introspection is on",
        cases=(Case(name="nested", sent=graphql("{ " + _TWO_LISTS + " }"), code="TOO_DEEP", cpu=JUDGED),),
        tests=(f"{_LIMITS}test_lets_developers_introspect_but_not_for_ever",),
    ),
    "G-26": Row(
        tries="misspelt names of all kinds, and lists of guesses",
        tests=(
            f"{_HIDDEN}test_gives_away_no_name_to_a_list_of_guesses",
            f"{_HIDDEN}test_suggests_nothing_about_variables",
            f"{_LAUNCHED}test_suggests_no_names",
        ),
    ),
    "G-28": Row(
        tries="a number of 5,000 digits in the variables",
        cases=(
            Case(
                name="in JSON",
                sent=raw(b'{"query":"{ ping }","variables":{"n":' + b"9" * 5_000 + b"}}"),
                code="NUMBER_TOO_LONG",
                cpu=JUDGED,
            ),
            Case(
                name="in the document",
                sent=graphql("{ products(first: " + "9" * 5_000 + ") { totalCount } }"),
                code="NUMBER_TOO_LONG",
                cpu=JUDGED,
            ),
            Case(
                name="as a default",
                sent=graphql("query ($n: Int = " + "9" * 5_000 + ") { products(first: $n) { totalCount } }"),
                code="NUMBER_TOO_LONG",
                cpu=JUDGED,
            ),
            Case(
                name="a fraction",
                sent=graphql("{ products(first: 0." + "9" * 5_000 + ") { totalCount } }"),
                code="NUMBER_TOO_LONG",
                cpu=JUDGED,
            ),
            Case(name="in a URL", sent=in_url('{"n":' + "9" * 5_000 + "}"), code="NUMBER_TOO_LONG"),
        ),
    ),
    "G-30": Row(
        tries="values of the wrong kind",
        cases=(
            Case(name="a fraction for an integer", sent=sized(1.5), cpu=JUDGED),
            Case(name="a boolean for an integer", sent=sized(True), cpu=JUDGED),
            Case(name="a text for an integer", sent=sized("1"), cpu=JUDGED),
            Case(
                name="an object for an id",
                sent=graphql("query ($i: ID!) { node(id: $i) { id } }", {"i": {}}),
                cpu=JUDGED,
            ),
            Case(
                name="a list for an id",
                sent=graphql("query ($i: ID!) { node(id: $i) { id } }", {"i": ["a"]}),
                cpu=JUDGED,
            ),
            # GraphQL lets "" be an id: it is that of nothing.
            Case(
                name="an empty id",
                sent=graphql("query ($i: ID!) { node(id: $i) { id } }", {"i": ""}),
                status=200,
                code=None,
            ),
        ),
        tests=("tests/hostile/test_graphql.py::test_a_query_answers_or_refuses",),
    ),
    "G-31": Row(
        tries="variables that are no object",
        cases=tuple(
            Case(name=name, sent=graphql("{ ping }", given), cpu=JUDGED)
            for name, given in (("a list", [1]), ("a text", "x"), ("a number", 7))
        ),
        tests=("tests/hostile/test_envelope.py::test_an_odd_envelope_is_answered_or_refused_as_json",),
    ),
    "G-33": Row(
        tries="a field more in an input object",
        cases=(Case(name="isStaff", sent=registration(isStaff=True)),),
    ),
    "G-43": Row(
        tries="100,000 ids in a list",
        cases=(
            Case(
                name="100,000", sent=filtered({"vendors": ["VmVuZG9yOjE"] * 100_000}), status=413, code="BODY_TOO_LARGE"
            ),
            Case(name="501", sent=filtered({"vendors": ["VmVuZG9yOjE"] * 501}), code="INPUT_TOO_LARGE", cpu=JUDGED),
            Case(
                name="51",
                sent=filtered({"vendors": [encode_id("Vendor", UUID(int=n)) for n in range(51)]}),
                status=200,
                code="FILTER_TOO_WIDE",
            ),
        ),
    ),
    "G-46": Row(
        tries="a page far away: there are cursors, no numbers",
        cases=(
            Case(name="10^12", sent=sized(10**12), code="TOO_COSTLY", cpu=JUDGED),
            Case(name="2^31 - 1", sent=sized(2**31 - 1), code="TOO_COSTLY", cpu=JUDGED),
            Case(name="-1", sent=sized(-1), status=200, code="BAD_PAGE_SIZE"),
            Case(name="an offset", sent=graphql("{ products(offset: 1000000000000) { totalCount } }"), cpu=JUDGED),
        ),
    ),
    "G-48": Row(
        tries="a filter of 100 levels, and of 1,000 leaves: ours has no levels",
        cases=(
            Case(name="100 levels", sent=filtered(nested(100)), code="TOO_DEEP", cpu=JUDGED),
            Case(name="50 levels", sent=filtered(nested(50)), code="INPUT_TOO_DEEP", cpu=JUDGED),
            Case(
                name="1,000 leaves",
                sent=filtered({"options": [{"axis": "size", "values": ["m"] * 1_000}]}),
                code="INPUT_TOO_LARGE",
                cpu=JUDGED,
            ),
        ),
    ),
}
