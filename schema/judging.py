"""Judges each document between parsing and execution: its shape, its validity, its cost, and the asker's budget.

Shape comes before validation, because validating a document of absurd shape is itself expensive.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, validate
from graphql.validation.rules import overlapping_fields_can_be_merged
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule
from strawberry.types.graphql import OperationType

from domains.common.budgets import Balance, Budget, OverBudget, purse
from domains.common.request_context import request_id
from schema.analysis.actual import objects_in
from schema.analysis.documents import Analysis, analyse
from schema.analysis.inputs import inputs_of
from schema.analysis.known import Known, Shelf
from schema.analysis.prices import Prices
from schema.analysis.verdicts import Limits, Refusal, cost_refusals, input_refusals, shape_refusals

# graphql-core compares fields of the same name with each other, up to this budget: its own would burn 0.4 s on 4 KB.
# A full product page takes a twentieth of ours.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 5_000
_MAX_ERRORS = 20

_NO_INTROSPECTION = Refusal("INTROSPECTION_DISABLED", "The schema is not for asking here; see the documentation.")


@dataclass(frozen=True, slots=True)
class Bench:
    """Who judges for one schema, and by which rules.

    Networks have a budget of their own kind: many shoppers share one.
    """

    limits: Limits
    prices: Prices
    client: Budget
    network: Budget
    hidden: bool
    shelf: Shelf = field(default_factory=Shelf)


class JudgeDocuments(SchemaExtension):
    """Refuses what goes too far before anything runs, and says what the rest cost."""

    def __init__(self, bench: Bench) -> None:
        """Judge one operation."""
        self._bench = bench
        self._known: Known | None = None
        self._analysis: Analysis | None = None
        self._balance: Balance | None = None

    def on_parse(self) -> Iterator[None]:
        """Take a document that was judged before; others are parsed by strawberry, which reports their errors."""
        text = self.execution_context.query
        self._known = self._bench.shelf.find(text) if text else None
        if self._known is not None:
            self.execution_context.graphql_document = self._known.document
        yield

    async def on_validate(self) -> AsyncIterator[None]:
        """Stands in for strawberry's validation, which looks whether somebody has left a verdict."""
        self.execution_context.pre_execution_errors = await self._errors()
        yield

    def get_results(self) -> dict[str, Any]:
        """The cost beside the data; an event of a subscription was paid for when it began."""
        asked, balance = self._analysis, self._balance
        context = self.execution_context
        if asked is None or balance is None or context.operation_type is OperationType.SUBSCRIPTION:
            return {}
        budget = {
            "limit": balance.budget.limit,
            "remaining": balance.remaining,
            "restoreRate": balance.budget.restore,
        }
        return {"cost": {"requested": asked.requested, "actual": self._actual(asked), "budget": budget}}

    def _actual(self, asked: Analysis) -> int:
        data = getattr(self.execution_context.result, "data", None)
        if data is None:
            return 0
        # What introspection returns has a price of its own instead of being counted.
        return asked.requested if asked.introspects else objects_in(data) + asked.surcharge

    async def _errors(self) -> list[GraphQLError]:
        context, bench = self.execution_context, self._bench
        if context.graphql_document is None:
            return []
        schema: GraphQLSchema = context.schema._schema  # noqa: SLF001  # as strawberry's own extensions do
        work = partial(_analyse, schema, bench.prices)
        known = self._known or Known(context.query or "", context.graphql_document, work)
        variables = context.variables or {}
        analysis = known.analysis(context.operation_name, variables)
        if analysis is None:
            return [_error(Refusal("OPERATION_NAME_MISSING", "The document has no such operation."))]
        if refusals := self._shape(analysis, variables):
            return [_error(refusal) for refusal in refusals]
        if self._known is None:
            if errors := self._invalid(schema, known.document):
                return errors
            bench.shelf.keep(known)
        if refusals := cost_refusals(analysis, bench.limits):
            return [_error(refusal) for refusal in refusals]
        return await self._pay(analysis)

    def _shape(self, analysis: Analysis, variables: Mapping[str, Any]) -> tuple[Refusal, ...]:
        if self._bench.hidden and analysis.introspects:
            return (_NO_INTROSPECTION,)
        limits = self._bench.limits
        return shape_refusals(analysis, limits) or input_refusals(inputs_of(variables), limits)

    def _invalid(self, schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
        rules = (*self.execution_context.validation_rules, MaybeNullValidationRule, OneOfInputValidationRule)
        return validate(schema, document, rules, max_errors=_MAX_ERRORS, hide_suggestions=self._bench.hidden)

    async def _pay(self, analysis: Analysis) -> list[GraphQLError]:
        self._analysis = analysis
        if self.execution_context.context.cue is not None:
            return []  # whoever is told has paid when they subscribed
        asker, bench = self.execution_context.context, self._bench
        viewer = asker.viewer
        subject, budget = (f"{viewer.kind}:{viewer.id}", bench.client) if viewer.id else (asker.network, bench.network)
        try:
            self._balance = await purse.spend(budget=budget, subject=subject, points=analysis.requested)
        except OverBudget as error:
            self._balance = error.balance
            return [_error(Refusal(error.code, error.message, {"retryAfter": error.retry_after}))]
        return []


def _analyse(schema: GraphQLSchema, prices: Prices, document: Any, operation: Any, variables: Any) -> Analysis:
    return analyse(document, schema=schema, prices=prices, operation=operation, variables=variables)


def _error(refusal: Refusal) -> GraphQLError:
    extensions = {"code": refusal.code, "requestId": request_id.get(), **refusal.facts}
    return GraphQLError(refusal.message, extensions=extensions)
