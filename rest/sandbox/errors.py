"""The one error this API answers with: `{"error": {"type", "code", "message", "param"}}`."""

from enum import StrEnum

import orjson


class ErrorType(StrEnum):
    INVALID_REQUEST = "invalid_request"
    AUTHENTICATION = "authentication"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    IDEMPOTENCY = "idempotency"
    API = "api_error"


class ApiError(Exception):
    """A request that is not carried out; `param` names the field at fault, with dots for nesting."""

    def __init__(self, status: int, kind: ErrorType, code: str, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.code = code
        self.message = message
        self.param = param

    def body(self) -> bytes:
        facts = {"type": self.kind, "code": self.code, "message": self.message, "param": self.param}
        return orjson.dumps({"error": facts})


def invalid(code: str, message: str, param: str | None = None, *, status: int = 400) -> ApiError:
    return ApiError(status, ErrorType.INVALID_REQUEST, code, message, param)


def missing(what: str) -> ApiError:
    return ApiError(404, ErrorType.NOT_FOUND, f"{what}_not_found", f"There is no such {what}.")


def conflict(code: str, message: str, param: str | None = None) -> ApiError:
    return ApiError(409, ErrorType.CONFLICT, code, message, param)
