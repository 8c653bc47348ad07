"""I: what belongs to somebody else; the matrix asks for it in every way."""

from tests.hostile.rows.row import Row

_READS = "tests/authorization/test_reads.py::"
_WRITES = "tests/authorization/test_writes.py::"
_WHO = "tests/staff/test_who_may_what.py::"

OBJECTS = {
    "I-101": Row(
        tries="one id per type of somebody else's: all types of the schema, found by walking it (to I-130)",
        tests=(
            f"{_READS}test_by_id_it_is_there_for_its_owner_and_as_good_as_missing_for_others",
            f"{_READS}test_every_type_was_met_and_not_only_asked_for",
            "tests/authorization/test_rows.py::test_everything_that_can_be_asked_is_decided_on",
        ),
    ),
    "I-131": Row(
        tries="an id of mine beside an id of theirs",
        tests=(
            f"{_WRITES}test_only_whose_it_is_may_and_nobody_else_changes_anything",
            "tests/api/test_cart_graphql.py::test_a_stranger_s_line_looks_like_no_line",
        ),
    ),
    "I-133": Row(
        tries="fifty of mine and one of theirs",
        tests=(
            "tests/domains/test_review_photos.py::test_takes_no_other_upload_and_then_changes_nothing",
            "tests/staff/test_submissions.py::test_approves_several_or_none",
        ),
    ),
    "I-135": Row(
        tries="a product that changes houses",
        tests=(
            "tests/staff/test_products.py::test_never_moves_what_is_not_to_be_changed",
            "tests/domains/test_submissions.py::test_anothers_product_is_as_unknown_as_one_that_never_was",
        ),
    ),
    "I-136": Row(
        tries="from a product over its vendor to people, from a review to orders",
        tests=(f"{_READS}test_what_lies_behind_a_node_is_its_viewers_own",),
    ),
    "I-138": Row(
        tries="somebody who works for the house no more",
        tests=(
            "tests/domains/identity/test_permission_helpers.py::test_a_member_is_held_to_role_and_state_at_every_use",
            "tests/staff/test_door.py::test_whoever_loses_the_place_is_refused_at_once",
        ),
    ),
    "I-140": Row(
        tries="every operation of staff, by everybody else",
        tests=(
            f"{_WHO}test_a_role_is_refused_everything_else_and_changes_nothing",
            f"{_WHO}test_nobody_comes_in_without_a_token",
        ),
    ),
    "I-141": Row(
        tries="the next number",
        tests=("tests/hostile/test_rows.py::test_no_id_follows_from_another",),
    ),
}
