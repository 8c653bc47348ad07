"""What somebody said, and found helpful."""

from collections.abc import Mapping

EXPORTS: Mapping[str, str] = {
    "reviews": """
        SELECT p.title AS product, r.author_name, r.author_country, r.rating, r.title, r.body, r.fit, r.state,
               r.moderation_reason, r.reply, r.written_at, r.edited_at,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('file', u.path, 'alt', f.alt) ORDER BY f.position), '[]')
                FROM reviews_photo f JOIN media_upload u ON u.id = f.upload_id WHERE f.review_id = r.id) AS photos
        FROM reviews_review r JOIN catalogue_product p ON p.id = r.product_id
        WHERE r.author_id = %(user_id)s ORDER BY r.id
    """,
    "rejected_reviews": """
        SELECT p.title AS product, f.refused_at FROM reviews_refusal f
        JOIN catalogue_product p ON p.id = f.product_id
        WHERE f.author_id = %(user_id)s ORDER BY f.id
    """,
    "helpful_votes": """
        SELECT p.title AS product, v.voted_at FROM reviews_vote v
        JOIN reviews_review r ON r.id = v.review_id JOIN catalogue_product p ON p.id = r.product_id
        WHERE v.voter_id = %(user_id)s ORDER BY v.id
    """,
}
