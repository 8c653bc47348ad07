"""Keep groups of customers, and who is in them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from domains.common.errors import NotFound
from domains.common.text import clean_line
from domains.identity.emails import normalised
from domains.identity.errors import AlreadyInGroup, GroupCodeTaken, NoSuchCustomer
from domains.identity.models import CustomerGroup, GroupMembership, User

MAX_NAME = 80


def create_group(*, code: str, name: str, now: datetime) -> CustomerGroup:
    """A group nobody is in yet. Raises GroupCodeTaken, and InvalidInput for its name."""
    with transaction.atomic():
        group = CustomerGroup(code=code, name=clean_line(name, path=("name",), at_most=MAX_NAME), created_at=now)
        CustomerGroup.objects.bulk_create([group], ignore_conflicts=True)
        # Nothing is written where somebody has the code, be it from this very moment.
        if not CustomerGroup.objects.filter(id=group.id).exists():
            raise GroupCodeTaken
    return group


def rename_group(*, group_id: UUID, name: str) -> None:
    """Call it something else; its code stays. Raises NotFound, InvalidInput."""
    with transaction.atomic():
        group = CustomerGroup.objects.select_for_update(no_key=True).filter(id=group_id).first()
        if group is None:
            raise NotFound
        group.name = clean_line(name, path=("name",), at_most=MAX_NAME)
        group.save(update_fields=["name"])


def delete_group(*, group_id: UUID) -> None:
    """Forget the group and who was in it. Raises NotFound."""
    with transaction.atomic():
        group = CustomerGroup.objects.select_for_update().filter(id=group_id).first()
        if group is None:
            raise NotFound
        group.delete()


def add_to_group(*, group_id: UUID, email: str, now: datetime) -> GroupMembership:
    """Put the customer who has proven that address into the group.

    Raises NotFound without the group, InvalidEmail, NoSuchCustomer, AlreadyInGroup.
    """
    with transaction.atomic():
        # Held, so that an account which is being closed takes its place with it.
        proven = User.objects.select_for_update(no_key=True).filter(is_active=True, email_verified_at__isnull=False)
        user = proven.filter(email=normalised(email)).first()
        if user is None:
            raise NoSuchCustomer
        if CustomerGroup.objects.select_for_update(no_key=True).filter(id=group_id).first() is None:
            raise NotFound
        if GroupMembership.objects.filter(group=group_id, user=user).exists():
            raise AlreadyInGroup
        return GroupMembership.objects.create(group_id=group_id, user=user, added_at=now)


def take_from_group(*, membership_id: UUID) -> None:
    """Take a customer out of a group. Raises NotFound."""
    with transaction.atomic():
        if not GroupMembership.objects.filter(id=membership_id).delete()[0]:
            raise NotFound
