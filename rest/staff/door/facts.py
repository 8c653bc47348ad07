"""Facts of a row for the audit log, read under the lock that the change takes as well."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from domains.common.errors import NotFound
from domains.identity.audit import Facts


def columns(model: type[Model], *names: str, no_key: bool = True) -> Callable[[Any], Facts]:
    """Reads these columns of a row of that model, locking it. Raises NotFound where there is none.

    `no_key` as in the change: a lock that is made stronger later could meet another writer head on.
    """

    def look(pk: Any) -> Facts:
        rows = model._default_manager.select_for_update(no_key=no_key).filter(pk=pk)  # noqa: SLF001 - Django's public name for it
        found = rows.values(*names).first()
        if found is None:
            raise NotFound
        return found

    return look
