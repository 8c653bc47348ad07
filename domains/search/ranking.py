"""Which of the products that have the words are ranked, and how, as SQL.

A question may have tens of thousands of answers, and nobody reads more than the first few pages. So each step costs
what it is worth: all answers are found and looked at, the best of those at a glance that a shopper may see are weighed,
and one page of them is read. The others follow the weighed ones as they looked at a glance; whether they are shown is
asked by who comes that far.
"""

from typing import Any

from domains.catalogue.queries import PRODUCT_COLUMNS
from domains.search.filters import OFFERED_SQL, Condition
from domains.search.merchandising import RULED_SINCE_SQL, RULED_SQL, moved_sql
from domains.search.mixing import MIXED_HIT_SQL
from domains.search.translated import SPOKEN_GLANCED_SQL, SPOKEN_WORDS_SQL

# So many answers are weighed by how near to each other the words stand.
MOST_WEIGHED = 100

# At a glance: how often, and in which texts. It costs a twentieth of what weighing costs, and less than asking whether
# the product is shown.
_GLANCED_SQL = """
    SELECT
        document.product_id AS id,
        {is_strict} AS is_strict,
        ts_rank(document.words, (SELECT query FROM asked)) AS glance
    FROM search_document AS document
    WHERE document.words @@ (SELECT query FROM asked)
"""
_IS_STRICT = "document.words @@ (SELECT strict FROM {asked})"
# One after the other, the best first, so that asking ends where there are enough.
_SHOWN_SQL = """
    FROM (SELECT matched.* FROM matched WHERE {bound} ORDER BY matched.score DESC, matched.id DESC) AS matched
    CROSS JOIN LATERAL (
        SELECT {offered} WHERE product.id = matched.id AND {condition} LIMIT 1
    ) AS shown
    ORDER BY matched.score DESC, matched.id DESC
    LIMIT {most}
"""
# Scores have having all words before any rank, and being weighed before what only a glance says.
_HITS_SQL = """
    , {ruled},
    glance AS (
        SELECT
            found.id,
            CASE WHEN found.is_strict THEN 2000000000 ELSE 0 END + round(found.glance * 1000000)::bigint AS score
        FROM ({glanced}) AS found
    ),
    matched AS MATERIALIZED ({moved_glance}),
    likely AS MATERIALIZED (SELECT matched.id {likely}),
    -- Beside these there is what is pinned, or near in meaning, as far as it fits.
    known AS MATERIALIZED (
        SELECT likely.id FROM likely
        UNION
        SELECT product.id {offered} WHERE product.id IN ({beside}) AND {condition}
    ),
    looked_at AS MATERIALIZED (
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
    {hit} AS MATERIALIZED (
        SELECT
            weighed.id, weighed.is_worded,
            CASE WHEN weighed.is_strict THEN 2000000000 ELSE 0 END + round(CASE
                WHEN weighed.place <= {most_weighed}
                THEN 1000000000 + ts_rank_cd(weighed.words, asked.query) * 1000000
                ELSE weighed.glance * 1000000
            END)::bigint AS score
        FROM (
            SELECT
                looked_at.*,
                row_number() OVER (
                    ORDER BY looked_at.is_strict DESC, looked_at.glance DESC, looked_at.id DESC
                ) AS place
            FROM looked_at
        ) AS weighed
        CROSS JOIN {asked} AS asked
    )
"""
# The steps of a score that no rank of staff touches; two ways of finding have none.
_KEPT, _MIXED_KEPT = "({of}.score - {of}.score %% 1000000000)", "0"
# All that is known to be likely goes before all others, whatever moved either.
_PAGE_SQL = """
    , moved AS ({moved}),
    best AS MATERIALIZED (
        SELECT moved.id, moved.score
        FROM (SELECT moved.id, moved.score + 100000000000000000 AS score FROM moved) AS moved
        WHERE {best_go_on}
        ORDER BY moved.score DESC, moved.id DESC
        LIMIT %(rows)s
    ),
    other AS (SELECT matched.id, matched.score {others})
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
# Looked at only where as many were likely as may be, and not enough of them are left for this page.
_OTHERS_SQL = """
    (SELECT count(*) FROM likely) = {most_weighed}
    AND (SELECT count(*) FROM best) < %(rows)s
    AND matched.id NOT IN (SELECT known.id FROM known)
    AND {goes_on}
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
    hits = _HITS_SQL.format(
        ruled=RULED_SQL,
        # What was found by all words has them.
        glanced=(SPOKEN_GLANCED_SQL if is_spoken else _GLANCED_SQL).format(
            is_strict=_IS_STRICT.format(asked=understood) if params["way"] else "true"
        ),
        moved_glance=moved_sql(of="glance", kept=_KEPT.format(of="glance")),
        likely=_shown(condition, bound="true", most=str(MOST_WEIGHED)),
        offered=OFFERED_SQL,
        beside=" UNION ALL ".join(f"({each})" for each in beside),
        condition=condition.sql,
        words=SPOKEN_WORDS_SQL if is_spoken else "document.words",
        asked=understood,
        hit="worded" if is_mixed else "hit",
        most_weighed=MOST_WEIGHED,
    )
    return asked + hits + (MIXED_HIT_SQL if is_mixed else "") + _page(condition, params, is_mixed=is_mixed)


def _page(condition: Condition, params: dict[str, Any], *, is_mixed: bool) -> str:
    is_later = "after_id" in params
    bound = _OTHERS_SQL.format(
        most_weighed=MOST_WEIGHED, goes_on=f"(matched.score, matched.id) < {_AFTER}" if is_later else "true"
    )
    return _PAGE_SQL.format(
        moved=moved_sql(of="hit", kept=_MIXED_KEPT if is_mixed else _KEPT.format(of="hit")),
        columns=PRODUCT_COLUMNS,
        ruled_since=RULED_SINCE_SQL,
        best_go_on=f"(moved.score, moved.id) < {_AFTER}" if is_later else "true",
        others=_shown(condition, bound=bound, most="%(rows)s"),
    )


def _shown(condition: Condition, *, bound: str, most: str) -> str:
    return _SHOWN_SQL.format(bound=bound, offered=OFFERED_SQL, condition=condition.sql, most=most)
