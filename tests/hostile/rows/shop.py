"""M and Q: money, and search."""

from tests.authorization.sides import World
from tests.hostile.rows.row import Case, Request, Row, graphql


def searched(text: str) -> Request:
    """A search."""
    return graphql("query ($text: String!) { search(text: $text) { totalCount } }", {"text": text})


def priced(world: World) -> Request:
    """A line with a price of the client's own."""
    document = "mutation ($input: CartLineAddInput!) { cartLineAdd(input: $input) { errors { code } } }"
    return graphql(document, {"input": {"variantId": world.public.id("Variant"), "quantity": 1, "unitPrice": 1}})


_CANCELLING = "tests/domains/orders/test_cancelling.py::"
_CART = "tests/domains/test_checkout_cart.py::"
_LINES = "tests/domains/test_checkout_lines.py::"
_SEARCH = "tests/api/test_search_hostile.py::"
_INDEX = "tests/domains/test_search.py::"

SHOP = {
    "M-01": Row(
        tries="quantities that are none",
        tests=(
            "tests/api/test_cart_graphql.py::test_m01_takes_no_quantity_that_is_no_whole_number",
            f"{_LINES}test_takes_a_whole_quantity_from_1_to_99",
        ),
    ),
    "M-03": Row(
        tries="a price of the client's own",
        cases=(Case(name="of a line", sent=priced, viewer="customer A"),),
        tests=(f"{_CART}test_a_changed_price_is_charged_only_once_its_total_was_agreed_to",),
    ),
    "M-05": Row(
        tries="currencies without cents, and with three digits of them",
        tests=("tests/unit/test_money.py::test_writes_amounts_with_the_currencys_exponent",),
    ),
    "M-06": Row(
        tries="more money than a number holds",
        tests=(
            f"{_LINES}test_refuses_a_line_so_dear_that_a_full_cart_of_it_could_not_be_summed",
            f"{_LINES}test_holds_a_hundred_lines",
        ),
    ),
    "M-08": Row(
        tries="ten off for three things",
        nothing="There are no coupons.",
    ),
    "M-10": Row(
        tries="a refund twice at once",
        tests=(f"{_CANCELLING}test_refunds_once_when_two_ask_at_the_same_time",),
    ),
    "M-11": Row(
        tries="cancelled and captured at once",
        tests=(f"{_CANCELLING}test_balances_when_capture_and_cancellation_meet",),
    ),
    "M-13": Row(
        tries="a coupon of a second ago",
        nothing="There are no coupons.",
    ),
    "M-15": Row(
        tries="less than the coupon wants",
        nothing="There are no coupons.",
    ),
    "M-16": Row(
        tries="a price that changes between cart and payment",
        tests=(f"{_CART}test_a_changed_price_is_charged_only_once_its_total_was_agreed_to",),
    ),
    "M-18": Row(
        tries="a commission that changes meanwhile",
        tests=("tests/domains/orders/test_cancelling.py::test_m18_an_order_keeps_the_commission_it_was_placed_with",),
    ),
    "M-20": Row(
        tries="a payout twice",
        nothing="There are no payouts.",
    ),
    "M-21": Row(
        tries="another bank account a minute before",
        nothing="There are no payouts.",
    ),
    "M-23": Row(
        tries="0.1 + 0.2",
        tests=("tests/staff/test_products.py::test_refuses_amounts_that_are_none",),
    ),
    "Q-01": Row(
        tries="operators of text search",
        tests=(
            f"{_SEARCH}test_syntax_wildcards_nothing_and_what_is_hidden_find_nothing",
            f"{_INDEX}test_no_text_is_an_error_of_ours",
        ),
    ),
    "Q-03": Row(
        tries="a language of the sender's own",
        tests=(f"{_SEARCH}test_a_language_is_one_of_a_list",),
    ),
    "Q-05": Row(
        tries="wildcards",
        tests=(f"{_SEARCH}test_syntax_wildcards_nothing_and_what_is_hidden_find_nothing",),
    ),
    "Q-06": Row(
        tries="10 KB, 5,000 words, one letter, nothing",
        cases=(
            Case(name="10 KB", sent=searched("a" * 10_000), status=200, code="QUESTION_TOO_LONG"),
            Case(name="5,000 words", sent=searched("dress " * 5_000), status=200, code="QUESTION_TOO_LONG"),
            Case(name="one letter", sent=searched("a"), status=200, code=None),
            Case(name="nothing", sent=searched(""), status=200, code=None),
        ),
        tests=(
            f"{_SEARCH}test_too_much_text_is_refused_at_once",
            f"{_INDEX}test_refuses_too_much_text",
        ),
    ),
    "Q-08": Row(
        tries="a vector of zeros",
        tests=(
            "tests/domains/test_search_vectors.py::test_a_vector_of_zeros_is_near_to_nothing_and_still_shows_something",
        ),
    ),
    "Q-10": Row(
        tries="the millionth page",
        tests=(f"{_SEARCH}test_there_is_no_way_to_a_millionth_page",),
    ),
    "Q-11": Row(
        tries="words of drafts, hidden houses, others",
        tests=(
            f"{_SEARCH}test_syntax_wildcards_nothing_and_what_is_hidden_find_nothing",
            f"{_INDEX}test_hidden_products_are_in_no_answer_and_no_count",
        ),
    ),
    "Q-13": Row(
        tries="all scripts",
        tests=(f"{_SEARCH}test_words_of_any_script_are_found",),
    ),
    "Q-15": Row(
        tries="what trigrams take longest for",
        cases=(Case(name="as long as may be", sent=searched("a" * 200), status=200, code=None),),
        tests=(
            f"{_SEARCH}test_too_much_text_is_refused_at_once",
            f"{_INDEX}test_a_search_that_takes_too_long_is_stopped",
        ),
    ),
    "Q-16": Row(
        tries="an order of the sender's own",
        tests=(f"{_SEARCH}test_a_sort_or_a_mode_of_ones_own_is_refused",),
    ),
}
