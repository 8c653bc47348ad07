"""Reviews over the GraphQL door."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domains.catalogue.models import Product
from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.identity.models import User
from domains.reviews.models import Review, ReviewVote
from domains.reviews.services.moderate import reject_review
from domains.reviews.services.vote import set_vote
from schema.ids import encode_id
from tests.api.client import graphql
from tests.factories.catalogue import make_product
from tests.factories.identity import a_guest_token, a_user, an_access_token
from tests.factories.reviews import a_member, add_photo, an_upload, buy, make_review
from tests.sql_counting import counted_statements

pytestmark = pytest.mark.usefixtures("database")

REVIEW = """id rating title body fit authorName authorCountry isVerified state helpfulCount viewerFoundHelpful
    reply { text } editedAt"""
CREATE = f"""mutation ($input: ReviewCreateInput!) {{
  reviewCreate(input: $input) {{ review {{ {REVIEW} product {{ id }} }} errors {{ code path }} }} }}"""
UPDATE = f"""mutation ($input: ReviewUpdateInput!) {{
  reviewUpdate(input: $input) {{ review {{ {REVIEW} }} errors {{ code path }} }} }}"""
DELETE = "mutation ($id: ID!) { reviewDelete(id: $id) { errors { code path } } }"
VOTE = f"""mutation ($input: ReviewVoteInput!) {{
  reviewVote(input: $input) {{ review {{ {REVIEW} }} errors {{ code path }} }} }}"""
REPLY = f"""mutation ($input: ReviewReplyInput!) {{
  reviewReply(input: $input) {{ review {{ {REVIEW} }} errors {{ code path }} }} }}"""
SUMMARY = """query ($id: ID!) { product(id: $id) { reviewSummary {
  count average histogram { rating count } runsSmall trueToSize runsLarge } } }"""
PAGE = """query ($id: ID!, $first: Int, $after: String, $sort: ReviewSort!) { product(id: $id) {
  reviews(first: $first, after: $after, sort: $sort) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id title viewerFoundHelpful } } } }"""
LIST = """query ($first: Int) { products(first: $first) { nodes {
  reviewSummary { count average } fitSummary { trueToSize runsSmall runsLarge count verdict } viewerReview { id }
  newest: reviews(first: 2) { nodes { title viewerFoundHelpful photos { url alt } } totalCount }
  more: reviews(first: 3) { nodes { title } }
} } }"""
PHOTOS = (
    "query ($id: ID!) { node(id: $id) { ... on Review { photos { url alt width height colour renditions { url } } } } }"
)
NODE = "query ($id: ID!) { node(id: $id) { ... on Review { title state moderationReason } } }"


async def a_shopper() -> tuple[User, str]:
    def make() -> tuple[User, str]:
        user = a_user()
        return user, an_access_token(user)

    return await in_transaction(make)


async def test_a_buyer_reviews_changes_and_takes_it_back() -> None:
    shopper, token = await a_shopper()
    product = await in_transaction(make_product)
    await in_transaction(buy, user=shopper, product=product)
    product_id = encode_id("Product", product.id)

    given = {"productId": product_id, "rating": 4, "title": " So  soft ", "body": "One\nTwo", "fit": "RUNS_LARGE"}
    made = (await graphql(CREATE, {"input": given}, token=token)).data["reviewCreate"]
    again = (await graphql(CREATE, {"input": given}, token=token)).data["reviewCreate"]

    assert made["errors"] == []
    review = made["review"]
    assert review.pop("product") == {"id": product_id}
    review_id = review.pop("id")
    assert review == {
        "rating": 4, "title": "So soft", "body": "One\nTwo", "fit": "RUNS_LARGE", "authorName": "Ada O.",
        "authorCountry": "NG", "isVerified": True, "state": "PUBLISHED", "helpfulCount": 0,
        "viewerFoundHelpful": False, "reply": None, "editedAt": None,
    }  # fmt: skip
    assert again == {"review": None, "errors": [{"code": "ALREADY_REVIEWED", "path": ["productId"]}]}
    changed = await graphql(UPDATE, {"input": {"id": review_id, "rating": 5, "title": "Softer"}}, token=token)
    assert changed.data["reviewUpdate"]["review"]["body"] == ""
    summary = (await graphql(SUMMARY, {"id": product_id})).data["product"]["reviewSummary"]
    assert summary == {
        "count": 1, "average": 5.0, "runsSmall": 0, "trueToSize": 0, "runsLarge": 0,
        "histogram": [{"rating": stars, "count": int(stars == 5)} for stars in (5, 4, 3, 2, 1)],
    }  # fmt: skip
    assert (await graphql(DELETE, {"id": review_id}, token=token)).data["reviewDelete"]["errors"] == []
    assert (await graphql(SUMMARY, {"id": product_id})).data["product"]["reviewSummary"]["average"] is None


@pytest.mark.parametrize("who", ["anonymous", "guest", "stranger"])
async def test_nobody_writes_for_others(who: str) -> None:
    review = await in_transaction(make_review, title="Mine")
    _, strangers_token = await a_shopper()
    token = {"anonymous": None, "guest": a_guest_token(), "stranger": strangers_token}[who]
    review_id, unknown = encode_id("Review", review.id), encode_id("Review", new_id())
    expected = "NOT_FOUND" if who == "stranger" else "LOGIN_REQUIRED"

    async def codes(document: str, field: str, variables: dict[str, Any]) -> list[str]:
        answer = await graphql(document, variables, token=token)
        return [error["code"] for error in answer.data[field]["errors"]]

    for one in (review_id, unknown):
        changed = {"input": {"id": one, "rating": 1, "title": "Theirs"}}
        assert await codes(UPDATE, "reviewUpdate", changed) == [expected]
        assert await codes(DELETE, "reviewDelete", {"id": one}) == [expected]
        assert await codes(REPLY, "reviewReply", {"input": {"id": one, "text": "Hi"}}) == [expected]
    given = {"input": {"productId": encode_id("Product", review.product_id), "rating": 1, "title": "x"}}
    refused = "REVIEW_NOT_BOUGHT" if who == "stranger" else expected
    assert await codes(CREATE, "reviewCreate", given) == [refused]
    given["input"]["productId"] = encode_id("Product", new_id())
    assert await codes(CREATE, "reviewCreate", given) == [refused]

    stored = await in_transaction(Review.objects.get)
    assert (stored.title, stored.reply) == ("Mine", "")


async def test_a_hidden_review_is_its_writers_alone() -> None:
    writer, token = await a_shopper()
    _, strangers_token = await a_shopper()
    hidden = await in_transaction(make_review, author=writer, title="Rude", state=Review.State.REJECTED)
    review_id, product_id = encode_id("Review", hidden.id), encode_id("Product", hidden.product_id)

    own = await graphql(NODE, {"id": review_id}, token=token)
    for stranger in (strangers_token, None):
        assert (await graphql(NODE, {"id": review_id}, token=stranger)).data["node"] is None
    vote = await graphql(VOTE, {"input": {"id": review_id}}, token=strangers_token)
    page = await graphql(PAGE, {"id": product_id, "sort": "NEWEST"}, token=token)

    assert own.data["node"] == {"title": "Rude", "state": "REJECTED", "moderationReason": None}
    assert [error["code"] for error in vote.data["reviewVote"]["errors"]] == ["NOT_FOUND"]
    assert page.data["product"]["reviews"]["nodes"] == []
    assert not await in_transaction(ReviewVote.objects.exists)


async def test_votes_and_replies_are_shown() -> None:
    review = await in_transaction(make_review)
    _, token = await a_shopper()

    def member() -> str:
        return an_access_token(a_member(Product.objects.get(id=review.product_id).vendor))

    review_id = encode_id("Review", review.id)
    voted = (await graphql(VOTE, {"input": {"id": review_id}}, token=token)).data["reviewVote"]["review"]
    replied = await graphql(
        REPLY, {"input": {"id": review_id, "text": "Thank you"}}, token=await in_transaction(member)
    )
    back = await graphql(VOTE, {"input": {"id": review_id, "helpful": False}}, token=token)

    assert (voted["helpfulCount"], voted["viewerFoundHelpful"]) == (1, True)
    answered = replied.data["reviewReply"]["review"]
    assert (answered["reply"], answered["viewerFoundHelpful"]) == ({"text": "Thank you"}, False)
    assert back.data["reviewVote"]["review"]["helpfulCount"] == 0


async def test_photos_are_shown_with_their_review_and_hidden_with_it() -> None:
    shopper, token = await a_shopper()
    product = await in_transaction(make_product)
    await in_transaction(buy, user=shopper, product=product)
    uploads = [await in_transaction(an_upload, shopper) for _ in range(2)]
    first, second = (encode_id("UploadedPicture", upload.id) for upload in uploads)
    photos = [{"uploadId": first}, {"uploadId": second, "alt": "The back"}]
    product_id = encode_id("Product", product.id)
    given = {"productId": product_id, "rating": 5, "title": "Look", "photos": photos}

    made = (await graphql(CREATE, {"input": given}, token=token)).data["reviewCreate"]

    assert made["errors"] == []
    facts: dict[str, Any] = {"width": 640, "height": 480, "colour": None, "renditions": []}
    expected = [
        {"url": f"/media/{uploads[0].path}", "alt": "A photo by Ada O.", **facts},
        {"url": f"/media/{uploads[1].path}", "alt": "The back", **facts},
    ]
    node = {"id": made["review"]["id"]}
    assert (await graphql(PHOTOS, node)).data["node"]["photos"] == expected
    review_id = (await in_transaction(Review.objects.get)).id
    await in_transaction(reject_review, review_id=review_id, reason="Rude", actor="staff:x", now=utc_now())
    assert (await graphql(PHOTOS, node)).data["node"] is None
    assert (await graphql(PHOTOS, node, token=token)).data["node"]["photos"] == expected


@pytest.mark.parametrize(
    "upload_id",
    ["", "nonsense", encode_id("Product", UUID(int=1)), "x" * 10_000],
    ids=["empty", "nonsense", "product", "long"],
)
async def test_a_photo_that_is_none_is_data_like_any_other_refusal(upload_id: str) -> None:
    shopper, token = await a_shopper()
    product = await in_transaction(make_product)
    await in_transaction(buy, user=shopper, product=product)
    given = {"productId": encode_id("Product", product.id), "rating": 5, "title": "Look"}

    async def refusal(photos: list[dict[str, str]]) -> Any:
        return (await graphql(CREATE, {"input": {**given, "photos": photos}}, token=token)).data["reviewCreate"]

    assert await refusal([{"uploadId": upload_id}]) == {
        "review": None, "errors": [{"code": "NOT_FOUND", "path": ["photos"]}],
    }  # fmt: skip
    assert (await refusal([{"uploadId": upload_id}] * 6))["errors"][0]["code"] == "INVALID_INPUT"
    assert not await in_transaction(Review.objects.exists)


async def test_a_product_says_how_it_fits_by_published_reviews() -> None:
    def make() -> Product:
        product = make_product()
        for _ in range(5):
            make_review(product=product, fit="runs_small")
        make_review(product=product, fit="")
        make_review(product=product, fit="runs_large", state=Review.State.PENDING)
        return product

    product = await in_transaction(make)
    asked = "query ($id: ID!) { product(id: $id) { fitSummary { runsSmall runsLarge count verdict } } }"
    found = (await graphql(asked, {"id": encode_id("Product", product.id)})).data["product"]["fitSummary"]

    assert found == {"runsSmall": 5, "runsLarge": 0, "count": 5, "verdict": "RUNS_SMALL"}


@pytest.mark.parametrize("sort", ["NEWEST", "HELPFUL"])
async def test_pages_through_all_reviews_each_once(sort: str) -> None:
    now = utc_now()

    def make() -> Product:
        product = make_product()
        for number in range(7):
            # Pairs of the same moment and of as many votes: ids decide.
            written = now - timedelta(days=number // 2)
            review = make_review(product=product, title=str(number), written_at=written)
            for _ in range((6 - number) // 2):
                set_vote(review_id=review.id, voter_id=a_user().id, is_helpful=True, now=now)
        make_review()
        return product

    product = await in_transaction(make)
    seen: list[str] = []
    after = None
    while True:
        variables = {"id": encode_id("Product", product.id), "first": 3, "after": after, "sort": sort}
        page = (await graphql(PAGE, variables)).data["product"]["reviews"]
        seen += [node["title"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    def expected() -> list[str]:
        column = {"NEWEST": "-written_at", "HELPFUL": "-helpful_count"}[sort]
        return list(Review.objects.filter(product=product).order_by(column, "-id").values_list("title", flat=True))

    assert seen == await in_transaction(expected)
    assert page["totalCount"] == 7
    other = {"id": encode_id("Product", (await in_transaction(make_product)).id), "after": after, "sort": sort}
    assert (await graphql(PAGE, other)).error_codes == ["BAD_CURSOR"]


async def test_a_list_of_products_takes_as_many_statements_for_fifty_as_for_one() -> None:
    _, token = await a_shopper()
    await graphql("{ ping }", token=token)  # the session is read once and then remembered for a while
    counted = []
    for products in (1, 49):

        def make(wanted: int = products) -> None:
            for _ in range(wanted):
                product = make_product()
                for number in range(4):
                    add_photo(make_review(product=product, title=str(number)))

        await in_transaction(make)
        document = LIST.replace(" totalCount", "")
        with counted_statements() as statements:
            nodes = (await graphql(document, {"first": 50}, token=token)).data["products"]["nodes"]
        assert [len(node["newest"]["nodes"]) for node in nodes] == [2] * len(nodes)
        assert [len(node["more"]["nodes"]) for node in nodes] == [3] * len(nodes)
        assert {node["reviewSummary"]["count"] for node in nodes} == {4}
        assert nodes[-1]["fitSummary"] == {
            "trueToSize": 4, "runsSmall": 0, "runsLarge": 0, "count": 4, "verdict": None,
        }  # fmt: skip
        counted.append(len(statements))

    assert len(nodes) == 50
    # Products, summaries, what the viewer wrote, first pages, votes, photos.
    assert counted == [6, 6], statements
