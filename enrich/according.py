"""Statements announced by a phrase, by words and their order: selon la maire, ...; ..., aux yeux de la maire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enrich.page import Page
from enrich.sources import source_at
from enrich.speakers import noun_after
from enrich.steps import Attribution
from enrich.told import LEAST, STOPS, made, phrase_width
from enrich.wordlists import spoken

_CONFIDENCE = 0.8


@dataclass(frozen=True)
class According:
    """The attributor of such phrases, outside quotation marks."""

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        at = (token for token in range(len(page.tokens)) if page.quoted_tokens[token] < 0)
        return [attribution for token in at if (attribution := _according(page, token)) is not None]


def _according(page: Page, token: int) -> Attribution | None:
    """Selon la maire, ... or ..., selon la maire; and with a quotation: Pour la maire, « ... »."""
    tokens, (start, end) = page.tokens, page.sentence(token)
    start = next(at for at in range(start, token + 1) if at == token or tokens.words[at][0].isalnum())
    viewed = tokens.lower[token] in spoken(page.language, "grammar", "views") and token == start
    width = 1 if viewed else phrase_width(page, token)
    speaker = noun_after(page, token + width) if width else None
    if speaker is None or speaker >= end or tokens.lower[speaker] in spoken(page.language, "grammar", "no_sources"):
        return None
    end = next((at for at in range(speaker, end) if tokens.words[at] in STOPS and page.quoted_tokens[at] < 0), end)
    last = min(end, page.token_range(source_at(page, speaker).span)[1])
    before = (start, token) if token - start >= LEAST else (start, start)
    if before[0] == before[1]:  # Selon la maire | , chargée du port | , le port reste ouvert
        last = _last_aside(page, last, end)
    if viewed and not (tokens.words[last : last + 1] == [","] and any(page.quoted_tokens[at] >= 0 for at in range(last, end))):
        return None
    return made(page, (token, token + width), [before, (last, end)], speaker, "according", _CONFIDENCE, phrase=True)


def _last_aside(page: Page, at: int, end: int) -> int:
    """Past what is told of a speaker between commas: no verb stands in it, but one behind it."""
    tokens = page.tokens
    if at < end and tokens.words[at] == ",":
        second = next((n for n in range(at + 1, end) if tokens.words[n] == "," or tokens.tags[n].startswith("VB")), end)
        if second < end and tokens.words[second] == ",":
            return second
    return at
