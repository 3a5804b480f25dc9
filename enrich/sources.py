"""Who is meant to say it: the subject of a reporting verb, by the parse, and by its place where the parse has none."""

from __future__ import annotations

from dataclasses import dataclass

from enrich.page import Page
from enrich.steps import Content, Cue, Source
from enrich.tokens import Tokens
from wire.messages import Span

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
#: Dependencies over which a verb without a subject shares that of its head: "He smiled and said", "..., adding that".
_SHARES = frozenset({"conj", "advcl", "xcomp", "pcomp", "ccomp", "parataxis", "dep", "acl", "prep"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_SKIPPED = frozenset({"RB", "MD", "VBD", "VBZ", "VBP"})
_PREMODIFIERS = frozenset({"DT", "JJ", "PRP$", "CD", "RB", "POS", "JJS", "VBN"})
#: Steps up the parse that are tried before a subject is given up.
_STEPS = 4


@dataclass(frozen=True)
class SubjectFinder:
    """Finds the source of a verb in its subject (or agent), following conjunctions, participles and relatives."""

    def __call__(self, page: Page, cue: Cue, content: Content) -> Source | None:
        """See SourceFinder."""
        token = subject_of(page.tokens, cue.token) if cue.token >= 0 else None
        return None if token is None else source_at(page, token, content.spans)


def source_at(page: Page, token: int, content: tuple[Span, ...] = ()) -> Source:
    """The source whose head is `token`: its whole phrase, as far as it does not run into the content."""
    return Source(span=phrase(page, token, content), token=token)


def subject_of(tokens: Tokens, verb: int) -> int | None:
    """The head of the noun phrase that does the saying; None where nothing in the sentence does."""
    if tokens.tags[verb] == "VBN" and not _has(tokens, verb, "aux"):
        agent = _agent(tokens, verb)
        if agent is not None:
            return agent
    at = verb
    for _ in range(_STEPS):
        found = _direct_subject(tokens, at)
        if found is not None:
            return _antecedent(tokens, found, at)
        head = tokens.heads[at]
        if tokens.deps[at] in ("acl", "relcl") and tokens.tags[head].startswith("N"):
            return head
        if head == at or tokens.deps[at] not in _SHARES or tokens.tags[head].startswith("N"):
            break
        at = head
    return None


def beside(tokens: Tokens, verb: int, first: int, last: int) -> int | None:
    """The head of the noun phrase right before or right after the verb, between tokens `first` and `last`.

    For `"...", said the official` and the like, where a parser that reads the quotation too loses the thread.
    """
    after = _noun_after(tokens, verb + 1, last)
    before = _noun_before(tokens, verb - 1, first)
    return after if before is None else before


def _noun_before(tokens: Tokens, token: int, first: int) -> int | None:
    while token >= first and tokens.tags[token] in _SKIPPED:
        token -= 1
    return token if token >= first and tokens.tags[token] in _NOUNS else None


def _noun_after(tokens: Tokens, token: int, last: int) -> int | None:
    while token < last and tokens.tags[token] in _PREMODIFIERS:
        token += 1
    found = None
    while token < last and tokens.tags[token] in _NOUNS:
        found, token = token, token + 1
    return found


def _direct_subject(tokens: Tokens, verb: int) -> int | None:
    for child in tokens.children[verb]:
        if tokens.deps[child] in _SUBJECTS:
            return child
    return None


def _agent(tokens: Tokens, verb: int) -> int | None:
    for child in tokens.children[verb]:
        if tokens.deps[child] == "agent":
            return next((grand for grand in tokens.children[child] if tokens.deps[grand] == "pobj"), None)
    return None


def _has(tokens: Tokens, verb: int, dep: str) -> bool:
    return any(tokens.deps[child] == dep for child in tokens.children[verb])


def _antecedent(tokens: Tokens, subject: int, verb: int) -> int:
    """For a relative pronoun the noun that it stands for."""
    if tokens.lower[subject] in _RELATIVE and tokens.deps[verb] == "relcl":
        return tokens.heads[verb]
    return subject


def phrase(page: Page, token: int, content: tuple[Span, ...] = ()) -> Span:
    """The characters of the phrase around its head, without punctuation at the ends and without any of the content."""
    tokens = page.tokens
    first, last = tokens.edges[token]
    marks = page.quoted_tokens
    while first < token and (_in_content(tokens, first, content) or marks[first] != marks[token]):
        first += 1
    stop = token + 1
    while stop < last and not _in_content(tokens, stop, content) and marks[stop] == marks[token]:
        stop += 1
    while first < token and not tokens.words[first][0].isalnum():
        first += 1
    while stop > token + 1 and not tokens.words[stop - 1][-1].isalnum() and tokens.words[stop - 1][-1] not in ".)":
        stop -= 1
    return page.chars(first, stop)


def _in_content(tokens: Tokens, token: int, content: tuple[Span, ...]) -> bool:
    return any(start <= tokens.starts[token] < end for start, end in content)
