"""Tables of identity."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac

from domains.common.models import Record


class UserManager(BaseUserManager["User"]):
    """Creates users for commands and tests; shoppers register through the services."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user with a hashed password; the email is normalised to lower case."""
        user = User(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A staff user who may do everything, as `createsuperuser` asks for."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, staff_role=StaffRole.ADMIN, **fields)


class StaffRole(models.TextChoices):
    """What a member of staff does; permissions follow from it (roles.py)."""

    NONE = "", "none"
    SUPPORT = "support", "support"
    CATALOGUE = "catalogue", "catalogue"
    FINANCE = "finance", "finance"
    ADMIN = "admin", "admin"


class User(Record, AbstractBaseUser, PermissionsMixin):
    """A person with an account."""

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    staff_role = models.CharField(max_length=16, choices=StaffRole, blank=True, default=StaffRole.NONE)
    email_verified_at = models.DateTimeField(null=True, blank=True)
    # Only a number that was proven can log in; until then it belongs to nobody in particular.
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(db_default=Now())
    # The account is closed; what tells of a person is erased within moments, and this row stays for the books.
    erased_at = models.DateTimeField(null=True, blank=True)
    # How often everything that was open in the admin was closed (services/end_session.py).
    admin_closings = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "identity_user"
        constraints = (
            models.UniqueConstraint(Lower("email"), name="one_account_per_email"),
            models.UniqueConstraint(
                fields=["phone"], condition=Q(phone_verified_at__isnull=False), name="one_account_per_proven_phone"
            ),
            models.CheckConstraint(condition=Q(is_staff=True) | Q(staff_role=""), name="only_staff_have_a_staff_role"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(is_active=False), name="who_is_erased_is_not_active"
            ),
        )

    def __str__(self) -> str:
        return self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session of the admin has to know: Django ends one that was opened under another password, role or era.

        It is compared with the row that each request to the admin reads anyway, so it costs no statement.
        """
        rests_on = (self.password, str(self.is_staff), self.staff_role, str(self.admin_closings))
        key_salt = "domains.identity.models.User.session"
        return salted_hmac(key_salt, "\n".join(rests_on), secret=secret, algorithm="sha256").hexdigest()


class OneTimeCode(Record):
    """A six-digit code on its way to somebody. The digits are derived from the id and a secret, never stored."""

    class Purpose(models.TextChoices):
        """What the code proves; a code of one purpose is worth nothing for another."""

        VERIFY_EMAIL = "verify_email"
        RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password
        CHANGE_EMAIL = "change_email"
        VERIFY_PHONE = "verify_phone"
        PHONE_LOGIN = "phone_login"
        CONFIRM_LOGIN = "confirm_login"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=20, choices=Purpose)
    # Where the code is sent, if not to the account's own address; and the address that it is to replace.
    target = models.CharField(max_length=254, blank=True, default="")
    replaces = models.CharField(max_length=254, blank=True, default="")
    tries_left = models.PositiveSmallIntegerField(default=5)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "identity_one_time_code"
        indexes = (models.Index(fields=["user", "purpose", "-created_at"], name="code_latest"),)

    def __str__(self) -> str:
        return f"{self.purpose} code of {self.user_id}"


class Session(Record):
    """One login on one device; the family of its refresh tokens."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    user_agent = models.CharField(max_length=200, blank=True)
    # Roughly where from, never exactly: 203.0.113.0/24, 2001:db8:1::/48.
    network = models.CharField(max_length=43, blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())
    # Written when tokens are given out: as precise as an access token is short-lived, and no read ever writes.
    last_seen_at = models.DateTimeField(db_default=Now())
    # When its owner last gave a code of their second factor in it; null for a login by password alone.
    second_factor_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "identity_session"
        indexes = (models.Index(fields=["user", "-created_at"], name="session_of_user"),)

    def __str__(self) -> str:
        return f"session of {self.user_id}"


class RefreshToken(Record):
    """One link of a session's chain of refresh tokens, kept as a hash."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="refresh_tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_refresh_token"

    def __str__(self) -> str:
        return f"refresh token of {self.session_id}"


class SecondFactor(Record):
    """An authenticator app (RFC 6238). Its secret is derived from the id and a key of ours, never stored."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    # Counts from then on; before, it is a secret that nobody has shown to have scanned.
    confirmed_at = models.DateTimeField(null=True)
    # The half minute of the newest code that was taken: that one and older ones are never taken again.
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "identity_second_factor"

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"


class RecoveryCode(Record):
    """One way in for somebody who has lost their authenticator, once; kept as a hash."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_recovery_code"
        constraints = (models.UniqueConstraint(fields=["factor", "code_hash"], name="one_recovery_code"),)

    def __str__(self) -> str:
        return f"recovery code of {self.factor_id}"


class ProviderIdentity(Record):
    """Whom a provider of logins knows an account by. A subject is one person's for ever; an address may not be."""

    class Provider(models.TextChoices):
        """Who vouches."""

        GOOGLE = "google"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="provider_identities")
    provider = models.CharField(max_length=16, choices=Provider)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "identity_provider_identity"
        verbose_name_plural = "provider identities"
        constraints = (
            models.UniqueConstraint(fields=["provider", "subject"], name="one_account_per_provider_subject"),
            models.UniqueConstraint(fields=["user", "provider"], name="one_identity_per_provider"),
        )

    def __str__(self) -> str:
        return f"{self.provider} identity of {self.user_id}"


