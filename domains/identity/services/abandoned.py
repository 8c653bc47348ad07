"""Accounts that hold nobody up: registered by somebody, never proven, never used."""

from uuid import UUID

from django.db.models import Q

from domains.identity.models import User

# Whoever proves the address has it (DECISIONS 14).
ABANDONED = Q(email_verified_at=None, is_active=True, is_staff=False, last_login=None)


def remove_abandoned(*, email: str, but: UUID | None = None) -> None:
    """Make room for whoever has proven that address, inside their transaction; an account in use stays."""
    # Locked before it goes: one that is proven at this very moment is looked at again, and stays.
    found = User.objects.select_for_update().filter(ABANDONED, email=email).values_list("id", flat=True)
    User.objects.filter(id__in=[user_id for user_id in found if user_id != but]).delete()
