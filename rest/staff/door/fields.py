"""Input that is taken at its word: a number is a number, and what nobody asked for is refused."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from domains.common.errors import InvalidInput
from domains.common.money import EXPONENTS, MAX_MINOR, Money
from domains.common.text import clean_line


class Words(serializers.CharField):
    """Text; a number or a boolean is none."""

    def to_internal_value(self, data: Any) -> str:
        """The text, or `invalid`."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Line(Words):
    """One line of text, composed and trimmed, without what cannot be printed."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        self.at_most = max_length

    def to_internal_value(self, data: Any) -> str:
        """The line."""
        text = super().to_internal_value(data)
        try:
            return clean_line(text, path=(), at_most=self.at_most, required=not self.allow_blank)
        except InvalidInput as error:
            raise serializers.ValidationError(error.message) from error


class Slug(Words):
    """A part of an address: lower-case letters, digits and hyphens."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, validators=[RegexValidator(r"\A[a-z0-9]+(-[a-z0-9]+)*\Z")], **options)


class Whole(serializers.IntegerField):
    """A whole number; "5", 5.0 and true are none."""

    def to_internal_value(self, data: Any) -> int:
        """The number, or `invalid`."""
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class Strict(serializers.Serializer[Any]):
    """Input of declared fields only."""

    default_error_messages = {"unknown": "There is no such field."}  # noqa: RUF012 - as the framework declares it

    def to_internal_value(self, data: Any) -> Any:
        """The input, or `unknown` for each field that is not declared."""
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                message = self.error_messages["unknown"]
                raise serializers.ValidationError({name: [message] for name in unknown}, code="unknown")
        return super().to_internal_value(data)


class Nothing(Strict):
    """The input of operations that need none."""


class Reason(Strict):
    """Why something is done, for those it is done to."""

    reason = Line(max_length=200)


class MoneyInput(Strict):
    """An amount in minor units."""

    minor = Whole(min_value=1, max_value=MAX_MINOR)
    currency = serializers.ChoiceField(choices=tuple(EXPONENTS))

    def to_internal_value(self, data: Any) -> Money:
        """The amount."""
        given = super().to_internal_value(data)
        return Money(given["minor"], given["currency"])


@extend_schema_field(
    {
        "type": "object",
        "properties": {"minor": {"type": "integer"}, "currency": {"type": "string", "example": "NGN"}},
        "required": ["minor", "currency"],
        "readOnly": True,
    }
)
class MoneyOf(serializers.Field[Any, Any, Any, Any]):
    """Shows `<column>` and the row's currency as `{minor, currency}`; nothing where the column is empty."""

    def __init__(self, column: str, *, currency: str = "currency") -> None:
        super().__init__(source="*", read_only=True)
        self.column = column
        self.currency = attrgetter(currency)

    def to_representation(self, value: Any) -> dict[str, Any] | None:
        """The amount."""
        minor = getattr(value, self.column)
        return None if minor is None else {"minor": minor, "currency": self.currency(value)}