class UsedNonce(Record):
    """A login nonce that has done its work. Kept until it would have lapsed anyway."""

    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "identity_used_nonce"

    def __str__(self) -> str:
        return f"used nonce {self.id}"


class AccountExport(Record):
    """A copy of what the shop knows of somebody, made when they ask for it."""

    class State(models.TextChoices):
        """Fetched means that its link was used up."""

        REQUESTED = "requested"
        READY = "ready"
        FETCHED = "fetched"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    requested_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    # The file and its link go then.
    expires_at = models.DateTimeField()
    size = models.PositiveIntegerField(default=0)  # bytes

    class Meta:
        db_table = "identity_account_export"
        indexes = (
            models.Index(fields=["user", "-requested_at"], name="export_of_user"),
            models.Index(fields=["expires_at"], name="export_age"),
        )

    def __str__(self) -> str:
        return f"export of {self.user_id} ({self.state})"

    @property
    def path(self) -> str:
        """Where its file is in the private storage."""
        return f"exports/{self.id.hex}.zip"


class Address(Record):
    """A postal address in somebody's address book."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    full_name = models.CharField(max_length=150)
    line1 = models.CharField(max_length=200)
    line2 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=20, blank=True)
    is_default = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "identity_address"
        constraints = (
            models.UniqueConstraint(fields=["user"], condition=Q(is_default=True), name="one_default_address"),
        )
        indexes = (models.Index(fields=["user", "-created_at"], name="address_of_user"),)

    def __str__(self) -> str:
        return f"{self.full_name}, {self.city}"


class CustomerGroup(Record):
    """Customers whom the shop treats alike (wholesale, press, friends of a house), as staff sort them."""

    # What other domains and spreadsheets know it by; it never changes.
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "identity_customer_group"

    def __str__(self) -> str:
        return self.name


class GroupMembership(Record):
    """A customer's place in a group."""

    group = models.ForeignKey(CustomerGroup, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="group_memberships")
    added_at = models.DateTimeField()

    class Meta:
        db_table = "identity_group_membership"
        constraints = (models.UniqueConstraint(fields=["user", "group"], name="once_in_a_group"),)
        indexes = (models.Index(fields=["group", "-added_at", "-id"], name="membership_newest"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"


class StaffAction(Record):
    """What a member of staff changed. Append-only; written in the transaction of the change (audit.py)."""

    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_actions")
    actor_role = models.CharField(max_length=16)  # as it was then
    action = models.CharField(max_length=60)  # product.publish, order.cancel, …
    target_kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40)
    before = models.JSONField(encoder=DjangoJSONEncoder)
    after = models.JSONField(encoder=DjangoJSONEncoder)
    request_id = models.CharField(max_length=64, blank=True)
    acted_at = models.DateTimeField()

    class Meta:
        db_table = "identity_staff_action"
        indexes = (
            models.Index(fields=["-acted_at", "-id"], name="staff_action_newest"),
            models.Index(fields=["target_kind", "target_id", "-acted_at"], name="staff_action_of_target"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.target_id}"
