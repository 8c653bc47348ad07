"""The words of reviews and replies, as we keep them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domains.common.errors import InvalidInput
from domains.common.text import clean_line

LONGEST_TITLE, LONGEST_BODY, LONGEST_REPLY, LONGEST_NAME = 100, 4_000, 2_000, 60
LONGEST_ALT, MOST_PHOTOS = 200, 5
NOBODY = "A customer"

_BLANK_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWords:
    """What a customer says: 1 to 5 stars, a title, perhaps more, perhaps how it fits (a value of Review.Fit)."""

    rating: int
    title: str
    body: str
    fit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoWords:
    """An upload of the writer's that belongs to the review, and what it shows; `alt` may be empty."""

    upload_id: UUID
    alt: str = ""


def checked(words: ReviewWords) -> ReviewWords:
    """The words as they are kept. Raises InvalidInput naming the field."""
    if type(words.rating) is not int or not 1 <= words.rating <= 5:
        raise InvalidInput("A rating has 1 to 5 stars.", path=("rating",))
    if len(words.title) > 4 * LONGEST_TITLE:
        raise InvalidInput(f"This is too long: at most {LONGEST_TITLE} characters.", path=("title",))
    title = clean_line(unicodedata.normalize("NFKC", words.title), path=("title",), at_most=LONGEST_TITLE)
    body = clean_paragraphs(words.body, path=("body",), at_most=LONGEST_BODY, required=False)
    return ReviewWords(rating=words.rating, title=title, body=body, fit=words.fit)


def checked_photos(photos: Sequence[PhotoWords]) -> tuple[PhotoWords, ...]:
    """The photos as they are kept, in their order. Raises InvalidInput for more than five, or one that comes twice."""
    if len(photos) > MOST_PHOTOS:
        raise InvalidInput(f"A review has at most {MOST_PHOTOS} photos.", path=("photos",))
    if len({photo.upload_id for photo in photos}) < len(photos):
        raise InvalidInput("Each photo belongs there once.", path=("photos",))
    return tuple(PhotoWords(upload_id=photo.upload_id, alt=_clean_alt(photo.alt)) for photo in photos)


def _clean_alt(alt: str) -> str:
    if len(alt) > 4 * LONGEST_ALT:
        raise InvalidInput(f"This is too long: at most {LONGEST_ALT} characters.", path=("photos",))
    spelling = unicodedata.normalize("NFKC", alt)
    return clean_line(spelling, path=("photos",), at_most=LONGEST_ALT, required=False)


def clean_paragraphs(value: str, *, path: tuple[str, ...], at_most: int, required: bool) -> str:
    """Lines of text: composed (NFKC), each trimmed, no more than one blank line in a row, nothing unprintable.

    Raises InvalidInput where it is too long, or empty though required.
    """
    # Checked before the work: a megabyte of text is refused at once.
    if len(value) > 4 * at_most:
        raise InvalidInput(f"This is too long: at most {at_most} characters.", path=path)
    lines = _LINE_ENDS.sub("\n", unicodedata.normalize("NFKC", value)).split("\n")
    cleaned = [clean_line(line, path=path, at_most=4 * at_most, required=False) for line in lines]
    text = _BLANK_LINES.sub("\n\n", "\n".join(cleaned)).strip("\n")
    if len(text) > at_most:
        raise InvalidInput(f"This is too long: at most {at_most} characters.", path=path)
    if required and not text:
        raise InvalidInput("This may not be empty.", path=path)
    return text


def shown_name(full_name: str) -> str:
    """How a reviewer is named to everybody: the first name and an initial."""
    first, *others = full_name.split() or [NOBODY]
    initial = f" {others[-1][0]}." if others else ""
    return f"{first}{initial}"[:LONGEST_NAME] if full_name.split() else NOBODY
