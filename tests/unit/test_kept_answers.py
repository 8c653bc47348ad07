"""Answers that carry secrets are never kept for repeats, whatever mutation comes to give them."""

from graphql import GraphQLObjectType, get_named_type

from config.graphql.replay import SECRETIVE
from schema.root import schema

SECRETS = {"accessToken", "refreshToken", "secret", "qrCode", "recoveryCodes"}


def test_no_answer_with_a_secret_in_it_is_kept() -> None:
    mutations = schema._schema.mutation_type
    assert mutations is not None

    giving = {name for name, field in mutations.fields.items() if SECRETS & _fields_below(get_named_type(field.type))}

    assert giving == {
        "accountVerify", "googleLogin", "login", "loginConfirm", "phoneLogin", "recoveryCodesRenew",
        "secondFactorBegin", "secondFactorConfirm", "tokenRefresh",
    }  # fmt: skip
    assert giving <= SECRETIVE


def _fields_below(kind: object) -> set[str]:
    if not isinstance(kind, GraphQLObjectType):
        return set()
    # Secrets stand in a payload, or in the one object that it gives.
    inner = [get_named_type(field.type) for field in kind.fields.values()]
    return set(kind.fields).union(*(each.fields for each in inner if isinstance(each, GraphQLObjectType)))
