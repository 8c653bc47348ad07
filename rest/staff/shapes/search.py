"""What staff keep for search, as they read and write it."""

from typing import Any

from rest_framework import serializers

from domains.search.models import SearchMiss
from domains.search.services.keep_synonyms import MAX_MEANS, MAX_TERM
from rest.staff.door.fields import Line, Strict


class SynonymRow(serializers.Serializer[Any]):
    """A term and what it also means."""

    id = serializers.UUIDField()
    term = serializers.CharField()
    means = serializers.CharField()


class NewSynonym(Strict):
    """A term, and words or phrases it also means, parted by commas."""

    term = Line(max_length=MAX_TERM)
    means = Line(max_length=MAX_MEANS)


class SynonymChanges(Strict):
    """What the term also means from now on."""

    means = Line(max_length=MAX_MEANS)


class MissRow(serializers.Serializer[Any]):
    """A question that found too little."""

    id = serializers.UUIDField()
    text = serializers.CharField()
    language = serializers.CharField()
    count = serializers.IntegerField()
    results = serializers.IntegerField()
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()
    handled_as = serializers.ChoiceField(choices=SearchMiss.Handling.choices)
    handled_at = serializers.DateTimeField(allow_null=True)


class MissMeaning(Strict):
    """What the question means, as words or phrases that products have, parted by commas."""

    means = Line(max_length=MAX_MEANS)
