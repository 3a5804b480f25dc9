"""What people are called by for what they do, and where an article joins that to their names.

NATO secretary general Mark Rutte | Mark Rutte, the NATO secretary general, | Rutte is the secretary general
    the president of the United States [Donald Trump] | the president, Donald Trump, | her daughter, the cellist Ada Obi
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from enrich.page import Page
from enrich.tokens import Tokens
from enrich.wordlists import role_classes, spoken, words, written_out
from wire.messages import Span

#: Tags of the words that a role is made of.
_ROLE_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "HYPH", "POS", "VBN", "VBG", "CD", "JJS", "RB", "PRP$", "AFX", "FW"})
#: The first word of a phrase, with the space or apostrophe behind it.
_FIRST = re.compile(r"([^\s'’]+(?:['’](?=\w))?)\s*")
#: Longest role (words); what is longer is a description.
_LONGEST = 12


@dataclass(frozen=True)
class Role:
    """A role as printed; `heads` are its nouns of office, `others` the words that tell which, normalised."""

    text: str
    heads: frozenset[str]
    others: frozenset[str]


@cache
def role_nouns(language: str = "en") -> frozenset[str]:
    """Every noun of office."""
    classes = role_classes(language)
    of_classes = {noun for name in classes for noun in spoken(language, "roles", f"classes.{name}")}
    return spoken(language, "roles", "lists.nouns") | of_classes | classes


@cache
def _countries() -> dict[str, str]:
    pairs = (item.split(": ") for item in words("places", "demonyms"))
    return {word: country for country, names in pairs for word in names.split()}


def role_of(words_: Sequence[str], text: str, language: str = "en") -> Role | None:
    """The role that words make, or None where no noun of office is among them before the first preposition."""
    plain = [written_out(language).get(word.lower(), word.lower()) for word in words_]
    articles, prepositions = spoken(language, "grammar", "articles"), spoken(language, "grammar", "prepositions")
    while plain and plain[0] in articles:
        plain = plain[1:]
    front = plain[: next((n for n, word in enumerate(plain) if word in prepositions), None)]
    heads = frozenset(word for word in front if word in role_nouns(language))
    if not heads or not plain:
        return None
    others = frozenset(_countries().get(word, word) for word in plain if word not in heads and len(word) > 2)
    return Role(without_article(text, language), heads, others | _joined_countries(plain))


def _joined_countries(plain: Sequence[str]) -> frozenset[str]:
    """Countries of several words ("united states") as one."""
    joined = " ".join(plain)
    return frozenset(country for country in set(_countries().values()) if " " in country and country in joined)


def without_article(text: str, language: str) -> str:
    """A phrase without the articles and possessives at its head."""
    match = _FIRST.match(text)
    if match is None or match.group(1).lower() not in spoken(language, "grammar", "articles") or match.end() == len(text):
        return text
    return without_article(text[match.end() :], language)


def roles_at(page: Page, mention: Span) -> list[Role]:
    """The roles that are joined to a name where it is mentioned."""
    first, last = page.token_range(mention)
    if first >= last:
        return []
    ranges = (
        _before(page, first),
        _behind(page, first, last),
        _framed(page, first, last),
        _framed(page, _first_step(page.tokens, first), last),
        _is(page, first, last),
    )
    roles = (_role_in(page, begin, end) for begin, end in ranges)
    return [role for role in roles if role is not None]


def _role_in(page: Page, begin: int, end: int) -> Role | None:
    """The role of a phrase, without what only leads up to it: 14:05 | Labour's leader; according to | the mayor."""
    tokens = page.tokens
    while begin < end and tokens.tags[begin] == "CD" and not tokens.words[begin].isalpha():
        begin += 1
    if not 0 < end - begin <= _LONGEST:
        return None
    role = role_of(tokens.words[begin:end], page.text[slice(*page.chars(begin, end))], page.language)
    joint = next((at for at in range(begin, end) if tokens.tags[at] in ("IN", "TO")), end)
    return role or _role_in(page, joint + 1, end)


