"""The synonyms that we ship."""

from pathlib import Path

SHIPPED = Path(__file__).parent / "data" / "synonyms.txt"
