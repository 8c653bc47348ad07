"""Decide on what waits, once."""

from datetime import datetime
from uuid import UUID

from domains.catalogue.services.show_pictures import discard_unshown
from domains.catalogue.submissions.models import Submission
from domains.catalogue.submissions.revisions import uploaded_files


def waiting_submission(product_id: UUID) -> Submission | None:
    """What of a product waits for staff, locked. The caller holds the product."""
    waiting = Submission.objects.select_for_update(no_key=True)
    return waiting.filter(product=product_id, state=Submission.State.WAITING).first()


def close(submission: Submission, *, state: Submission.State, by: str, now: datetime, reason: str = "") -> None:
    """Write a decision down."""
    submission.state, submission.reason = state, reason
    # Clocks of two machines differ; a decision comes after what it decides on.
    submission.decided_by, submission.decided_at = by, max(now, submission.submitted_at)
    submission.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    if state != Submission.State.APPROVED:
        # What was only offered is seen by nobody any more.
        discard_unshown(files=uploaded_files(submission.changes), now=now)


def close_waiting(*, product_id: UUID, state: Submission.State, by: str, now: datetime) -> None:
    """Close what waits, where staff have shown or archived the product without regard to it."""
    waiting = waiting_submission(product_id)
    if waiting is not None:
        close(waiting, state=state, by=by, now=now)
