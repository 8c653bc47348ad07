"""H: headers, logs and error pages."""

from tests.hostile.rows.row import Case, Request, Row, graphql


def headed(name: bytes, value: bytes) -> Request:
    """A query with a header more."""
    return Request(body=b'{"query":"{ ping }"}', headers=((name, value),))


def secretive(given: object) -> Request:
    """A login that fails."""
    return graphql("mutation ($input: LoginInput!) { login(input: $input) { errors { code } } }", {"input": given})


_FORWARDED = "tests/edge/test_forwarded.py::"
_LIMITS = "tests/edge/test_limits.py::"
_ANSWERS = "tests/edge/test_answers.py::"
_LOGGING = "tests/edge/test_logging.py::"
_PRODUCTION = "tests/launch/test_production.py::"
_SERVER = "tests/edge/test_server.py::"

EDGES = {
    "H-01": Row(
        tries="a request id that is a log record",
        cases=tuple(
            Case(name=name, sent=headed(b"x-request-id", value), status=200, code=None)
            for name, value in (
                ("a record", b'a\\r\\n{"level":"CRITICAL"}'),
                ("colours", b"\x1b[31mred"),
                ("10 KB", b"a" * 10_000),
            )
        ),
        tests=(f"{_FORWARDED}test_replaces_a_request_id_that_is_not_one",),
    ),
    "H-03": Row(
        tries="hosts that are not ours",
        tests=(
            f"{_LIMITS}test_refuses_a_host_that_is_not_ours",
            f"{_SERVER}test_answers_a_nasty_request_with_a_refusal",
        ),
    ),
    "H-05": Row(
        tries="X_Forwarded_For",
        tests=(f"{_FORWARDED}test_believes_a_proxy_of_ours_but_no_underscore_twin",),
    ),
    "H-06": Row(
        tries="X-Forwarded-Proto of a stranger",
        tests=(f"{_FORWARDED}test_drops_what_a_stranger_says_about_itself",),
    ),
    "H-08": Row(
        tries="a browser's name that is code",
        cases=(
            Case(name="lookup", sent=headed(b"user-agent", b"${jndi:ldap://127.0.0.1/a}\\r\\n"), status=200, code=None),
            Case(name="64 KB", sent=headed(b"user-agent", b"a" * 64_000), status=431, code="HEADERS_TOO_LARGE"),
        ),
        tests=(f"{_ANSWERS}test_writes_a_hostile_user_agent_in_plain_characters",),
    ),
    "H-10": Row(
        tries="a hostile query of 100 KB, in the log",
        cases=(
            Case(name="words", sent=graphql("{ " + "nothing " * 900 + "}"), code="BAD_REQUEST", cpu=200),
            Case(name="a text", sent=graphql('{ product(slug: "' + "a" * 100_000 + '") { nothing } }')),
            Case(name="a syntax error", sent=graphql("{" * 1_000 + "a" * 100_000)),
        ),
        tests=(f"{_LOGGING}test_stays_small_whatever_is_logged",),
    ),
    "H-11": Row(
        tries="secrets in what fails",
        cases=(
            Case(
                name="a password", sent=secretive({"email": 5, "password": "hush-hush-hush"}), secret="hush-hush-hush"
            ),
            Case(
                name="a wrong password",
                sent=secretive({"email": "a@people.example", "password": "hush-hush-hush"}),
                status=200,
                code="WRONG_CREDENTIALS",
                secret="hush-hush-hush",
                cpu=1_000,
            ),
        ),
        tests=(
            f"{_LOGGING}test_knows_a_secret_by_its_name",
            f"{_LOGGING}test_takes_secrets_out_of_text",
        ),
    ),
    "H-13": Row(
        tries="a report of the browser's that is a log record",
        nothing="No door takes reports.",
    ),
    "H-15": Row(
        tries="a trace that is none, baggage of 10 MB",
        cases=(
            Case(name="no trace", sent=headed(b"traceparent", b"00-zz-zz-zz"), status=200, code=None),
            Case(name="baggage", sent=headed(b"baggage", b"a=" + b"b" * 1_000_000), status=200, code=None),
        ),
        tests=(
            f"{_FORWARDED}test_drops_a_malformed_trace_parent",
            f"{_FORWARDED}test_drops_heavy_baggage_even_from_a_proxy",
        ),
    ),
    "H-16": Row(
        tries="a header that changes the answer and is no part of its key",
        tests=(
            "tests/api/test_public_answers.py::test_keeps_variables_and_currencies_apart",
            "tests/api/test_public_answers.py::test_keeps_answers_to_tokens_ad_hoc_documents_and_refusals_out_of_caches",
        ),
    ),
    "H-18": Row(
        tries="error pages",
        tests=(
            f"{_PRODUCTION}test_shows_no_debug_page",
            f"{_ANSWERS}test_masks_an_unexpected_error",
            "tests/staff/test_door.py::test_says_nothing_of_what_broke",
        ),
    ),
    "H-20": Row(
        tries="HTTP/1.0 without a host, requests one after the other",
        tests=(
            f"{_LIMITS}test_refuses_a_request_without_a_host",
            f"{_SERVER}test_answers_pipelined_requests_in_order",
        ),
    ),
    "H-21": Row(
        tries="Origin: null with cookies",
        tests=(
            "tests/api/test_login_edges.py::test_a33_a_login_form_on_another_site_logs_nobody_in_to_the_admin",
            "tests/hostile/test_rows.py::test_a_cookie_is_nobody",
        ),
    ),
}
