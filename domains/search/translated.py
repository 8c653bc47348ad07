"""Search in another language: what is asked is read by that language's dictionary too, and looked for in its texts."""

from typing import Any

from domains.markets.languages import chain_of, dictionary_of

# Beside what `asked` holds, the question as that language reads it; as there, loosely it is also for words that begin
# like its own or resemble them, and at last for any of those. Behind it everything is found and ranked alike.
SPOKEN_SQL = """
    , resembling AS MATERIALIZED (
        SELECT CASE WHEN %(way)s::integer > 1 THEN search_any(alike.query) ELSE alike.query END
            && websearch_to_tsquery(%(dictionary)s::regconfig, search_fold(%(without)s)) AS query
        FROM (
            SELECT search_beginnings_in(
                %(spoken)s, %(dictionary)s::regconfig, search_fold(%(plain)s), '', true
            ) AS query
            WHERE %(way)s::integer > 0
        ) AS alike
        WHERE numnode(alike.query) > 0
    ),
    spoken AS MATERIALIZED (
        SELECT
            asked.strict || said.query AS strict,
            asked.query || said.query || coalesce(resembling.query, ''::tsquery) AS query
        FROM asked
        CROSS JOIN websearch_to_tsquery(%(dictionary)s::regconfig, search_fold(%(text)s)) AS said (query)
        LEFT JOIN resembling ON true
    )
"""
SPOKEN_MATCHED_SQL = """
    SELECT worded.product_id FROM search_document AS worded WHERE worded.words @@ {query}
    UNION
    SELECT said.product_id FROM search_translation AS said
    WHERE said.language = %(spoken)s AND said.words @@ {query}
"""
SPOKEN_MATCH_SQL = f"product.id IN ({SPOKEN_MATCHED_SQL.format(query='(SELECT query FROM spoken)')})"  # noqa: S608
IS_NEAR_SQL = "product.id IN (SELECT near.product_id FROM near)"
# At a glance, what is said in either language, read from one table after the other.
SPOKEN_GLANCED_SQL = """
    SELECT document.product_id AS id, bool_or({is_strict}) AS is_strict,
        sum(ts_rank(document.words, (SELECT query FROM spoken))) AS glance
    FROM (
        SELECT worded.product_id, worded.words
        FROM search_document AS worded
        WHERE worded.words @@ (SELECT query FROM spoken)
        UNION ALL
        SELECT said.product_id, said.words
        FROM search_translation AS said
        WHERE said.language = %(spoken)s AND said.words @@ (SELECT query FROM spoken)
    ) AS document
    GROUP BY document.product_id
"""
# The words of a product in both languages.
SPOKEN_WORDS_SQL = """document.words || coalesce((
    SELECT said.words FROM search_translation AS said
    WHERE said.product_id = product.id AND said.language = %(spoken)s
), ''::tsvector) AS words"""


def spoken_params(language: str) -> dict[str, Any]:
    """What the statements above take; nothing for the language the catalogue is written in."""
    if not chain_of(language):
        return {}
    return {"spoken": language.partition("-")[0], "dictionary": dictionary_of(language)}
