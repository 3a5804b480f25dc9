"""Names that a source is printed with, though they are no known name of the article: Downing Street, HelderCycle. Pure."""

from __future__ import annotations

from enrich.cast import Cast
from enrich.names import key, peoples, sounds_like_organisation
from enrich.page import Page
from enrich.steps import Source
from enrich.wordlists import spoken, words
from wire.messages import Entity, Mention, Speaker, SpeakerType


def surname_of(page: Page, cast: Cast, token: int) -> Entity | None:
    """The one person whose surname the word at `token` is, where the model does not see a name in it: | Bright, who died, |"""
    word = page.tokens.words[token]
    bearers = [p.entity for p in cast.persons if " " in p.entity.name and key(p.entity.name.split()[-1]) == key(word)]
    return bearers[0] if len(bearers) == 1 and word[0].isupper() else None


def as_printed(page: Page, source: Source, token: int, mention: Mention) -> Speaker | None:
    """The speaker by the capitalised words around the head of a source; None where it is no proper noun or a mere title."""
    first, last = page.token_range(source.span)
    begin, end = token, token + 1
    while begin > first and _is_part(page, begin - 1):
        begin -= 1
    while end < last and _is_part(page, end):
        end += 1
    if not _is_name(page, first, begin, end, token):
        return None
    name = page.text[slice(*page.chars(begin, end))]
    kind: SpeakerType = "organisation" if sounds_like_organisation(name) else "unknown"
    return Speaker(name=name, type=kind, resolved_by="named", mention=mention)


def _is_name(page: Page, first: int, begin: int, end: int, token: int) -> bool:
    tokens = page.tokens
    if not tokens.tags[token].startswith("NNP") or not _is_part(page, token):
        return False
    if end - begin == 1 and (tokens.tags[token] == "NNPS" or begin == 0):
        return False  # Attorneys | for the bank
    if tokens.lower[first] in spoken(page.language, "grammar", "indefinite_articles"):
        return False
    return tokens.lower[end - 1].rstrip(".") not in words("people_en", "titles") | peoples()  # the Pole


def _is_part(page: Page, token: int) -> bool:
    word = page.tokens.words[token]
    return (word[0].isupper() and word.lower() not in ("the", "a", "an")) or (
        page.tokens.tags[token] == "CD" and word.isdigit()
    )
