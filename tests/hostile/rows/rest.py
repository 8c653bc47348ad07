"""R and W: the REST doors, and the webhooks of the provider."""

from tests.hostile.rows.row import JUDGED, Case, Request, Row, got, raw

_DOORS = ("/api/webhooks/sandbox", "/staff/products/")


_LISTS = "tests/staff/test_lists.py::"
_PRODUCTS = "tests/staff/test_products.py::"
_GUARD = "tests/edge/test_guard.py::"
_SERVER = "tests/edge/test_server.py::"
_HOOKS = "tests/api/test_sandbox_webhooks.py::"
_EVENTS = "tests/domains/orders/test_webhooks.py::"
_SIGNED = "tests/sandbox/test_signature.py::"

REST = {
    "R-01": Row(
        tries="fields that nobody may set",
        tests=(f"{_PRODUCTS}test_never_moves_what_is_not_to_be_changed",),
    ),
    "R-03": Row(
        tries="a field that is none",
        tests=(f"{_PRODUCTS}test_names_every_field_at_fault",),
    ),
    "R-05": Row(
        tries="an order by what is not offered",
        tests=(f"{_LISTS}test_refuses_what_it_does_not_know",),
    ),
    "R-06": Row(
        tries="a search of 1 MB, and of 200 wildcards",
        cases=(
            Case(name="1 MB", sent=got("/api/search", {"q": "a" * 1_000_000}), status=414, code="URL_TOO_LONG"),
            Case(name="7 KB", sent=got("/api/search", {"q": "a" * 7_000}), code="QUESTION_TOO_LONG"),
            Case(name="wildcards", sent=got("/api/search", {"q": "%" * 200}), status=200, code=None),
        ),
        tests=(f"{_LISTS}test_refuses_what_it_does_not_know",),
    ),
    "R-08": Row(
        tries="a cursor that was bent, or is another list's",
        cases=(Case(name="noise", sent=got("/api/search", {"q": "dress", "after": "AAAA"}), code="BAD_CURSOR"),),
        tests=(
            f"{_LISTS}test_no_bent_cursor_is_taken",
            f"{_LISTS}test_a_cursor_fits_its_own_list_order_and_filter_only",
        ),
    ),
    "R-10": Row(
        tries="JSON as text/plain",
        cases=(
            Case(
                name="a webhook",
                sent=raw(b"{}", path="/api/webhooks/sandbox", media=b"text/plain"),
                status=415,
                code="UNSUPPORTED_MEDIA_TYPE",
            ),
        ),
        tests=(
            f"{_GUARD}test_refuses_a_hostile_body",
            f"{_PRODUCTS}test_takes_json_only",
        ),
    ),
    "R-11": Row(
        tries="a key twice",
        cases=tuple(
            Case(name=path, sent=raw(b'{"a":1,"a":2}', path=path), code="DUPLICATE_KEY", cpu=JUDGED) for path in _DOORS
        ),
        tests=(f"{_GUARD}test_refuses_a_hostile_body",),
    ),
    "R-13": Row(
        tries="bytes that are no UTF-8",
        cases=tuple(
            Case(name=path, sent=raw(b'{"a":"\xff"}', path=path), code="BAD_ENCODING", cpu=JUDGED) for path in _DOORS
        ),
        tests=(f"{_GUARD}test_refuses_a_hostile_body",),
    ),
    "R-15": Row(
        tries="numbers that are none",
        cases=tuple(
            Case(
                name=f"{number.decode()} {path}", sent=raw(b'{"a":%s}' % number, path=path), code="BAD_JSON", cpu=JUDGED
            )
            for path in _DOORS
            for number in (b"NaN", b"-Infinity", b"1e999999")
        ),
        tests=(f"{_GUARD}test_refuses_a_hostile_body",),
    ),
    "R-16": Row(
        tries="NUL and half a pair",
        cases=(
            *(
                Case(name=f"NUL {path}", sent=raw(b'{"a":"\\u0000"}', path=path), code="BAD_TEXT", cpu=JUDGED)
                for path in _DOORS
            ),
            *(
                Case(name=f"half {path}", sent=raw(b'{"a":"\\ud800"}', path=path), code="BAD_JSON", cpu=JUDGED)
                for path in _DOORS
            ),
            Case(
                name="NUL in a URL", sent=Request(method="GET", path="/api/search", query=b"q=a%00"), code="BAD_QUERY"
            ),
        ),
        tests=(f"{_GUARD}test_refuses_a_hostile_body",),
    ),
    "R-18": Row(
        tries="a head, and a body, byte by byte",
        tests=(
            f"{_SERVER}test_cuts_a_head_that_drips",
            f"{_SERVER}test_cuts_a_body_that_drips",
        ),
    ),
    "R-20": Row(
        tries="two lengths, a length beside chunks, other line ends",
        tests=(
            f"{_SERVER}test_answers_a_nasty_request_with_a_refusal",
            "tests/edge/test_limits.py::test_refuses_a_length_beside_chunks",
        ),
    ),
    "R-21": Row(
        tries="paths that climb or hide",
        cases=tuple(
            Case(
                name=path[:20].replace("\x00", "NUL"),
                sent=got(path),
                status=status,
                code="NOT_FOUND" if status == 404 else "URL_TOO_LONG",
            )
            for path, status in (
                ("/api//search", 404),
                ("/api/search;x", 404),
                ("/api/../admin/", 404),
                ("/staff/\x00/", 404),
                ("/api/" + "a" * 64_000, 414),
            )
        ),
        tests=("tests/edge/test_limits.py::test_knows_no_path_that_climbs_or_hides",),
    ),
    "R-23": Row(
        tries="Range, Expect, Upgrade",
        cases=tuple(
            Case(
                name=name.decode(),
                sent=got("/api/search", {"q": "dress"}, headers=((name, value),)),
                status=200,
                code=None,
            )
            for name, value in ((b"range", b"bytes=0-0,5-,-1"), (b"upgrade", b"h2c"), (b"te", b"trailers"))
        ),
        tests=(f"{_SERVER}test_ignores_wishes_it_does_not_know",),
    ),
    "R-25": Row(
        tries="cells that a spreadsheet takes for formulas",
        tests=("tests/staff/test_searches.py::test_exports_cells_that_no_spreadsheet_takes_for_formulas",),
    ),
    "R-26": Row(
        tries="the documentation, in production",
        tests=("tests/launch/test_production.py::test_shows_no_documentation",),
    ),
    "R-28": Row(
        tries="HEAD and OPTIONS on costly lists",
        cases=tuple(
            Case(
                name=method,
                sent=Request(method=method, path="/api/search", query=b"q=dress"),
                status=405,
                code="METHOD_NOT_ALLOWED",
                cpu=JUDGED,
            )
            for method in ("HEAD", "OPTIONS", "TRACE", "PUT")
        ),
        tests=(
            "tests/staff/test_door.py::test_counts_each_person_and_each_kind_of_request",
            "tests/staff/test_door.py::test_offers_no_other_methods",
        ),
    ),
}

