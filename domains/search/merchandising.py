"""What staff put forward, back, or on top, as SQL: evaluated with the list or the search itself, to the instant.

Of several rules that fit a product one counts: a pin before all others, then the highest priority, then what puts
forward. `%(ruled_at)s` is the moment of the first page, so that a window that opens or closes moves nothing between
pages; `%(plain)s` are the words of the question, empty for a list.
"""

# Pins lie above all priorities, which end at 100.
PIN = 1_000
# A rule about more products than that is about the newest of them.
MOST_MOVED = 5_000

RULES_SQL = f"""
    rule AS MATERIALIZED (
        SELECT
            boost.product_id, boost.category_id, boost.vendor_id, boost.collection_id, boost.query,
            CASE boost.kind
                WHEN 'pin' THEN {PIN} + boost.priority WHEN 'boost' THEN boost.priority ELSE -boost.priority
            END::integer AS rank
        FROM search_boost AS boost
        WHERE boost.starts_at <= %(ruled_at)s AND (boost.ends_at IS NULL OR boost.ends_at > %(ruled_at)s)
            AND (boost.query = '' OR search_fold(boost.query) = search_fold(%(plain)s))
    )
"""  # noqa: S608 - this and all below: constants
_MEMBERS = """
    SELECT member.product_id
    FROM catalogue_collection_member AS member
    WHERE member.collection_id = rule.collection_id AND member.valid_from <= %(ruled_at)s
        AND (member.valid_until IS NULL OR member.valid_until > %(ruled_at)s)
    ORDER BY member.position, member.product_id
"""
_NEWEST = f"""
    FROM catalogue_product AS product
    WHERE product.state = 'published' AND {{of}}
    ORDER BY product.publish_at DESC, product.id DESC
    LIMIT {MOST_MOVED}
"""
# Product and rank, of the rules.
RULED_SQL = f"""
    ruled AS MATERIALIZED (
        SELECT
            hit.product_id,
            (array_agg(hit.rank ORDER BY hit.rank > {PIN} DESC, abs(hit.rank) DESC, hit.rank DESC))[1] AS rank
        FROM (
            SELECT rule.product_id, rule.rank FROM rule WHERE rule.product_id IS NOT NULL
            UNION ALL
            SELECT moved.id, rule.rank
            FROM rule
            CROSS JOIN LATERAL (SELECT product.id {_NEWEST.format(of="product.vendor_id = rule.vendor_id")}) AS moved
            WHERE rule.vendor_id IS NOT NULL
            UNION ALL
            SELECT moved.id, rule.rank
            FROM rule
            JOIN catalogue_category AS top ON top.id = rule.category_id
            JOIN catalogue_category AS below ON below.id = top.id OR starts_with(below.path, top.path || '/')
            CROSS JOIN LATERAL (SELECT product.id {_NEWEST.format(of="product.category_id = below.id")}) AS moved
            UNION ALL
            SELECT moved.product_id, rule.rank
            FROM rule
            CROSS JOIN LATERAL ({_MEMBERS} LIMIT {MOST_MOVED}) AS moved
            WHERE rule.collection_id IS NOT NULL
        ) AS hit
        GROUP BY hit.product_id
    )
"""  # noqa: S608
# What a question shows without having its words: products and collections that are pinned to it.
PINNED_SQL = f"""
    pinned AS MATERIALIZED (
        SELECT rule.product_id FROM rule WHERE rule.product_id IS NOT NULL AND rule.query <> '' AND rule.rank > {PIN}
        UNION
        SELECT moved.product_id
        FROM rule
        CROSS JOIN LATERAL ({_MEMBERS} LIMIT {MOST_MOVED}) AS moved
        WHERE rule.collection_id IS NOT NULL AND rule.query <> '' AND rule.rank > {PIN}
    )
"""  # noqa: S608
IS_PINNED_SQL = "document.product_id = ANY(ARRAY(SELECT pinned.product_id FROM pinned))"

_MOVED = f"""
    SELECT {{of}}.id, CASE
        WHEN ruled.rank IS NULL THEN {{of}}.score
        WHEN ruled.rank > {PIN} THEN 1000000000000000 + (ruled.rank - {PIN}) * 1000000000000 + {{of}}.score
        ELSE {{kept}} + round(({{of}}.score - {{kept}}) * CASE
            WHEN ruled.rank > 0 THEN (100 + ruled.rank) / 100.0 ELSE 100.0 / (100 - ruled.rank)
        END)::bigint
    END AS score
    FROM {{of}}
    LEFT JOIN ruled ON ruled.product_id = {{of}}.id
"""  # noqa: S608

# Since when these rules hold, with the collections they are about: what was in force then is in force at `ruled_at`. A
# cursor that said `ruled_at` itself would make each answer another one, and no entity tag would ever fit.
RULED_SINCE_SQL = """(
    SELECT coalesce(max(turn.at), 'epoch'::timestamptz)
    FROM (
        SELECT boost.starts_at AS at FROM search_boost AS boost
        UNION ALL
        SELECT boost.ends_at FROM search_boost AS boost
        UNION ALL
        SELECT unnest(ARRAY[member.valid_from, member.valid_until])
        FROM catalogue_collection_member AS member
        WHERE member.collection_id IN (SELECT boost.collection_id FROM search_boost AS boost)
    ) AS turn
    WHERE turn.at <= %(ruled_at)s::timestamptz
)"""

# The ruled products, and the newest of all others, which an index gives in their order: so a list of 100,000 products
# of which a hundred are moved reads that hundred and a page.
_LIST_SQL = """
    WITH {rules}, {ruled}
    SELECT {columns}, {ruled_since}, entry.rank, product.publish_at
    FROM (
        (
            SELECT product.id, product.publish_at, ruled.rank
            {offered}
            JOIN ruled ON ruled.product_id = product.id
            WHERE {condition} AND {ruled_goes_on}
            ORDER BY ruled.rank DESC, product.publish_at DESC, product.id DESC
            LIMIT %(rows)s
        )
        UNION ALL
        (
            SELECT product.id, product.publish_at, 0
            {offered}
            WHERE {condition} AND product.id NOT IN (SELECT ruled.product_id FROM ruled) AND {others_go_on}
            ORDER BY product.publish_at DESC, product.id DESC
            LIMIT %(rows)s
        )
    ) AS entry
    JOIN catalogue_product AS product ON product.id = entry.id
    ORDER BY entry.rank DESC, entry.publish_at DESC, entry.id DESC
    LIMIT %(rows)s
"""
_AFTER = "(%(after_value)s::timestamptz, %(after_id)s::uuid)"


def list_statement(*, columns: str, offered: str, condition: str, after_rank: int | None) -> str:
    """The statement of a page of a merchandised list, behind a product of that rank if one is given."""
    goes_on = f"(ruled.rank, product.publish_at, product.id) < (%(after_rank)s::integer, {_AFTER[1:]}"
    if after_rank is None or after_rank > 0:
        others = "true"
    elif after_rank == 0:
        others = f"(product.publish_at, product.id) < {_AFTER}"
    else:
        others = "false"
    return _LIST_SQL.format(
        rules=RULES_SQL,
        ruled=RULED_SQL,
        columns=columns,
        ruled_since=RULED_SINCE_SQL,
        offered=offered,
        condition=condition,
        ruled_goes_on="true" if after_rank is None else goes_on,
        others_go_on=others,
    )


def moved_sql(*, of: str, kept: str) -> str:
    """Ids and scores of a CTE as staff move them: a rank of 100 doubles what a hit is worth, or halves it.

    `kept` is the part of the score that no rank touches.
    """
    return _MOVED.format(of=of, kept=kept)
