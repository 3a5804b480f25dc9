"""Who speaks, by the place of words beside a verb: before it, or behind it where the two are turned round. Pure."""

from __future__ import annotations

from enrich.page import Page
from enrich.sources import subject_of
from enrich.wordlists import spoken

_NOUNS = ("NN", "NNS", "NNP", "NNPS")
_DRESS = ("DT", "PRP$", "JJ", "CD")


def noun_after(page: Page, token: int) -> int | None:
    """The noun, name or pronoun that a phrase beginning at a token has for its head."""
    tokens = page.tokens
    while token < len(tokens) and tokens.tags[token] in _DRESS:
        token += 1
    return token if token < len(tokens) and tokens.tags[token] in (*_NOUNS, "PRP") else None


def speaker_after(page: Page, first: int, verb: int) -> int | None:
    """The speaker of an inverted verb that begins at `first`: a-t-|il ajouté, a ajouté | la maire."""
    tokens = page.tokens
    for at in range(first, min(verb + 3, len(tokens))):
        if tokens.tags[at] == "PRP" and tokens.words[at].startswith("-") and _is_pronoun(page, at):
            return at
    speaker = noun_after(page, verb + 1)
    return speaker if speaker is not None and tokens.tags[speaker] in _NOUNS and page.quoted_tokens[speaker] < 0 else None


def speaker_before(page: Page, verb: int) -> int | None:
    """The subject by the parse, else the nearest name, noun or pronoun before the verb that no preposition governs."""
    subject = subject_of(page.tokens, verb)
    if subject is not None and page.quoted_tokens[subject] < 0 and subject != verb and _may_speak(page, subject):
        return subject
    start = page.sentence(verb)[0]
    return next((at for at in range(verb - 1, start - 1, -1) if _leads(page, at)), None)


def _leads(page: Page, token: int) -> bool:
    tokens = page.tokens
    if page.quoted_tokens[token] >= 0 or not _may_speak(page, token):
        return False
    if tokens.tags[token] == "PRP":
        return _is_pronoun(page, token)
    governed = any(tokens.deps[child] == "case" for child in tokens.children[token])
    return tokens.tags[token] in _NOUNS and not governed and tokens.deps[token] not in ("nmod", "flat", "obl:mod", "appos")


def _is_pronoun(page: Page, token: int) -> bool:
    word = page.tokens.lower[token]
    return any(word in spoken(page.language, "grammar", f"pronouns.{key}") for key in ("he", "she", "they"))


def _may_speak(page: Page, token: int) -> bool:
    return page.tokens.lower[token] not in spoken(page.language, "grammar", "nobody")
