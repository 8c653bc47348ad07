"""Rules of reviews."""

from config.audit.invariant import Invariant

REVIEWS = (
    Invariant(
        id="E-01",
        rule="A product's summary counts its published reviews.",
        sql="""
        SELECT coalesce(summary.product_id, counted.product_id) AS product_id,
               summary.stars, counted.stars AS counted, summary.fits, counted.fits AS counted_fits
        FROM (
            SELECT product_id, ARRAY[stars_1, stars_2, stars_3, stars_4, stars_5] AS stars,
                   ARRAY[runs_small, true_to_size, runs_large] AS fits
            FROM reviews_summary WHERE stars_1 + stars_2 + stars_3 + stars_4 + stars_5 > 0
        ) AS summary
        FULL JOIN (
            SELECT product_id,
                   ARRAY[count(*) FILTER (WHERE rating = 1), count(*) FILTER (WHERE rating = 2),
                         count(*) FILTER (WHERE rating = 3), count(*) FILTER (WHERE rating = 4),
                         count(*) FILTER (WHERE rating = 5)]::int[] AS stars,
                   ARRAY[count(*) FILTER (WHERE fit = 'runs_small'), count(*) FILTER (WHERE fit = 'true_to_size'),
                         count(*) FILTER (WHERE fit = 'runs_large')]::int[] AS fits
            FROM reviews_review WHERE state = 'published' GROUP BY product_id
        ) AS counted USING (product_id)
        WHERE (summary.stars, summary.fits) IS DISTINCT FROM (counted.stars, counted.fits)
        """,
    ),
    Invariant(
        id="E-02",
        rule="A review's helpful count is the number of its votes, and nobody votes for their own.",
        sql="""
        SELECT r.id, r.helpful_count, count(v.id) AS votes, bool_or(v.voter_id = r.author_id) AS own
        FROM reviews_review r LEFT JOIN reviews_vote v ON v.review_id = r.id
        GROUP BY r.id HAVING r.helpful_count <> count(v.id) OR coalesce(bool_or(v.voter_id = r.author_id), false)
        """,
    ),
)
