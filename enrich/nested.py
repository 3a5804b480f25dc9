"""Statements within statements in quotation marks, where words and their order tell them.

    « La maire m'a dit [que le port fermera]. »      « La maire m'a dit : [“Le port fermera.”] »

What the speaker says of himself or of nobody ("je dis que", "on dit que") is no statement of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from enrich.lexicon import Verb
from enrich.marks import Quoted
from enrich.page import Page
from enrich.sources import source_at, subject_of
from enrich.statements import begins_sentence, words_in
from enrich.steps import Attribution, Cue
from enrich.told import conjunction, contrasts, made
from enrich.wordlists import spoken

#: Confidence in "que" from which on a verb is surely one of saying, and not of thinking (0 to 1).
_SAYS = 0.8
_CONFIDENCE = 0.7
#: Words between a verb and its "que", and between a verb and an inner quotation.
_REACH, _REACH_MARKS = 3, 6
_FINITE = frozenset({"VBZ", "VBD", "VBN"})
#: Fewest words of an inner quotation.
_LEAST = 3


@dataclass(frozen=True)
class Nested:
    """The attributor of them. `verbs` are the forms of the reporting verbs."""

    verbs: Mapping[str, Verb]

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        told = (self._told(page, token) for token in range(len(page.tokens)) if page.quoted_tokens[token] >= 0)
        marked = (self._marked(page, item) for item in page.quoted if item.depth == 1)
        return [attribution for attribution in (*told, *marked) if attribution is not None]

    def _told(self, page: Page, verb: int) -> Attribution | None:
        if not self._says(page, verb):
            return None
        joint, speaker = conjunction(page, verb, _REACH), _other(page, verb)
        if joint is None or speaker is None:
            return None
        _, end = page.sentence(verb)
        inside = page.quoted_tokens
        end = next((at for at in range(joint + 1, end) if inside[at] != inside[verb] or contrasts(page, at)), end)
        while not page.text[page.tokens.starts[end - 1]].isalnum() and end > joint:
            end -= 1
        return made(page, (verb, verb + 1), [(joint, end)], speaker, "clause", _CONFIDENCE)

    def _marked(self, page: Page, item: Quoted) -> Attribution | None:
        tokens = page.tokens
        first = page.token_range(item.outer)[0]
        if words_in(page, item) < _LEAST or first < 2 or page.quoted_tokens[first - 1] != page.quoted_tokens[first]:
            return None
        colon = tokens.words[first - 1] in (":", ",")
        near = range(first - 1 - colon, max(page.sentence(first - 1)[0], first - 1 - _REACH_MARKS) - 1, -1)
        verb = next((at for at in near if self._says(page, at)), None)
        speaker = _other(page, verb) if verb is not None else None
        bare = verb is not None and verb == first - 1
        if verb is None or speaker is None or not (bare or (colon and begins_sentence(page, item))):
            return None
        cue = Cue(spans=(page.chars(verb, verb + 1),), token=verb)
        content = ((item.start, item.end),)
        source = source_at(page, speaker, content)
        return Attribution(content=content, cue=cue, source=source, rule="cue-before", confidence=_CONFIDENCE)

    def _says(self, page: Page, token: int) -> bool:
        verb = self.verbs.get(page.tokens.lower[token])
        return verb is not None and verb.frames.get("clause", 0.0) >= _SAYS and page.tokens.tags[token] in _FINITE


def _other(page: Page, verb: int) -> int | None:
    """The subject of a verb in the same quotation, if that is neither its speaker nor nobody."""
    tokens, subject = page.tokens, subject_of(page.tokens, verb)
    if subject is None or subject >= verb or page.quoted_tokens[subject] != page.quoted_tokens[verb]:
        return None
    persons = (f"pronouns.{key}" for key in ("he", "she", "they"))
    third = any(tokens.lower[subject] in spoken(page.language, "grammar", key) for key in persons)
    return subject if third or tokens.tags[subject].startswith("N") else None
