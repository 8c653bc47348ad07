"""Idempotency at the GraphQL door: the same key gives the same bytes, and one effect.

The key is the `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header), or the input field
`idempotencyKey` of the mutation where it has one. Keys belong to a guest or customer: without a principal a stranger
with the same key would see somebody's answer, so anonymous mutations run without.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.responses import Response

from config.graphql.documents import mutation_fields
from domains.common.idempotency import Fresh, InFlight, Mismatch, Replay, abandon, begin, finish
from domains.common.request_context import request_id
from domains.common.undertaking import Undertaking
from domains.identity.keys import derived_key
from domains.identity.viewer import Viewer

# Their answers carry tokens, which are never kept.
SECRETIVE = frozenset(
    {
        "login", "loginConfirm", "phoneLogin", "googleLogin", "googleNonceCreate", "tokenRefresh",
        "accountVerify", "guestTokenCreate", "accountRegister", "secondFactorBegin", "secondFactorConfirm",
        "recoveryCodesRenew",
    }
)  # fmt: skip
MAX_KEY = 255
# They know their key themselves, and go on where they were.
_RESUMED = frozenset({"checkoutComplete"})
_OUR_FAULT = (b'"code":"INTERNAL"', b'"code":"UNAVAILABLE"', b'"code":"TIMEOUT"')


@dataclass(frozen=True, slots=True)
class Asked:
    """A mutation with its key, as the idempotency table knows it."""

    principal: str
    operation: str
    key: str
    request_hash: str

    @property
    def may_run_again(self) -> bool:
        """Whether it may be begun anew where it has written something already."""
        return _RESUMED.issuperset(self.operation.split(","))


def key_of(*, header: str | None, variables: object) -> str | None:
    """The idempotency key of a request, from its header or its input variable."""
    if header:
        return header
    given = variables.get("input") if isinstance(variables, Mapping) else None
    key = given.get("idempotencyKey") if isinstance(given, Mapping) else None
    return key if isinstance(key, str) and key else None


def asked(*, payload: Mapping[str, Any], key: str | None, viewer: Viewer) -> Asked | None:
    """What the idempotency table should know of this request; None where keys do not apply."""
    document = payload.get("query")
    if key is None or viewer.id is None or not isinstance(document, str):
        return None
    operation_name = payload.get("operationName")
    fields = mutation_fields(document, operation_name if isinstance(operation_name, str) else None)
    if not fields or SECRETIVE.intersection(fields):
        return None
    canonical = orjson.dumps([document, payload.get("variables"), operation_name], option=orjson.OPT_SORT_KEYS)
    return Asked(
        principal=f"{viewer.kind}:{viewer.id}",
        operation=",".join(fields)[:80],
        key=key,
        # Keyed, for the variables may hold a password: from a plain hash it could be guessed as fast as one can hash.
        request_hash=hmac.new(derived_key("idempotency"), canonical, "sha256").hexdigest(),
    )


async def once(request: Asked, run: Callable[[], Awaitable[Response]], undertaking: Undertaking | None) -> Response:
    """Run the mutation unless its key was used before; then give the answer of that time.

    An answer that says it is our fault, or that nothing ran, is not kept, so that a repeat may succeed; unless
    something was written before that went wrong: a repeat would write it twice.
    """
    if len(request.key) > MAX_KEY:
        return refusal(400, "INVALID_INPUT", f"An idempotency key has at most {MAX_KEY} characters.")
    facts = {"principal": request.principal, "operation": request.operation, "key": request.key}
    match await begin(**facts, request_hash=request.request_hash):
        case Replay(status=status, response=body):
            return Response(
                body, status_code=status, media_type="application/json", headers={"Idempotency-Replayed": "true"}
            )
        case InFlight():
            return refusal(409, "IDEMPOTENCY_IN_FLIGHT", "The first request with this key is still running.")
        case Mismatch():
            return refusal(422, "IDEMPOTENCY_MISMATCH", "This key was used for another request.")
        case Fresh(token=token):
            response = await run()
            body = bytes(response.body)
            is_final = response.status_code < 400 and not any(code in body for code in _OUR_FAULT)
            has_written = undertaking is not None and undertaking.has_written
            if is_final or (has_written and not request.may_run_again):
                await finish(**facts, token=token, status=response.status_code, response=body)
            else:
                await abandon(**facts, token=token)
            return response


def refusal(status: int, code: str, message: str) -> Response:
    """A GraphQL error as a whole answer."""
    error = {"message": message, "extensions": {"code": code, "requestId": request_id.get()}}
    return Response(orjson.dumps({"errors": [error]}), status_code=status, media_type="application/json")
