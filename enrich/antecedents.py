"""What a pronoun of things or groups may mean: the sentences before it, and their subjects. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from enrich.page import Page
from enrich.sources import subject_of

#: Sentences looked back over, those in quotation marks not counted.
_FURTHEST = 1


def sentences_before(page: Page, token: int) -> Iterator[int]:
    """The sentence of a token and those before it in its paragraph, the nearest first, those in quotation marks left out."""
    start = page.paragraphs[page.paragraph_of(page.tokens.starts[token])][0]
    sentence, seen = page.tokens.sents[token], 0
    while sentence >= 0 and seen <= _FURTHEST:
        first, last = page.tokens.sentences[sentence]
        if page.tokens.starts[first] < start:
            return
        if sentence == page.tokens.sents[token] or page.quoted_tokens[first] < 0 or page.quoted_tokens[last - 1] < 0:
            seen += 1
            yield sentence
        sentence -= 1


def root_of(page: Page, sentence: int) -> int:
    """The word of a sentence that hangs on no other, else its first."""
    first, last = page.tokens.sentences[sentence]
    return next((at for at in range(first, last) if page.tokens.heads[at] == at), first)


def subject_in(page: Page, sentence: int) -> int | None:
    """The subject of the main verb of a sentence, outside quotation marks."""
    root = root_of(page, sentence)
    subject = subject_of(page.tokens, root) if page.tokens.tags[root].startswith("VB") else None
    return subject if subject is not None and page.quoted_tokens[subject] < 0 else None
