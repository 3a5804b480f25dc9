"""Where what a pronoun means may stand: the sentences before it, and their subjects. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from enrich.page import Page
from enrich.sources import subject_of

#: Sentences looked back over for things and groups, those in quotation marks not counted.
_FURTHEST = 1
#: Sentences looked back over altogether.
_FURTHEST_QUOTED = 60
#: Words looked back over for others who are called by the same one.
_REMEMBERED = 400


def sentences_before(page: Page, token: int, *, furthest: int = _FURTHEST, paragraph_only: bool = True) -> Iterator[int]:
    """The sentence of a token and those before it, the nearest first, those in quotation marks left out.

    `furthest`: how many of those before; `paragraph_only`: none of an earlier paragraph.
    """
    start = page.paragraphs[page.paragraph_of(page.tokens.starts[token])][0] if paragraph_only else 0
    sentence, seen = page.tokens.sents[token], 0
    oldest = max(-1, sentence - _FURTHEST_QUOTED)
    while sentence > oldest and seen <= furthest:
        first, last = page.tokens.sentences[sentence]
        if page.tokens.starts[first] < start:
            return
        if sentence == page.tokens.sents[token] or page.quoted_tokens[first] < 0 or page.quoted_tokens[last - 1] < 0:
            seen += 1
            yield sentence
        sentence -= 1


def same_before(page: Page, word: str, token: int) -> Iterator[int]:
    """Where a word in small letters stands in the text before a token, not too far away: who is called so may be another."""
    lower = page.tokens.lower
    return (at for at in range(max(0, token - _REMEMBERED), token) if lower[at] == word)


def subject_in(page: Page, sentence: int) -> int | None:
    """The subject of the main verb of a sentence, outside quotation marks."""
    tokens, root = page.tokens, page.tokens.root(sentence)
    verbal = tokens.tags[root].startswith("VB") or any(tokens.deps[child] == "cop" for child in tokens.children[root])
    subject = subject_of(tokens, root) if verbal else None
    return subject if subject is not None and page.quoted_tokens[subject] < 0 else None
