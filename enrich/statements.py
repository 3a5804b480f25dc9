"""What a stretch in quotation marks looks like: a whole statement, a fragment, or a mere term or title. Pure."""

from __future__ import annotations

import re

from enrich.marks import Quoted
from enrich.page import Page

#: Fewer words in quotation marks that nobody is said to say are no statement.
LEAST_WORDS = 4
_WORD = re.compile(r"\w+(?:['’]\w+)*")
#: Words that titles write small.
_SMALL = frozenset({"a", "an", "the", "of", "and", "or", "in", "on", "at", "to", "for", "with", "by", "from", "as"})
_ENDS_SENTENCE = re.compile(r"[.!?…][)\]”’\"']*$")


def words_in(page: Page, item: Quoted) -> int:
    """How many words stand inside."""
    return sum(1 for _ in _WORD.finditer(page.text, item.start, item.end))


def begins_sentence(page: Page, item: Quoted) -> bool:
    """Whether it begins like a sentence: a capital, a digit, an ellipsis, a bracket."""
    first = page.text[item.start]
    return first.isupper() or first.isdigit() or first in "[…." or not first.isascii()


def ends_sentence(page: Page, item: Quoted) -> bool:
    """Whether it ends like one, or like one that is cut off or goes on."""
    inside = page.text[item.start : item.end]
    return bool(_ENDS_SENTENCE.search(inside)) or inside[-1] in "—–-" or not item.closed


def last_sign(page: Page, item: Quoted) -> str:
    """Its last character, marks of inner quotations not counted."""
    return page.text[item.start : item.end].rstrip("’'”\"»")[-1:]


def is_whole(page: Page, item: Quoted) -> bool:
    """Whether it could stand alone as somebody's words."""
    return begins_sentence(page, item) and ends_sentence(page, item) and words_in(page, item) >= LEAST_WORDS


def is_title(page: Page, item: Quoted) -> bool:
    """Whether it looks like the title of a work: all but small words capitalised, no sign of a sentence's end inside."""
    names = [word for word in _WORD.findall(page.text, item.start, item.end) if word.lower() not in _SMALL]
    return len(names) > 1 and page.text[item.end - 1].isalnum() and all(word[0].isupper() for word in names)


def has_letters(text: str) -> bool:
    """Whether there is more than punctuation and space."""
    return any(c.isalnum() for c in text)
