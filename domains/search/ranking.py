"""Which of the products that have the words are ranked, and how, as SQL.

A question may have tens of thousands of answers, and nobody reads more than the first few pages. So each step costs
what it is worth: all answers are found, the newest of them are looked at, the best of those at a glance are weighed,
and one page of them is read. The others follow the ranked ones, the newest first, and are looked at by who comes that
far.
"""

from typing import Any

from domains.catalogue.queries import PRODUCT_COLUMNS
from domains.search.filters import OFFERED_SQL, Condition
from domains.search.merchandising import MOVED_SQL, RULED_SINCE_SQL, RULED_SQL
from domains.search.mixing import MIXED_HIT_SQL
from domains.search.translated import SPOKEN_MATCHED_SQL, SPOKEN_WORDS_SQL

# So many of the newest answers are ranked, and so many of these weighed by how near to each other the words stand.
MOST_RANKED, MOST_WEIGHED = 500, 100

_MATCHED_SQL = "SELECT document.product_id FROM search_document AS document WHERE document.words @@ {query}"
# One after the other, the newest first, so that looking at them ends where there are enough.
_NEWEST_SQL = """
    FROM (SELECT matched.product_id FROM matched WHERE {bound} ORDER BY matched.product_id DESC) AS matched
    CROSS JOIN LATERAL (
        SELECT product.id {offered} WHERE product.id = matched.product_id AND {condition} LIMIT 1
    ) AS product
    WHERE {goes_on}
    ORDER BY matched.product_id DESC
    LIMIT {most}
"""
# Beside the newest there is what is pinned, near in meaning, or as was asked strictly.
_HITS_SQL = """
    , matched AS MATERIALIZED ({matched}),
    newest AS MATERIALIZED (SELECT product.id {newest}),
    known AS MATERIALIZED (
        SELECT newest.id FROM newest
        UNION
        SELECT product.id {offered} WHERE product.id IN ({beside}) AND {condition}
    ),
    glanced AS MATERIALIZED (
        SELECT
            read.*, read.words @@ asked.query AS is_worded, read.words @@ asked.strict AS is_strict,
            ts_rank(read.words, asked.query) AS glance
        FROM (
            SELECT product.id, {words}
            FROM known AS product
            JOIN search_document AS document ON document.product_id = product.id
        ) AS read
        CROSS JOIN {asked} AS asked
    ),
    -- At a glance: how often, and in which texts. It costs a twentieth of what weighing costs.
    {hit} AS MATERIALIZED (
        SELECT
            weighed.id, weighed.is_worded,
            CASE WHEN weighed.is_strict THEN 1000000000 ELSE 0 END + round(CASE
                WHEN weighed.place <= {most_weighed} THEN ts_rank_cd(weighed.words, asked.query) * 1000000
                ELSE weighed.glance * 100
            END)::bigint AS score
        FROM (
            SELECT
                glanced.*,
                row_number() OVER (ORDER BY glanced.is_strict DESC, glanced.glance DESC, glanced.id DESC) AS place
            FROM glanced
        ) AS weighed
        CROSS JOIN {asked} AS asked
    )
"""
# Having all words is worth more than any rank; two ways of finding have no such step.
_WORDS_KEPT, _MIXED_KEPT = "(hit.score - hit.score %% 1000000000)", "0"
_PAGE_SQL = """
    , best AS MATERIALIZED (
        SELECT moved.id, moved.score
        FROM moved
        WHERE {best_go_on}
        ORDER BY moved.score DESC, moved.id DESC
        LIMIT %(rows)s
    ),
    other AS (SELECT product.id, 0::bigint AS score {others})
    SELECT {columns}, page.score, {ruled_since}
    FROM (
        SELECT * FROM best
        UNION ALL
        SELECT * FROM other
        ORDER BY score DESC, id DESC
        LIMIT %(rows)s
    ) AS page
    JOIN catalogue_product AS product ON product.id = page.id
    ORDER BY page.score DESC, page.id DESC
"""
# Looked at only where as many were ranked as may be, and not enough of them are left for this page.
_OTHERS_SQL = """
    (SELECT count(*) FROM newest) = {most_ranked}
    AND (SELECT count(*) FROM best) < %(rows)s
    AND matched.product_id < (SELECT newest.id FROM newest ORDER BY newest.id LIMIT 1)
    AND matched.product_id NOT IN (SELECT known.id FROM known)
"""
_AFTER = "(%(after_score)s::bigint, %(after_id)s::uuid)"


def hits_statement(condition: Condition, params: dict[str, Any], *, asked: str) -> str:
    """The statement of a page of hits: the columns of a product, its score, and since when its rules hold.

    `asked` are the CTEs of what is asked for, `params` the values that the statement will get.
    """
    is_mixed, is_spoken = bool(params.get("vector")), "spoken" in params
    understood = "spoken" if is_spoken else "asked"
    beside = ["SELECT pinned.product_id FROM pinned"]
    if is_mixed:
        beside.append("SELECT near.product_id FROM near")
    if params["way"]:
        # Few have all the words, or what was asked loosely would not be asked; they are ranked however old they are.
        beside.append(f"{_matched(understood, 'strict', is_spoken)} LIMIT {MOST_RANKED}")
    hits = _HITS_SQL.format(
        matched=_matched(understood, "query", is_spoken),
        newest=_newest(condition, bound="true", goes_on="true", most=str(MOST_RANKED)),
        offered=OFFERED_SQL,
        beside=" UNION ALL ".join(f"({each})" for each in beside),
        condition=condition.sql,
        words=SPOKEN_WORDS_SQL if is_spoken else "document.words",
        asked=understood,
        hit="worded" if is_mixed else "hit",
        most_weighed=MOST_WEIGHED,
    )
    moved = f", {RULED_SQL}" + MOVED_SQL.format(kept=_MIXED_KEPT if is_mixed else _WORDS_KEPT)
    return asked + hits + (MIXED_HIT_SQL if is_mixed else "") + moved + _page(condition, is_later="after_id" in params)


def _page(condition: Condition, *, is_later: bool) -> str:
    others = _newest(
        condition,
        bound=_OTHERS_SQL.format(most_ranked=MOST_RANKED),
        goes_on=f"(0::bigint, matched.product_id) < {_AFTER}" if is_later else "true",
        most="%(rows)s",
    )
    return _PAGE_SQL.format(
        columns=PRODUCT_COLUMNS,
        ruled_since=RULED_SINCE_SQL,
        best_go_on=f"(moved.score, moved.id) < {_AFTER}" if is_later else "true",
        others=others,
    )


def _newest(condition: Condition, *, bound: str, goes_on: str, most: str) -> str:
    return _NEWEST_SQL.format(bound=bound, offered=OFFERED_SQL, condition=condition.sql, goes_on=goes_on, most=most)


def _matched(asked: str, query: str, is_spoken: bool) -> str:
    found = SPOKEN_MATCHED_SQL if is_spoken else _MATCHED_SQL
    return found.format(query=f"(SELECT {query} FROM {asked})")  # noqa: S608 - constants only