WEBHOOKS = {
    "W-01": Row(
        tries="no signature, an empty one, two of which one is right",
        tests=(
            f"{_HOOKS}test_refuses_what_the_provider_did_not_sign_just_now",
            f"{_SIGNED}test_accepts_any_right_v1",
        ),
    ),
    "W-03": Row(
        tries="another secret",
        tests=(f"{_HOOKS}test_refuses_what_the_provider_did_not_sign_just_now",),
    ),
    "W-05": Row(
        tries="the same message again",
        tests=(f"{_HOOKS}test_keeps_one_of_fifty_copies_and_says_yes_to_all",),
    ),
    "W-06": Row(
        tries="an old or unknown scheme",
        tests=(f"{_SIGNED}test_refuses",),
    ),
    "W-08": Row(
        tries="another amount, rightly signed",
        tests=(
            f"{_EVENTS}test_applies_nothing_of_another_amount_or_currency",
            f"{_EVENTS}test_applies_no_capture_of_another_amount",
        ),
    ),
    "W-10": Row(
        tries="the order of somebody else",
        tests=(f"{_EVENTS}test_applies_nothing_of_another_payment_of_the_provider",),
    ),
    "W-11": Row(
        tries="a kind of message nobody knows",
        tests=(f"{_HOOKS}test_keeps_a_kind_it_does_not_know",),
    ),
    "W-13": Row(
        tries="captured before authorised, refunded before captured",
        tests=(f"{_EVENTS}test_ends_the_same_in_every_order_and_number",),
    ),
    "W-15": Row(
        tries="one effect under two names",
        tests=(
            f"{_EVENTS}test_ends_the_same_in_every_order_and_number",
            "tests/domains/orders/test_races.py::test_makes_one_order_of_an_authorisation_told_fifty_times",
        ),
    ),
    "W-16": Row(
        tries="another account of the provider's",
        nothing="The provider of this shop has one account; a payment it does not know applies to nothing (W-10).",
    ),
    "W-18": Row(
        tries="bodies that are no message",
        tests=(
            f"{_HOOKS}test_refuses_what_cannot_be_read_though_rightly_signed",
            "tests/hostile/test_rest.py::test_a_webhook_without_a_signature_is_refused",
        ),
    ),
    "W-20": Row(
        tries="GET, PUT, a form",
        tests=(f"{_HOOKS}test_takes_json_by_post_only",),
    ),
    "W-21": Row(
        tries="fifty copies at once",
        tests=(
            f"{_HOOKS}test_keeps_one_of_fifty_copies_and_says_yes_to_all",
            f"{_EVENTS}test_ends_the_same_when_all_come_at_once",
        ),
    ),
    "W-23": Row(
        tries="a message about somebody who was erased",
        tests=(
            "tests/erasure/test_late_messages.py::test_what_is_told_late_moves_no_money_twice_and_brings_nobody_back",
        ),
    ),
    "W-25": Row(
        tries="a thousand messages a second for a minute",
        nothing="A measurement, not a test of this suite.",
    ),
    "W-26": Row(
        tries="the address of the provider, forged",
        tests=(
            f"{_HOOKS}test_refuses_what_the_provider_did_not_sign_just_now",
            "tests/edge/test_forwarded.py::test_drops_what_a_stranger_says_about_itself",
        ),
    ),
}
