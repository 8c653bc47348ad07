"""A: who somebody is."""

from tests.hostile.rows.row import JUDGED, Case, Request, Row


def authorized(*values: bytes) -> Request:
    """A query with these Authorization headers."""
    return Request(body=b'{"query":"{ ping }"}', headers=tuple((b"authorization", value) for value in values))


_TOKENS = "tests/domains/identity/test_tokens.py::"
_SESSIONS = "tests/domains/identity/test_sessions.py::"
_PASSWORDS = "tests/domains/identity/test_passwords.py::"
_REGISTER = "tests/domains/identity/test_register.py::"
_ALIKE = "tests/domains/identity/test_alike.py::"
_CLAIMS = "tests/domains/orders/test_claiming.py::"
_EDGES = "tests/api/test_login_edges.py::"
_HELPERS = "tests/domains/identity/test_permission_helpers.py::"

PEOPLE = {
    "A-01": Row(
        tries="a token that says it needs no signature",
        tests=(f"{_TOKENS}test_a01_pins_the_algorithm",),
    ),
    "A-03": Row(
        tries="another kind of key under a good algorithm",
        tests=(f"{_TOKENS}test_a03_refuses_other_keys",),
    ),
    "A-05": Row(
        tries="headers that name a key of the sender's",
        tests=(f"{_TOKENS}test_a05_never_follows_a_header",),
    ),
    "A-06": Row(
        tries="a token of a second ago, and of an hour ago",
        tests=(f"{_TOKENS}test_a06_expires_after_the_leeway",),
    ),
    "A-08": Row(
        tries="audience or issuer wrong or missing",
        tests=(
            f"{_TOKENS}test_a08_refuses_wrong_or_missing_claims",
            "tests/api/test_live_protocol.py::test_refuses_a_token_for_another_audience",
        ),
    ),
    "A-10": Row(
        tries="a subject that is gone or closed",
        tests=(
            f"{_SESSIONS}test_a10_what_another_process_did_is_seen_within_seconds",
            f"{_SESSIONS}test_a_token_of_another_user_names_nobody",
        ),
    ),
    "A-11": Row(
        tries="a refresh token for access, and the other way round",
        tests=(
            f"{_TOKENS}test_a11_keeps_the_kinds_apart",
            f"{_SESSIONS}test_refuses_refresh_tokens_that_do_not_work",
        ),
    ),
    "A-13": Row(
        tries="a refresh token used twice",
        tests=(f"{_SESSIONS}test_a13_reuse_ends_the_whole_family",),
    ),
    "A-15": Row(
        tries="a token after logout, a new password, a new address",
        tests=(
            f"{_SESSIONS}test_a15_logout_is_seen_at_once_here_and_soon_elsewhere",
            f"{_PASSWORDS}test_changes_the_password_and_ends_every_other_session",
            "tests/domains/identity/test_email_change.py::test_keeps_the_old_address_until_the_code_is_confirmed",
        ),
    ),
    "A-16": Row(
        tries="an Authorization header of 1 MB, and two of them",
        cases=(
            Case(
                name="1 MB",
                sent=authorized(b"Bearer " + b"a" * 1_000_000),
                status=431,
                code="HEADERS_TOO_LARGE",
                cpu=JUDGED,
            ),
            Case(name="8 KB", sent=authorized(b"Bearer " + b"a" * 8_000), status=401, code="INVALID_TOKEN"),
            Case(name="two", sent=authorized(b"Bearer a", b"Bearer b"), code="AMBIGUOUS_HEADER", cpu=JUDGED),
            Case(name="no bytes of a token", sent=authorized(b"Bearer \xff\xfe"), status=401, code="INVALID_TOKEN"),
        ),
        tests=(
            "tests/edge/test_limits.py::test_refuses_a_header_given_twice",
            "tests/edge/test_limits.py::test_refuses_a_head_that_is_too_large",
        ),
    ),
    "A-18": Row(
        tries="a flipped bit, other padding, a dot more",
        tests=(
            f"{_TOKENS}test_a18_has_one_spelling",
            f"{_TOKENS}test_a18_refuses_every_flipped_bit",
        ),
    ),
    "A-20": Row(
        tries="a code of another account, an old one, a used one",
        tests=(
            f"{_REGISTER}test_a_code_is_worth_nothing_for_another_account_or_purpose",
            f"{_REGISTER}test_a_code_lasts_ten_minutes",
            f"{_REGISTER}test_verifies_and_logs_in_once",
        ),
    ),
    "A-21": Row(
        tries="one code fifty times at once",
        tests=(
            "tests/domains/identity/test_once.py::test_a21_fifty_uses_of_one_secret_open_one_session",
            "tests/google/test_accounts.py::test_a21_of_parallel_uses_of_one_nonce_one_opens_a_session",
        ),
    ),
    "A-23": Row(
        tries="a known address and an unknown one",
        tests=(
            f"{_ALIKE}test_a23_every_kind_of_account_and_none_is_answered_byte_for_byte_alike",
            "tests/google/test_graphql.py::test_a23_answers_alike_whether_the_address_has_an_account",
        ),
    ),
    "A-25": Row(
        tries="an account without a password, by the clock",
        tests=(f"{_ALIKE}test_a25_every_kind_of_account_and_none_costs_the_same_hashes_and_time",),
    ),
    "A-26": Row(
        tries="a link used twice, and the older of two",
        tests=(
            f"{_PASSWORDS}test_a26_a_newer_link_kills_the_older",
            f"{_PASSWORDS}test_a_link_sets_the_password_once_and_ends_every_session",
        ),
    ),
    "A-28": Row(
        tries="a token of another purpose",
        tests=(f"{_PASSWORDS}test_a28_a_token_of_another_purpose_or_with_any_other_sign_is_worth_nothing",),
    ),
    "A-30": Row(
        tries="the token of a link in logs and referrers",
        tests=(f"{_PASSWORDS}test_a30_the_token_is_nowhere_in_our_tables_or_logs",),
    ),
    "A-31": Row(
        tries="a session from before the login",
        tests=(f"{_EDGES}test_a31_a_session_that_was_there_before_is_another_after_the_login",),
    ),
    "A-33": Row(
        tries="a login form on another site",
        tests=(
            f"{_EDGES}test_a33_a_login_form_on_another_site_logs_nobody_in_to_the_admin",
            f"{_EDGES}test_a33_what_a_form_of_another_site_can_send_is_no_login",
        ),
    ),
    "A-35": Row(
        tries="one address in many spellings",
        tests=(
            f"{_REGISTER}test_one_account_per_address_however_it_is_spelled",
            f"{_REGISTER}test_refuses_what_is_no_address",
        ),
    ),
    "A-36": Row(
        tries="a Google account with an address that nobody proved",
        tests=("tests/google/test_accounts.py::test_a36_an_address_that_google_has_not_seen_proven_joins_nothing",),
    ),
    "A-38": Row(
        tries="an account with the address of a guest's orders",
        tests=(
            "tests/tasks/test_order_claims.py::test_a38_orders_of_guests_come_with_the_proof_of_their_address",
            f"{_CLAIMS}test_a38_an_address_that_was_not_proven_or_an_account_that_is_closed_claims_nothing",
        ),
    ),
    "A-40": Row(
        tries="a list of permissions that is empty, or none",
        tests=(
            f"{_HELPERS}test_the_staff_api_passes_only_who_has_every_permission_of_a_demand",
            f"{_HELPERS}test_every_helper_that_takes_a_permission_is_tried",
            "tests/staff/test_who_may_what.py::test_a_view_that_demands_nothing_is_closed_even_to_admins",
        ),
    ),
    "A-41": Row(
        tries="one password on ten thousand accounts",
        tests=(
            f"{_ALIKE}test_a41_one_password_on_many_accounts_is_stopped_by_network",
            f"{_ALIKE}test_a41_moving_from_address_to_address_of_a_rented_range_does_not_help",
            f"{_ALIKE}test_a41_nor_does_moving_all_over_the_world",
        ),
    ),
}
