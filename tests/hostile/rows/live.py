"""S: subscriptions over WebSocket and server-sent events."""

from tests.hostile.rows.row import Row

_PROTOCOL = "tests/api/test_live_protocol.py::"
_LIVE = "tests/api/test_live.py::"
_ENDING = "tests/api/test_live_ending.py::"

LIVE = {
    "S-01": Row(
        tries="the legacy protocol",
        tests=(f"{_PROTOCOL}test_speaks_one_protocol_only",),
    ),
    "S-03": Row(
        tries="a client that never says who it is",
        tests=(f"{_PROTOCOL}test_closes_on_who_never_says_who_they_are",),
    ),
    "S-05": Row(
        tries="a bad, an old, another shop's token",
        tests=(
            f"{_PROTOCOL}test_refuses_a_token_that_has_expired",
            f"{_PROTOCOL}test_refuses_a_token_for_another_audience",
            f"{_LIVE}test_refuses_a_bad_token_before_anything_else",
        ),
    ),
    "S-06": Row(
        tries="a token that ends, an account that is closed, a role that is taken away while a stream runs",
        tests=(
            f"{_ENDING}test_ends_when_the_viewer_is_no_longer_who_opened_it",
            f"{_ENDING}test_ends_with_its_token",
            f"{_ENDING}test_ends_a_stream_of_server_sent_events_as_well",
        ),
    ),
    "S-08": Row(
        tries="the id of an operation that is running",
        tests=(f"{_LIVE}test_refuses_a_second_operation_under_the_same_id",),
    ),
    "S-10": Row(
        tries="frames that are no message",
        tests=(
            f"{_PROTOCOL}test_closes_on_garbage_without_a_word_more",
            "tests/edge/test_websocket.py::test_closes_on_a_hostile_message_and_says_no_more",
        ),
    ),
    "S-11": Row(
        tries="a frame of 20 MB, and one that unpacks to more",
        tests=(
            f"{_PROTOCOL}test_closes_on_garbage_without_a_word_more",
            f"{_PROTOCOL}test_takes_no_compression_and_so_no_compression_bomb",
        ),
    ),
    "S-13": Row(
        tries="a client that never reads",
        tests=(
            f"{_ENDING}test_cuts_a_client_that_never_reads_and_harms_no_other",
            f"{_PROTOCOL}test_cuts_an_event_stream_that_is_never_read",
        ),
    ),
    "S-15": Row(
        tries="another's order, another house's stream",
        tests=(
            f"{_PROTOCOL}test_knows_somebody_elses_order_no_better_than_none",
            "tests/authorization/test_live.py::test_a_stranger_hears_of_anothers_what_they_hear_of_nothing",
        ),
    ),
    "S-16": Row(
        tries="a mutation over a socket",
        tests=(f"{_LIVE}test_carries_subscriptions_only",),
    ),
    "S-18": Row(
        tries="a forged Last-Event-ID",
        tests=(
            "tests/api/test_live_resume.py::test_tells_the_sender_of_a_forged_number_to_look_again",
            "tests/api/test_live_resume.py::test_tells_the_sender_of_somebody_elses_number_nothing_of_theirs",
        ),
    ),
    "S-20": Row(
        tries="a client that is gone without a word",
        tests=(
            f"{_PROTOCOL}test_reaps_who_does_not_answer_pings",
            f"{_PROTOCOL}test_lets_the_system_cut_who_acknowledges_nothing",
        ),
    ),
}
