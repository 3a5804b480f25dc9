"""Who is meant to say it: the subject of a reporting verb, by the parse, and by its place where the parse has none."""

from __future__ import annotations

from dataclasses import dataclass

from enrich.lexicon import verbs
from enrich.page import Page
from enrich.steps import Content, Cue, Source
from enrich.tokens import Tokens
from enrich.wordlists import spoken, words
from wire.messages import Span

_SUBJECTS = ("nsubj", "csubj")
#: Dependencies over which a verb without a subject shares that of its head: "He smiled and said", "..., adding that".
_SHARES = frozenset({"conj", "advcl", "xcomp", "pcomp", "ccomp", "parataxis", "dep", "acl", "prep"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_BETWEEN = frozenset({"RB", "MD", "VBD", "VBZ", "VBP"})
_PREMODIFIERS = frozenset({"DT", "JJ", "PRP$", "CD", "RB", "POS", "JJS", "VBN"})
#: Steps up the parse that are tried before a subject is given up.
_STEPS = 5


@dataclass(frozen=True)
class SubjectFinder:
    """Finds the source of a verb in its subject (or agent), following conjunctions, participles and relatives."""

    def __call__(self, page: Page, cue: Cue, content: Content) -> Source | None:
        """See SourceFinder."""
        token = subject_of(page.tokens, cue.token) if cue.token >= 0 else None
        return None if token is None else source_at(page, token, content.spans)


def source_at(page: Page, token: int, content: tuple[Span, ...] = ()) -> Source:
    """The source whose head is `token`: its whole phrase, as far as it does not run into the content."""
    if token + 1 < len(page.tokens) and page.tokens.lower[token] in spoken(page.language, "grammar", "euphonic"):
        token += 1
    word = page.tokens.words[token]
    if word.startswith("-") and word != "-":  # a-t|-elle
        return Source(span=(page.tokens.ends[token] - len(word.rpartition("-")[2]), page.tokens.ends[token]), token=token)
    return Source(span=phrase(page, token, content), token=token)


def subject_of(tokens: Tokens, verb: int) -> int | None:
    """The head of the noun phrase that does the saying; None where nothing in the sentence does."""
    if is_passive(tokens, verb):
        return _agent(tokens, verb)
    at = _main_verb(tokens, verb)
    for _ in range(_STEPS):
        found = _child(tokens, at, *_SUBJECTS)
        if found is not None:
            return _antecedent(tokens, found, at)
        head = tokens.heads[at]
        if tokens.deps[at] in ("acl", "relcl") and tokens.tags[head].startswith("N"):
            return _author(tokens, head)
        if head == at or tokens.deps[at] not in _SHARES or tokens.tags[head].startswith("N"):
            break
        at = head
    return _noun_before(tokens, verb - 1, tokens.sentences[tokens.sents[verb]][0])


def _main_verb(tokens: Tokens, verb: int) -> int:
    """For a participle behind a comma ("said that it rains, adding ...") the verb of the sentence, where that reports."""
    first, _ = tokens.sentences[tokens.sents[verb]]
    if tokens.tags[verb] != "VBG" or verb == first or tokens.words[verb - 1] != ",":
        return verb
    root = tokens.root(tokens.sents[verb])
    return root if root < verb and tokens.lower[root] in verbs() else verb


def speaker_of(page: Page, verb: int) -> int | None:
    """The subject of a verb beside a quotation, itself outside all quotations: by the parse, else by its place.

    For `"...", said the official` and the like, where a parser that reads the quotation too loses the thread.
    """
    tokens, quoted = page.tokens, page.quoted_tokens
    subject = subject_of(tokens, verb)
    if subject is not None and quoted[subject] < 0:
        return subject
    first, last = verb, verb + 1
    while first and quoted[first - 1] < 0 and tokens.words[first - 1] not in ".!?":
        first -= 1
    while last < len(tokens) and quoted[last] < 0 and tokens.words[last] not in ".!?":
        last += 1
    before = _noun_before(tokens, verb - 1, first)
    return _noun_after(tokens, verb + 1, last) if before is None else before


def is_passive(tokens: Tokens, verb: int) -> bool:
    """Whether the subject of a verb is not who does it: he was told; a man accused of theft."""
    if _child(tokens, verb, "nsubjpass", "auxpass") is not None:
        return True
    return tokens.tags[verb] == "VBN" and _child(tokens, verb, "aux", *_SUBJECTS) is None and tokens.deps[verb] != "conj"


def _agent(tokens: Tokens, verb: int) -> int | None:
    by = _child(tokens, verb, "agent")
    if by is None or tokens.tags[by].startswith("NN"):  # in universal dependencies the noun itself is the agent
        return by
    return _child(tokens, by, "pobj")


def _child(tokens: Tokens, token: int, *deps: str) -> int | None:
    return next((child for child in tokens.children[token] if tokens.deps[child] in deps), None)


def _antecedent(tokens: Tokens, subject: int, verb: int) -> int:
    """For a relative pronoun the noun that it stands for."""
    if tokens.lower[subject] not in _RELATIVE or tokens.deps[verb] != "relcl":
        return subject
    noun = tokens.heads[verb]
    while tokens.deps[noun] == "appos" and tokens.tags[tokens.heads[noun]].startswith("NNP"):
        noun = tokens.heads[noun]  # Ada Obi, a cellist from Bonn, who
    return noun


def _author(tokens: Tokens, noun: int) -> int:
    """Of "issued a statement saying" the one who issued it; else the noun itself."""
    verb = tokens.heads[noun]
    if tokens.deps[noun] == "dobj" and tokens.lower[noun] in words("roles_en", "lists.documents"):
        author = _child(tokens, verb, *_SUBJECTS)
        return noun if author is None else _antecedent(tokens, author, verb)
    return noun


def _noun_before(tokens: Tokens, token: int, first: int) -> int | None:
    while token >= first and tokens.tags[token] in _BETWEEN:
        token -= 1
    return token if token >= first and tokens.tags[token] in _NOUNS else None


def _noun_after(tokens: Tokens, token: int, last: int) -> int | None:
    while token < last and tokens.tags[token] in _PREMODIFIERS:
        token += 1
    found = None
    while token < last and tokens.tags[token] in _NOUNS:
        found, token = token, token + 1
    return found


def phrase(page: Page, token: int, content: tuple[Span, ...] = ()) -> Span:
    """The characters of the phrase around its head, without punctuation at the ends and without any of the content."""
    tokens = page.tokens
    first, last = tokens.edges[token]
    marks = page.quoted_tokens
    left = token
    while left > first and not _in_content(tokens, left - 1, content) and marks[left - 1] == marks[token]:
        left -= 1
    stop = token + 1
    while stop < last and not _in_content(tokens, stop, content) and marks[stop] == marks[token]:
        if tokens.tags[stop] in ("WP", "WDT") and content and tokens.starts[stop] < content[0][0] < tokens.ends[last - 1]:
            stop += 1
            break  # Ada Obi, who | said that ...
        stop += 1
    while left < token and (not tokens.words[left][0].isalnum() or tokens.deps[left] in ("case", "fixed")):
        left += 1
    while stop > token + 1 and not tokens.words[stop - 1][-1].isalnum() and tokens.words[stop - 1][-1] not in ".)":
        stop -= 1
    start, end = page.chars(left, stop)
    hyphen = end - start > 1 and page.text[start] == "-"  # dit|-il
    return start + hyphen, end


def _in_content(tokens: Tokens, token: int, content: tuple[Span, ...]) -> bool:
    return any(start <= tokens.starts[token] < end for start, end in content)
