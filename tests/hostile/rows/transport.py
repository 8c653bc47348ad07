"""G: envelopes, methods, hashes, ids, cursors and files."""

from tests.authorization.sides import World
from tests.hostile.rows.row import JUDGED, Case, Request, Row, got, graphql, raw

_HASHES = "tests/api/test_trusted_documents.py::"
_UPLOADS = "tests/api/test_uploads.py::"
_TWO = "query A { ping } query B { ping }"
_TAKES_ORDERS = "query ($id: ID!) { order(id: $id) { number } }"


def after(cursor: str) -> Request:
    """A page of products after some cursor."""
    return graphql("query ($c: String) { products(first: 1, after: $c) { nodes { id } } }", {"c": cursor})


def product_for_order(world: World) -> Request:
    """A public product's id where that of an order belongs."""
    return graphql(_TAKES_ORDERS, {"id": world.public.id("Product")})


def anothers_order(world: World) -> Request:
    """The id of somebody else's order."""
    return graphql(_TAKES_ORDERS, {"id": world.sides["customer B"].id("Order")})


def own_order_as_product(world: World) -> Request:
    """One's own order where a product's id belongs."""
    document = "query ($id: ID!) { product(id: $id) { id } }"
    return graphql(document, {"id": world.sides["customer A"].id("Order")})


