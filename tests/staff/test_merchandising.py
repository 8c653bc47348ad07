"""Rules that move products, through the staff API."""

from domains.common.clock import utc_now
from domains.identity.models import StaffAction
from domains.search.models import Boost
from tests.factories.catalogue import make_product
from tests.staff.asking import error_of, everything, staff

BOOSTS = "/staff/boosts/"


def test_keeps_a_rule_from_its_writing_to_its_deletion_and_writes_it_all_down() -> None:
    client, product = staff("catalogue"), make_product(title="Silk Gown")
    body = {"kind": "pin", "query": " Evening  GOWN ", "product_id": str(product.id), "note": "Gala week"}

    made = client.post(BOOSTS, body)
    path = f"{BOOSTS}{made.json()['id']}/"
    blind = client.patch(path, {"priority": 9})
    changed = client.patch(path, {"priority": 9, "ends_at": "2099-01-01T00:00:00Z"}, headers={"If-Match": made["ETag"]})
    stale = client.patch(path, {"priority": 8}, headers={"If-Match": made["ETag"]})
    gone = client.delete(path, headers={"If-Match": changed["ETag"]})

    assert made.status_code == 201
    row = made.json()
    assert (row["query"], row["product_title"], row["priority"], row["ends_at"]) == (
        "evening gown", "Silk Gown", 50, None,
    )  # fmt: skip
    assert (blind.status_code, stale.status_code, gone.status_code) == (428, 412, 204)
    assert (changed.json()["priority"], changed.json()["ends_at"]) == (9, "2099-01-01T00:00:00Z")
    assert not Boost.objects.exists()
    actions = list(StaffAction.objects.order_by("acted_at"))
    assert [action.action for action in actions] == ["boost.create", "boost.update", "boost.delete"]
    assert (actions[1].before["priority"], actions[1].after["priority"]) == (50, 9)
    assert actions[2].before["note"] == "Gala week"


def test_refuses_rules_that_make_no_sense_and_changes_nothing() -> None:
    client, product = staff("catalogue"), make_product()
    good = {"kind": "pin", "product_id": str(product.id)}
    before = everything()

    for more, status, code in (
        ({"kind": "promote"}, 400, "INVALID_INPUT"),
        ({"priority": 0}, 400, "INVALID_INPUT"),
        ({"priority": 101}, 400, "INVALID_INPUT"),
        ({"priority": "9"}, 400, "INVALID_INPUT"),
        ({"vendor_id": str(product.vendor_id)}, 400, "NOT_ONE_TARGET"),
        ({"product_id": str(product.vendor_id)}, 404, "NOT_FOUND"),
        ({"query": "a" * 61}, 400, "INVALID_INPUT"),
        ({"starts_at": "2026-01-02T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"}, 400, "EMPTY_WINDOW"),
        ({"colour": "red"}, 400, "UNKNOWN_FIELD"),
    ):
        refused = client.post(BOOSTS, good | more)
        assert (refused.status_code, error_of(refused)["code"]) == (status, code), more
    assert client.post(BOOSTS, {"kind": "pin"}).status_code == 400
    assert everything() == before


def test_finds_rules_by_query_and_those_of_everywhere() -> None:
    client, product, now = staff("support"), make_product(), utc_now()
    for query in ("", "gown", "hat"):
        Boost.objects.create(kind="pin", product=product, query=query, priority=1, starts_at=now)

    def queries(**asked: str) -> list[str]:
        return sorted(row["query"] for row in client.get(BOOSTS, asked).json()["results"])

    assert queries() == ["", "gown", "hat"]
    assert queries(query="gown") == ["gown"]
    assert queries(everywhere="true") == [""]
    assert queries(everywhere="false") == ["gown", "hat"]
