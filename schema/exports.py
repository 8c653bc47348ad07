"""Copies of an account, as the API shows them."""

from datetime import datetime

import strawberry

import resolvers.exports as answers
from domains.identity.models import AccountExport as Stored
from schema.base import Info
from schema.errors import UserError, attempt

strawberry.enum(Stored.State, name="AccountExportState", description="Requested, ready, or fetched by its link.")


@strawberry.type(description="A copy of what the shop knows of the viewer. Its link goes by mail, and works once.")
class AccountExport:
    """`OwnExport`."""

    state: Stored.State = strawberry.field(description="How far it has come.")
    requested_at: datetime = strawberry.field(description="When it was asked for.")
    ready_at: datetime | None = strawberry.field(description="When it was made; null before.")
    expires_at: datetime = strawberry.field(description="When file and link go.")
    size: int = strawberry.field(description="Bytes; 0 before it is ready.")


@strawberry.type(description="A copy that is being made.")
class AccountExportPayload:
    """What asking for a copy answers."""

    export: AccountExport | None = strawberry.field(default=None, description="Null on failure.")
    errors: list[UserError] = strawberry.field(description="Empty on success.")


@strawberry.type
class ExportsMutation:
    """Mutations about copies of accounts."""

    @strawberry.mutation(description="Have a copy of the viewer's account made; once a day.")
    async def account_export(self, info: Info) -> AccountExportPayload:
        """Ask for it."""
        return await attempt(AccountExportPayload, answers.request(info.context), into="export")
