"""Keep summaries in step with reviews, and helpful counts with votes, whoever writes them.

Statement-level triggers: loading thousands of reviews touches each product's summary once. They add differences
instead of counting anew, so two writers of one product need no further lock than that of the summary's row.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION reviews_apply(
    product_ids uuid[], ratings int[], fits text[], weights int[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- A row to add to; a negative difference could not be inserted past the constraint.
    INSERT INTO reviews_summary (
        product_id, stars_1, stars_2, stars_3, stars_4, stars_5, runs_small, true_to_size, runs_large
    )
    SELECT DISTINCT product_id, 0, 0, 0, 0, 0, 0, 0, 0
    FROM unnest(product_ids, weights) AS moved (product_id, weight)
    -- What is only taken from has a row already, unless its product is being deleted with all that belongs to it.
    WHERE weight > 0
    ORDER BY product_id
    ON CONFLICT (product_id) DO NOTHING;
    -- By product: two statements over the same products in another order would deadlock.
    PERFORM 1 FROM reviews_summary WHERE product_id = ANY(product_ids) ORDER BY product_id FOR NO KEY UPDATE;
    UPDATE reviews_summary AS summary SET
        stars_1 = summary.stars_1 + moved.stars_1,
        stars_2 = summary.stars_2 + moved.stars_2,
        stars_3 = summary.stars_3 + moved.stars_3,
        stars_4 = summary.stars_4 + moved.stars_4,
        stars_5 = summary.stars_5 + moved.stars_5,
        runs_small = summary.runs_small + moved.runs_small,
        true_to_size = summary.true_to_size + moved.true_to_size,
        runs_large = summary.runs_large + moved.runs_large
    FROM (
        SELECT
            product_id,
            coalesce(sum(weight) FILTER (WHERE rating = 1), 0) AS stars_1,
            coalesce(sum(weight) FILTER (WHERE rating = 2), 0) AS stars_2,
            coalesce(sum(weight) FILTER (WHERE rating = 3), 0) AS stars_3,
            coalesce(sum(weight) FILTER (WHERE rating = 4), 0) AS stars_4,
            coalesce(sum(weight) FILTER (WHERE rating = 5), 0) AS stars_5,
            coalesce(sum(weight) FILTER (WHERE fit = 'runs_small'), 0) AS runs_small,
            coalesce(sum(weight) FILTER (WHERE fit = 'true_to_size'), 0) AS true_to_size,
            coalesce(sum(weight) FILTER (WHERE fit = 'runs_large'), 0) AS runs_large
        FROM unnest(product_ids, ratings, fits, weights) AS change (product_id, rating, fit, weight)
        GROUP BY product_id
    ) AS moved
    WHERE summary.product_id = moved.product_id;
END $$;

CREATE FUNCTION reviews_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reviews_apply(
        array_agg(product_id), array_agg(rating::int), array_agg(fit::text), array_agg(1)
    )
    FROM added WHERE state = 'published' HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION reviews_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reviews_apply(
        array_agg(product_id), array_agg(rating::int), array_agg(fit::text), array_agg(-1)
    )
    FROM removed WHERE state = 'published' HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION reviews_altered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Votes and replies alter reviews all the time and count nothing.
    PERFORM reviews_apply(
        array_agg(product_id), array_agg(rating::int), array_agg(fit::text), array_agg(weight)
    )
    FROM (
        SELECT now.product_id, now.rating, now.fit, 1 AS weight
        FROM added AS now JOIN removed AS was USING (id)
        WHERE now.state = 'published'
            AND (now.product_id, now.rating, now.fit, now.state) <> (was.product_id, was.rating, was.fit, was.state)
        UNION ALL
        SELECT was.product_id, was.rating, was.fit, -1
        FROM added AS now JOIN removed AS was USING (id)
        WHERE was.state = 'published'
            AND (now.product_id, now.rating, now.fit, now.state) <> (was.product_id, was.rating, was.fit, was.state)
    ) AS moved
    HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER review_summary_after_insert AFTER INSERT ON reviews_review
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reviews_added();
CREATE TRIGGER review_summary_after_delete AFTER DELETE ON reviews_review
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION reviews_removed();
CREATE TRIGGER review_summary_after_update AFTER UPDATE ON reviews_review
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reviews_altered();

CREATE FUNCTION reviews_votes_cast() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reviews_review AS review SET helpful_count = review.helpful_count + votes.cast_now
    FROM (SELECT review_id, count(*) AS cast_now FROM added GROUP BY review_id) AS votes
    WHERE review.id = votes.review_id;
    RETURN NULL;
END $$;

CREATE FUNCTION reviews_votes_taken_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reviews_review AS review SET helpful_count = review.helpful_count - votes.taken_back
    FROM (SELECT review_id, count(*) AS taken_back FROM removed GROUP BY review_id) AS votes
    WHERE review.id = votes.review_id;
    RETURN NULL;
END $$;

CREATE TRIGGER helpful_count_after_insert AFTER INSERT ON reviews_vote
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reviews_votes_cast();
CREATE TRIGGER helpful_count_after_delete AFTER DELETE ON reviews_vote
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION reviews_votes_taken_back();
"""
BACKWARD = """
DROP TRIGGER helpful_count_after_delete ON reviews_vote;
DROP TRIGGER helpful_count_after_insert ON reviews_vote;
DROP FUNCTION reviews_votes_taken_back();
DROP FUNCTION reviews_votes_cast();
DROP TRIGGER review_summary_after_update ON reviews_review;
DROP TRIGGER review_summary_after_delete ON reviews_review;
DROP TRIGGER review_summary_after_insert ON reviews_review;
DROP FUNCTION reviews_altered();
DROP FUNCTION reviews_removed();
DROP FUNCTION reviews_added();
DROP FUNCTION reviews_apply(uuid[], int[], text[], int[]);
"""


class Migration(migrations.Migration):
    """Functions and triggers."""

    dependencies = (("reviews", "0001_initial"),)

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
