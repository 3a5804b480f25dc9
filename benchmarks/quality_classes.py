"""Classes of statements: kind by quotation marks, type of speaker by the words of the source. The same for gold and found.

Kind        direct: every word of the content in quotation marks; mixed: some words; indirect: none.
Speaker     by the head of the source in the parse of the stock small model, and by the label that this model gives the
            same word most often in the article:
            person        a name that is a person's, or a name without a label
            organisation  a name of an organisation, a country, a people, a paper, a place
            pronoun       he, she, they, I, we, it, who, whose ...
            role          any other noun phrase: the senator, a spokesman for the campaign, the report, voters
            none          no source expressed, or one that tells nothing: some, many, others, sources, people
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.quality_corpus import Annotated, Spans, Statement
from benchmarks.quality_score import words_in

KINDS = ("direct", "indirect", "mixed")
SPEAKERS = ("person", "organisation", "pronoun", "role", "none")
#: What stands between marks in one paragraph, an opening mark that is closed in a later paragraph included.
_MARKED = re.compile(r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)", re.MULTILINE)
_PRONOUNS = frozenset(
    re.findall(
        r"\w+",
        "i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her hers herself it its "
        "itself they them their theirs themselves who whom whose which that this these those",
    )
)
#: Heads of sources that tell nobody.
_VAGUE = frozenset(
    re.findall(
        r"\w+",
        "some many others other several few most all any anyone anybody someone somebody everyone everybody nobody one ones "
        "source sources people person insiders observers",
    )
)


def kind(article: Annotated, statement: Statement) -> str:
    """Direct, mixed or indirect, by the double quotation marks of the article."""
    words = words_in(article.text, statement.content)
    marked = words_in(article.text, tuple(match.span() for match in _MARKED.finditer(article.text)))
    inside = len(words & marked)
    return "direct" if inside == len(words) else "mixed" if inside else "indirect"


@dataclass
class Speakers:
    """Types of speakers, from the stock model's reading of each article (`spacy.tokens.Doc` by id)."""

    docs: Mapping[str, Any]

    def __post_init__(self) -> None:
        self._labels = {name: _labels(doc) for name, doc in self.docs.items()}

    def __call__(self, article: Annotated, statement: Statement) -> str:
        """One of SPEAKERS."""
        head = _head(self.docs[article.id], statement.source)
        if head is None:
            return "none"
        word = head.lower_.strip(".,'’")
        if word in _PRONOUNS:
            return "pronoun"
        if word in _VAGUE:
            return "none"
        return self._named(article.id, head)

    def _named(self, article: str, head: Any) -> str:
        votes = self._labels[article].get(head.text)
        if votes and head.tag_.startswith("NNP"):
            return "person" if votes.most_common(1)[0][0] == "PERSON" else "organisation"
        return "person" if head.tag_.startswith("NNP") else "role"


def _labels(doc: Any) -> dict[str, Counter[str]]:
    """How often the stock model gives a word each label as (part of) a name."""
    labels: dict[str, Counter[str]] = {}
    for entity in doc.ents:
        for token in entity:
            labels.setdefault(token.text, Counter())[entity.label_] += 1
    return labels


def _head(doc: Any, source: Spans) -> Any:
    """The word of the source that its other words hang on; None where there is no source."""
    spans = [doc.char_span(start, end, alignment_mode="expand") for start, end in source]
    roots = [span.root for span in spans if span is not None and len(span)]
    return roots[0] if roots else None