def _before(page: Page, first: int) -> Span:
    """NATO secretary general | Mark Rutte: the words right before the name, the last of them a noun of office.

    Where nouns stand before what tells which (la ministre de l'Intérieur | Claire Vasseur), all of the phrase.
    """
    tokens = page.tokens
    nouns, titles = role_nouns(page.language), written_out(page.language)
    start, begin = tokens.sentences[tokens.sents[first]][0], first
    while begin > start and (tokens.tags[begin - 1] in _ROLE_TAGS or tokens.lower[begin - 1] in titles):
        begin -= 1
    last = tokens.lower[first - 1] if first > begin else ""
    if last in nouns or last in titles:
        return begin, first
    return _phrase_before(page, first) if spoken(page.language, "grammar", "noun_first") else (first, first)


def _first_step(tokens: Tokens, first: int) -> int:
    """Where what stands right before a name begins: her daughter, | the cellist Judith Obi."""
    start = tokens.sentences[tokens.sents[first]][0]
    while first > start and tokens.tags[first - 1] in _ROLE_TAGS:
        first -= 1
    return first - 1 if first > start and tokens.tags[first - 1] == "DT" else first


def _phrase_before(page: Page, end: int) -> Span:
    """The words of a role, and those that join them, up to a token."""
    tokens = page.tokens
    start, begin = tokens.sentences[tokens.sents[end]][0], end
    verbal = ("VBN", "VBG") if spoken(page.language, "grammar", "noun_first") else ()  # a dit | la ministre
    while begin > start and (tokens.tags[begin - 1] in _ROLE_TAGS or _is_joint(page, begin - 1)):
        if tokens.tags[begin - 1] in verbal:
            break
        begin -= 1
    return begin, end


def _phrase_behind(page: Page, begin: int) -> Span:
    """The words of a role, and those that join them, from a token on."""
    tokens = page.tokens
    stop, end = len(tokens), begin
    if begin < stop:
        stop = tokens.sentences[tokens.sents[begin]][1]
    while end < stop and (tokens.tags[end] in _ROLE_TAGS or _is_joint(page, end)):
        end += 1
    return begin, end


def _behind(page: Page, first: int, last: int) -> Span:
    """Mark Rutte |, the NATO secretary general|, said: what stands behind a comma, up to the next one."""
    tokens = page.tokens
    end_of_sentence = tokens.sentences[tokens.sents[first]][1]
    if last >= end_of_sentence or tokens.words[last] not in (",", "("):
        return last, last
    begin, end = _phrase_behind(page, _after_age(tokens, last + 1, end_of_sentence))
    closed = end >= end_of_sentence or tokens.lower[end] in spoken(page.language, "grammar", "ends")
    return (begin, end) if closed else (begin, begin)


def _is_joint(page: Page, token: int) -> bool:
    joints = spoken(page.language, "grammar", "joints") | spoken(page.language, "grammar", "articles")
    return page.tokens.tags[token] in ("DT", "IN", "TO", "CC") and page.tokens.lower[token] in joints


def _after_age(tokens: Tokens, token: int, end: int) -> int:
    """Mark Rutte, 58, the ...: skips the age."""
    if token + 1 < end and tokens.tags[token] == "CD" and tokens.words[token + 1] == ",":
        return token + 2
    return token


def _framed(page: Page, first: int, last: int) -> Span:
    """the president of the United States |[Donald Trump] or |, Donald Trump,: the phrase before the bracket or comma.

    Behind a preposition it is another's, where no comma closes the name: after a row with the singer, Ada Obi left.
    """
    tokens = page.tokens
    start, stop = tokens.sentences[tokens.sents[first]]
    if first - 1 <= start or tokens.words[first - 1] not in ("[", "(", ","):
        return first, first
    begin, end = _phrase_before(page, first - 1)
    governed = begin > start and tokens.tags[begin - 1] == "IN" and tokens.words[first - 1] == ","
    open_end = last < stop and (tokens.tags[last].startswith(("VB", "RB", "PRP")) or tokens.words[last].isalpha())
    return (first, first) if governed and open_end else (begin, end)


def _is(page: Page, first: int, last: int) -> Span:
    """Mark Rutte is |the secretary general of NATO."""
    tokens = page.tokens
    if last + 1 >= len(tokens) or tokens.lower[last] not in spoken(page.language, "grammar", "copulas"):
        return last, last
    begin, end = _phrase_behind(page, last + 1)
    stop = tokens.sentences[tokens.sents[first]][1]
    return (begin, min(end, stop)) if begin < stop else (last, last)