TRANSPORT = {
    "G-35": Row(
        tries="bodies that are no object",
        cases=tuple(
            Case(name=body.decode(), sent=raw(body), code="OBJECT_REQUIRED", cpu=JUDGED)
            for body in (b"null", b"5", b'"x"', b"true")
        ),
        tests=("tests/edge/test_guard.py::test_refuses_a_hostile_body",),
    ),
    "G-36": Row(
        tries="a body that is not UTF-8",
        cases=(
            Case(name="a stray byte", sent=raw(b'{"query":"{ ping }\xff"}'), code="BAD_ENCODING", cpu=JUDGED),
            Case(name="nothing else", sent=raw(b"\xff"), code="BAD_ENCODING", cpu=JUDGED),
        ),
        tests=("tests/edge/test_guard.py::test_refuses_a_hostile_body",),
    ),
    "G-38": Row(
        tries="UTF-16, a byte order mark, UTF-7",
        cases=(
            Case(name="UTF-16", sent=raw('{"query":"{ ping }"}'.encode("utf-16")), code="BAD_ENCODING"),
            Case(name="a mark", sent=raw(b'\xef\xbb\xbf{"query":"{ ping }"}'), code="BAD_ENCODING"),
            Case(
                name="UTF-7",
                sent=raw(b'{"query":"{ ping }"}', media=b"application/json; charset=utf-7"),
                status=415,
                code="UNSUPPORTED_MEDIA_TYPE",
            ),
        ),
        tests=("tests/edge/test_guard.py::test_refuses_a_hostile_body",),
    ),
    "G-40": Row(
        tries="half of a surrogate pair",
        cases=(
            Case(name="in a variable", sent=raw(b'{"query":"{ ping }","variables":{"a":"\\ud800"}}'), code="BAD_JSON"),
            Case(
                name="in the document",
                sent=raw(b'{"query":"{ product(slug: \\"\\udc00\\") { id } }"}'),
                code="BAD_JSON",
            ),
            # GraphQL has escapes of its own, which JSON's guard does not see.
            Case(name="escaped by GraphQL", sent=graphql('{ product(slug: "\\ud800") { id } }'), cpu=JUDGED),
            Case(name="in braces", sent=graphql('{ product(slug: "\\u{d800}") { id } }'), cpu=JUDGED),
            Case(
                name="NUL, escaped by GraphQL",
                sent=graphql('{ product(slug: "\\u0000") { id } }'),
                status=200,
                code="INVALID_INPUT",
            ),
        ),
        tests=("tests/domains/test_common_db.py::test_text_that_no_database_stores_is_the_callers_mistake",),
    ),
    "G-41": Row(
        tries="marks that turn text around, marks without width, and two spellings of one letter in names",
        tests=(
            "tests/domains/identity/test_addresses.py::test_refuses_what_nothing_could_be_sent_to",
            "tests/domains/identity/test_register.py::test_refuses_a_name_nobody_has",
            "tests/domains/identity/test_register.py::test_one_account_per_address_however_it_is_spelled",
            "tests/domains/test_reviews.py::test_keeps_words_composed_and_in_lines",
        ),
    ),
    "G-45": Row(
        tries="cursors that this list did not give out",
        cases=(
            Case(name="noise", sent=after("AAAAAAAAAAAAAAAAAAAAAAAAAAAA"), status=200, code="BAD_CURSOR"),
            Case(name="no base64", sent=after("%%%"), status=200, code="BAD_CURSOR"),
            Case(name="an array", sent=after("YXJyYXljb25uZWN0aW9uOjA="), status=200, code="BAD_CURSOR"),
            Case(name="100 KB", sent=after("A" * 100_000), status=200, code="BAD_CURSOR"),
            Case(name="1 MB", sent=after("A" * 1_000_000), status=413, code="BODY_TOO_LARGE"),
        ),
        tests=(
            "tests/api/test_search_graphql.py::test_pages_by_cursor_and_refuses_foreign_ones",
            "tests/domains/test_search.py::test_a_cursor_works_only_with_its_own_question",
            "tests/domains/test_search_listing.py::test_a_cursor_works_only_with_its_own_sort_filter_and_currency",
        ),
    ),
    "G-50": Row(
        tries="a mutation over GET",
        cases=(
            Case(
                name="logout",
                sent=got("/graphql", {"query": "mutation { logout { errors { code } } }"}),
                status=405,
                code="METHOD_NOT_ALLOWED",
                viewer="customer A",
            ),
        ),
        tests=(f"{_HASHES}test_changes_nothing_over_get",),
    ),
    "G-51": Row(
        tries="a query over GET from a page of another origin",
        cases=(
            *(
                Case(
                    name=name,
                    sent=got(
                        "/graphql", {"query": "{ viewer { id } }"}, headers=((b"cookie", b"sessionid=a"), *headers)
                    ),
                    status=403,
                    code="CROSS_ORIGIN",
                )
                for name, headers in (
                    ("a script", ((b"origin", b"https://evil.example"),)),
                    ("no origin to speak of", ((b"origin", b"null"),)),
                    ("a picture", ((b"sec-fetch-site", b"cross-site"),)),
                    ("a neighbour", ((b"sec-fetch-site", b"same-site"),)),
                )
            ),
            Case(
                name="a page of ours",
                sent=got("/graphql", {"query": "{ ping }"}, headers=((b"origin", b"http://testserver"),)),
                status=200,
                code=None,
            ),
        ),
        tests=(f"{_HASHES}test_runs_a_document_by_either_kind_of_hash",),
    ),
    "G-53": Row(
        tries="a POST that a form of another site can send, with somebody's cookies",
        cases=tuple(
            Case(
                name=media.decode().partition(";")[0],
                sent=Request(body=body, media=media, headers=((b"cookie", b"sessionid=a"),)),
                status=status,
                code=code,
            )
            for media, body, status, code in (
                (b"text/plain", b'{"query":"{ ping }"}', 415, "UNSUPPORTED_MEDIA_TYPE"),
                (b"application/x-www-form-urlencoded", b"query={ping}", 415, "UNSUPPORTED_MEDIA_TYPE"),
                (b"multipart/form-data; boundary=x", b"--x--\r\n", 401, "LOGIN_REQUIRED"),
            )
        ),
        tests=("tests/hostile/test_rows.py::test_a_cookie_is_nobody",),
    ),
    "G-55": Row(
        tries="two operations, and nobody says which",
        cases=(Case(name="two", sent=graphql(_TWO), code="OPERATION_NAME_MISSING", cpu=JUDGED),),
        tests=("tests/api/test_graphql_door.py::test_refuses_to_choose_between_two_operations",),
    ),
    "G-56": Row(
        tries="an operation's name that is none",
        cases=(
            Case(name="unknown", sent=graphql(_TWO, operationName="C"), cpu=JUDGED),
            Case(name="a number", sent=graphql(_TWO, operationName=7), cpu=JUDGED),
            Case(name="a list", sent=graphql(_TWO, operationName=["A"]), cpu=JUDGED),
        ),
        tests=("tests/hostile/test_envelope.py::test_an_odd_envelope_is_answered_or_refused_as_json",),
    ),
    "G-58": Row(
        tries="a subscription by POST",
        cases=(Case(name="as JSON", sent=graphql('subscription { productAvailability(id: "a") { position } }')),),
        tests=("tests/api/test_live.py::test_streams_nothing_but_subscriptions",),
    ),
    "G-60": Row(
        tries="a hash that is not the document's",
        cases=(
            Case(
                name="not its own",
                sent=graphql("{ ping }", extensions={"persistedQuery": {"version": 1, "sha256Hash": "a" * 64}}),
                code="DOCUMENT_HASH_MISMATCH",
                cpu=JUDGED,
            ),
        ),
        tests=(f"{_HASHES}test_refuses_what_is_no_hash", f"{_HASHES}test_stores_nothing_that_a_client_sends"),
    ),
    "G-61": Row(
        tries="a hash in capitals, of 63 digits, of other letters",
        cases=tuple(
            Case(
                name=name,
                sent=Request(body=b'{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"%s"}}}' % text),
                code="BAD_DOCUMENT_HASH",
                cpu=JUDGED,
            )
            for name, text in (
                ("capitals", b"A" * 64),
                ("63", b"a" * 63),
                ("not hex", b"g" * 64),
                ("a line", b"a" * 64 + b"\\n"),
            )
        ),
        tests=(f"{_HASHES}test_refuses_what_is_no_hash",),
    ),
    "G-63": Row(
        tries="an ad-hoc query where only trusted documents run",
        tests=(
            f"{_HASHES}test_lets_the_public_run_trusted_documents_only",
            "tests/api/test_live_ending.py::test_lets_the_public_subscribe_to_trusted_documents_only",
            "tests/launch/test_production.py::test_runs_trusted_documents_only",
        ),
    ),
    "G-65": Row(
        tries="a file for a place that is none",
        tests=(f"{_UPLOADS}test_puts_a_file_nowhere_but_where_a_variable_is_null",),
    ),
    "G-66": Row(
        tries="1,000 files, one of 200 MB, none",
        tests=(
            f"{_UPLOADS}test_refuses_a_map_that_is_not_of_one_file_in_one_place",
            f"{_UPLOADS}test_refuses_any_other_form",
            f"{_UPLOADS}test_refuses_a_body_larger_than_any_picture",
            f"{_UPLOADS}test_takes_no_text_for_a_file",
        ),
    ),
    "G-68": Row(
        tries="a picture of 50,000 by 50,000 pixels, and one that unpacks to a thousand times its size",
        tests=(
            "tests/domains/test_media_pictures.py::test_counts_pixels_before_decoding_any",
            "tests/domains/test_media_pictures.py::test_refuses_too_many_bytes",
            f"{_UPLOADS}test_keeps_nothing_that_is_no_fit_picture",
        ),
    ),
    "G-70": Row(
        tries="an address of our own network, for us to fetch: nothing takes one",
        tests=("tests/hostile/test_rows.py::test_no_argument_is_an_address_to_fetch",),
    ),
    "G-71": Row(
        tries="an id of another type",
        cases=(
            Case(
                name="a product for an order", sent=product_for_order, status=200, code="NOT_FOUND", viewer="customer A"
            ),
            Case(name="another's order", sent=anothers_order, status=200, code="NOT_FOUND", viewer="customer A"),
            Case(
                name="an order for a product",
                sent=own_order_as_product,
                status=200,
                code="NOT_FOUND",
                viewer="customer A",
            ),
        ),
        tests=("tests/api/test_catalogue_graphql.py::test_never_reads_one_type_under_the_name_of_another",),
    ),
    "G-73": Row(
        tries="as costly as may be, and one point more",
        tests=(
            "tests/graphql_limits/test_limits.py::test_says_the_cost_of_what_is_too_costly",
            "tests/graphql_limits/test_our_schema.py::test_refuses_fifty_pages_of_fifty",
        ),
    ),
    "G-75": Row(
        tries="a query that takes ten seconds",
        tests=("tests/api/test_slow_queries.py::test_cuts_a_query_that_takes_too_long",),
    ),
}
