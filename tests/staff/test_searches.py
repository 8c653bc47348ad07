"""Synonyms and questions that found too little, through the staff API."""

from datetime import timedelta

from domains.common.clock import utc_now
from domains.identity.models import StaffAction
from domains.search.models import SearchMiss, SearchSynonym
from tests.staff.asking import error_of, everything, staff
from tests.staff.world import make_miss, make_world

MISSES, SYNONYMS = "/staff/search-misses/", "/staff/synonyms/"


def test_deletes_a_synonym_that_was_looked_at_and_writes_down_what_it_was() -> None:
    client, synonym = staff("catalogue"), make_world().synonym
    path = f"{SYNONYMS}{synonym.id}/"
    tag = client.get(path)["ETag"]
    before = everything()

    blind = client.delete(path)
    stale = client.delete(path, headers={"If-Match": '"another"'})
    unchanged = everything()
    gone = client.delete(path, headers={"If-Match": tag})
    again = client.delete(path, headers={"If-Match": tag})

    assert (blind.status_code, stale.status_code) == (428, 412)
    assert unchanged == before
    assert (gone.status_code, gone.content) == (204, b"")
    assert again.status_code == 404
    assert not SearchSynonym.objects.filter(id=synonym.id).exists()
    [written] = StaffAction.objects.all()
    assert (written.action, written.target_id) == ("synonym.delete", str(synonym.id))
    assert (written.before, written.after) == ({"term": synonym.term, "means": "sneakers"}, {})


def test_what_cannot_be_deleted_says_so() -> None:
    client, world = staff(), make_world()

    assert client.delete(f"/staff/products/{world.product.id}/").status_code == 405
    assert client.delete(SYNONYMS).status_code == 405


def test_makes_a_synonym_of_a_question_and_puts_another_aside() -> None:
    client, now = staff("catalogue"), utc_now()
    trousers, spam = make_miss(now=now), make_miss(now=now)

    made = client.post(f"{MISSES}{trousers.id}/make-synonym/", {"means": "trousers, riding trousers"})
    before = everything()
    twice = client.post(f"{MISSES}{trousers.id}/make-synonym/", {"means": "other"})
    unchanged = everything()
    aside = client.post(f"{MISSES}{spam.id}/set-aside/")

    assert (made.status_code, made.json()["handled_as"]) == (200, "synonym")
    assert SearchSynonym.objects.get(term=trousers.text).means == "trousers, riding trousers"
    assert (twice.status_code, error_of(twice)["code"]) == (409, "SYNONYM_EXISTS")
    assert unchanged == before
    assert aside.json()["handled_as"] == "set_aside"
    assert aside.json()["handled_at"] is not None
    assert [row["id"] for row in client.get(MISSES, {"open": "true"}).json()["results"]] == []
    [first, second] = StaffAction.objects.order_by("acted_at")
    assert first.after["means"] == "trousers, riding trousers"
    assert (second.before["handled_as"], second.after["handled_as"]) == ("", "set_aside")


def test_lists_by_how_often_by_when_and_by_text() -> None:
    client, now = staff("support"), utc_now()
    for text, count, hours in (("b", 1, 1), ("a", 9, 3), ("c", 5, 2)):
        seen = now - timedelta(hours=hours)
        SearchMiss.objects.create(
            text=text, language="english", count=count, results=0, first_seen_at=seen, last_seen_at=seen
        )

    def texts(**query: str) -> str:
        return "".join(row["text"] for row in client.get(MISSES, query).json()["results"])

    assert texts() == texts(ordering="-count") == "acb"
    assert texts(ordering="-last_seen_at") == "bca"
    assert texts(ordering="text") == "abc"
    assert texts(search="c") == "c"


def test_exports_cells_that_no_spreadsheet_takes_for_formulas() -> None:
    client, now = staff("support"), utc_now()
    # No question is kept like that; a table may be filled by other hands.
    for count, text in enumerate(('=HYPERLINK("//evil")', "+1", "-1", "@SUM(1)", "\tx", "plain, text")):
        SearchMiss.objects.create(
            text=text, language="english", count=count, results=0, first_seen_at=now, last_seen_at=now
        )

    answer = client.get(f"{MISSES}export/")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"] == 'attachment; filename="search-misses.csv"'
    header, *lines = answer.content.decode().splitlines()
    assert header == "text,count,results,last_seen_at"
    assert [line.rsplit(",", 3)[0] for line in lines] == [
        '"plain, text"',
        "'\tx",
        "'@SUM(1)",
        "'-1",
        "'+1",
        '"\'=HYPERLINK(""//evil"")"',
    ]
