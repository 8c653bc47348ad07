"""Erase kept answers and tasks of somebody."""

from collections.abc import Collection

from django.db import connection

from domains.common.models import BackgroundTask, IdempotencyRecord

# Answers to guests are kept for two days, so this reads little; a guest's cart may show the address of an account.
_QUOTING = """
DELETE FROM idempotency_record
WHERE principal LIKE 'guest:%%' AND response IS NOT NULL
  AND EXISTS (SELECT 1 FROM unnest(%s::text[]) AS word WHERE position(convert_to(word, 'UTF8') IN response) > 0)
"""


def erase_answers(*, owner: str, words: Collection[str]) -> None:
    """Erase what was answered to `owner` (such as `customer:<id>`), and to guests in any of these words."""
    IdempotencyRecord.objects.filter(principal=owner).delete()
    BackgroundTask.objects.filter(owner=owner).delete()
    with connection.cursor() as cursor:
        cursor.execute(_QUOTING, [list(words)])
