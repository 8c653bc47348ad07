"""Rules of what vendors offer."""

from config.audit.invariant import Invariant

SUBMISSIONS = (
    Invariant(
        id="C-02",
        rule="A product in review waits for staff, and what waits is in review or a revision of what is shown.",
        sql="""
        SELECT product.id, product.state, submission.id AS submission_id
        FROM catalogue_product AS product
        LEFT JOIN catalogue_submission AS submission
            ON submission.product_id = product.id AND submission.state = 'waiting'
        WHERE (product.state = 'review') <> coalesce(submission.changes = '{}', false)
           OR (submission.changes <> '{}' AND product.state <> 'published')
        """,
    ),
)
