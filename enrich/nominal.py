"""Statements announced by a noun: the claim that ..., a pledge to ..., criticism of ..."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from enrich.clauses import whole_quotations
from enrich.frames import trimmed
from enrich.page import Page
from enrich.sources import source_at, subject_of
from enrich.steps import Content, Cue, Source
from enrich.tokens import Tokens

#: Share that is right, counted in the training part of PolNeAR (enrich/data/cues_en.toml).
_CONFIDENCE = 0.44


@dataclass(frozen=True)
class NounCues:
    """Takes the nouns of the lexicon for cues where what joins a statement to them follows."""

    nouns: Mapping[str, frozenset[str]]

    def __call__(self, page: Page) -> list[Cue]:
        """See CueFinder."""
        tokens, quoted = page.tokens, page.quoted_tokens
        return [
            Cue(spans=(page.chars(token, token + 1),), token=token, kind="noun")
            for token in range(len(tokens))
            if tokens.tags[token] in ("NN", "NNS") and quoted[token] < 0 and _joint(tokens, token, self.nouns) is not None
        ]


@dataclass(frozen=True)
class NounContents:
    """Takes the clause or phrase that is joined to the noun."""

    nouns: Mapping[str, frozenset[str]]

    def __call__(self, page: Page, cue: Cue) -> Content | None:
        """See ContentFinder."""
        joint = _joint(page.tokens, cue.token, self.nouns)
        if joint is None:
            return None
        first, last = page.tokens.edges[joint]
        part = trimmed(page.tokens, max(first, cue.token + 1), last)
        if part[0] >= part[1]:
            return None
        return Content(spans=(whole_quotations(page, page.chars(*part)),), rule="noun", confidence=_CONFIDENCE)


@dataclass(frozen=True)
class OwnerFinder:
    """Finds the source of a noun: whose it is, whom it is by, or who makes it."""

    def __call__(self, page: Page, cue: Cue, content: Content) -> Source | None:
        """See SourceFinder."""
        token = _owner(page.tokens, cue.token)
        return None if token is None else source_at(page, token, content.spans)


def _joint(tokens: Tokens, noun: int, nouns: Mapping[str, frozenset[str]]) -> int | None:
    """The head of what is joined to the noun in a way that the lexicon knows."""
    word = tokens.lower[noun]
    joints = nouns.get(word) or nouns.get(word.removesuffix("s"), frozenset())
    for child in tokens.children[noun] if joints else ():
        if child < noun:
            continue
        marks = {
            tokens.lower[grandchild] for grandchild in tokens.children[child] if tokens.deps[grandchild] in ("mark", "aux")
        }
        if tokens.deps[child] in ("acl", "ccomp", "relcl") and joints & marks & {"that", "to"}:
            return child
        if tokens.deps[child] == "prep" and tokens.lower[child] in joints:
            return _child(tokens, child, "pobj", "pcomp")
    return None


def _owner(tokens: Tokens, noun: int) -> int | None:
    owner = _child(tokens, noun, "poss")
    if owner is not None:
        return owner
    for child in tokens.children[noun]:
        if tokens.deps[child] == "prep" and tokens.lower[child] in ("by", "from"):
            return _child(tokens, child, "pobj")
    head = tokens.heads[noun]
    verb = head if tokens.tags[head].startswith("VB") else tokens.heads[head]
    return subject_of(tokens, verb) if tokens.tags[verb].startswith("VB") and tokens.deps[noun] in ("dobj", "pobj") else None


def _child(tokens: Tokens, token: int, *deps: str) -> int | None:
    return next((child for child in tokens.children[token] if tokens.deps[child] in deps), None)
