"""Translations as staff read and write them."""

from typing import Any

from django.core.validators import MaxLengthValidator, RegexValidator
from rest_framework import serializers

from domains.markets.languages import MAX_TAG
from domains.markets.models import Translation
from rest.staff.door.fields import Strict, Words

_TARGET = r"\A[0-9a-z]+([-:_][0-9a-z]+)*\Z"


class TranslationRow(serializers.Serializer[Any]):
    """The texts of something in a language."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Translation.Kind.choices)
    target = serializers.CharField()
    language = serializers.CharField()
    texts = serializers.DictField(child=serializers.CharField())
    updated_at = serializers.DateTimeField()


class TranslationChanges(Strict):
    """Texts by name; an empty one is no longer translated, one that is not named stays."""

    texts = serializers.DictField(
        child=Words(max_length=20_000, allow_blank=True), validators=[MaxLengthValidator(10)], allow_empty=False
    )


class NewTranslation(TranslationChanges):
    """The texts of a thing by its id, of an axis by its code (`size`), of a value by both codes (`colour:indigo`)."""

    kind = serializers.ChoiceField(choices=Translation.Kind.choices)
    target = Words(max_length=100, validators=[RegexValidator(_TARGET)])
    language = Words(min_length=2, max_length=MAX_TAG)
