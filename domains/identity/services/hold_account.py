"""Hold an account open while something is done for its owner."""

from domains.common.errors import LoginRequired
from domains.identity.models import User
from domains.identity.viewer import Owner


def hold_account(*, owner: Owner) -> None:
    """Lock a customer's account until the caller's transaction ends: until then nobody can close it; guests have none.

    Lock it before a cart, as whoever closes an account does. Raises LoginRequired where it is closed already.
    """
    if owner.kind != "customer":
        return
    open_one = User.objects.select_for_update(no_key=True).filter(id=owner.id, is_active=True)
    if open_one.values_list("id", flat=True).first() is None:
        raise LoginRequired
