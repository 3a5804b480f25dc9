"""A parsed text as columns, one row per token: what the rules read instead of spaCy's objects.

Plain lists are several times quicker to walk than `Token` objects, outlive `nlp.memory_zone()`, and can be written by
hand in a test. Offsets are code points into the whole text; heads and sentence bounds are token numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from enrich.universal import DEPENDENCIES, tag_of
from wire.messages import Span

#: What ends a sentence, a closing mark behind it or not.
_ENDS = frozenset(".!?…")


@dataclass(frozen=True)
class RawName:
    """A name as the model marked it, before the document has its say. `label` is the model's own."""

    start: int
    end: int
    label: str


@dataclass
class Tokens:
    """The columns. `heads[i] == i` at the root of a sentence; `sents[i]` is the number of the sentence of token i."""

    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    sents: list[int] = field(default_factory=list)
    sentences: list[Span] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def lower(self) -> list[str]:
        """The words in lower case."""
        return [word.lower() for word in self.words]

    @cached_property
    def children(self) -> list[list[int]]:
        """Token numbers of the dependents of each token, in order."""
        children: list[list[int]] = [[] for _ in self.words]
        for token, head in enumerate(self.heads):
            if head != token:
                children[head].append(token)
        return children

    @cached_property
    def edges(self) -> list[Span]:
        """First token and one past the last token of the subtree of each token."""
        left, right = list(range(len(self))), list(range(1, len(self) + 1))
        for first, last in self.sentences:
            for token in _leaves_first(self, first, last):
                head = self.heads[token]
                left[head] = min(left[head], left[token])
                right[head] = max(right[head], right[token])
        return list(zip(left, right, strict=True))

    def root(self, sentence: int) -> int:
        """The word of a sentence that hangs on no other, else its first."""
        first, last = self.sentences[sentence]
        return next((at for at in range(first, last) if self.heads[at] == at), first)

    def append(self, doc: Any, offset: int) -> list[RawName]:
        """Take over a spaCy `Doc` whose text stands at `offset`; returns its named entities."""
        base = len(self)
        strings = doc.vocab.strings
        for token in doc:
            self.words.append(token.text)
            self.starts.append(offset + token.idx)
            self.ends.append(offset + token.idx + len(token.text))
        columns = doc.to_array(["TAG", "DEP", "HEAD"]).astype("int64").tolist()
        raw = doc.to_array(["TAG", "DEP"]).tolist()
        names: dict[int, str] = {}
        for row, (tag, dep) in enumerate(raw):
            for key in (tag, dep):
                if key not in names:
                    names[key] = strings[key]
            self.tags.append(names[tag])
            self.deps.append(DEPENDENCIES.get(names[dep], names[dep]))
            self.heads.append(base + row + columns[row][2])
        if doc.has_annotation("MORPH"):  # a model with universal features: its own tags say less
            self.tags[base:] = [tag_of(token.pos_, token.morph.to_dict()) for token in doc]
        for first, last in _sentences(doc):
            self.sents.extend([len(self.sentences)] * (last - first))
            self.sentences.append((base + first, base + last))
        return [RawName(offset + ent.start_char, offset + ent.end_char, ent.label_) for ent in doc.ents]


def _sentences(doc: Any) -> list[Span]:
    """The sentences of a spaCy `Doc`; all of it as one where its pipeline knows none."""
    if not doc.has_annotation("SENT_START"):
        return [(0, len(doc))] if len(doc) else []
    found = [(sentence.start, sentence.end) for sentence in doc.sents]
    return _joined(found, [token.text for token in doc]) if doc.has_annotation("MORPH") else found


def _joined(sentences: Sequence[Span], words: Sequence[str]) -> list[Span]:
    """The sentences, one joined with the one before where that has no end: a parser cuts within clauses, too."""
    joined: list[Span] = []
    for first, last in sentences:
        ended = not joined or any(word[-1:] in _ENDS for word in words[max(joined[-1][0], first - 2) : first])
        joined.append((first if ended else joined.pop()[0], last))
    return joined


def _leaves_first(tokens: Tokens, first: int, last: int) -> list[int]:
    """The tokens of a sentence but its root, each after all its dependents."""
    order = [token for token in range(first, last) if tokens.heads[token] == token]
    for token in order:  # grows while it is walked: breadth first from the roots
        order.extend(tokens.children[token])
    return [token for token in reversed(order) if tokens.heads[token] != token]
