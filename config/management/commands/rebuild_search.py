"""Have what is searched written anew, in all languages."""

from typing import Any

from django.core.management.base import BaseCommand

from domains.common.clock import utc_now
from domains.search.services.index_products import rebuild_documents
from domains.search.services.index_translations import rebuild_translations


class Command(BaseCommand):
    """For after a deployment that indexes other words: events bring up to date only what changes from then on."""

    help = "Write the search documents, facets and translations of all products anew; searches go on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """The documents first, then what they say in other languages."""
        documents = rebuild_documents(now=utc_now())
        translations = rebuild_translations(now=utc_now())
        self.stdout.write(f"{documents:,} documents, {translations:,} translations.")
