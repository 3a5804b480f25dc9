"""What people are called by for what they do, and where an article joins that to their names.

NATO secretary general Mark Rutte | Mark Rutte, the NATO secretary general, | Rutte is the secretary general
    the president of the United States [Donald Trump] | the president, Donald Trump,
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from enrich.page import Page
from enrich.tokens import Tokens
from enrich.wordlists import table, words
from wire.messages import Span

#: Tags of the words that a role is made of.
_ROLE_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "HYPH", "POS", "VBN", "VBG", "CD", "JJS", "RB", "PRP$", "AFX", "FW"})
_ROLE_JOINTS = frozenset({"of", "for", "at", "to", "in", "on", "the", "and", "&", "with", "a"})
_ARTICLES = frozenset(
    {"the", "a", "an", "this", "that", "our", "its", "their", "my", "his", "her", "your", "another", "one", "and"}
)
#: What may stand behind a role in apposition.
_ENDS = frozenset({",", ".", ")", ";", "—", "–", "-", "”", '"', "who", "whose", "which", "from", "by", "said", "says", "told"})
#: Longest role (words); what is longer is a description.
_LONGEST = 12


@dataclass(frozen=True)
class Role:
    """A role as printed; `heads` are its nouns of office, `others` the words that tell which, normalised."""

    text: str
    heads: frozenset[str]
    others: frozenset[str]


@cache
def role_nouns() -> frozenset[str]:
    """Every noun of office."""
    classes = table("roles_en")["classes"]
    of_classes = {noun for name in classes for noun in words("roles_en", f"classes.{name}")}
    return words("roles_en", "lists.nouns") | of_classes | frozenset(classes)


@cache
def _countries() -> dict[str, str]:
    pairs = (item.split(": ") for item in words("places", "demonyms"))
    return {word: country for country, names in pairs for word in names.split()}


def role_of(words_: Sequence[str], text: str) -> Role | None:
    """The role that words make, or None where no noun of office is among them before the first preposition."""
    plain = [table("roles_en")["titles"].get(word.lower(), word.lower()) for word in words_]
    while plain and plain[0] in _ARTICLES:
        plain = plain[1:]
    front = plain[: next((n for n, word in enumerate(plain) if word in ("of", "for", "at", "in", "to", "with", "who")), None)]
    heads = frozenset(word for word in front if word in role_nouns())
    if not heads or not plain:
        return None
    others = frozenset(_countries().get(word, word) for word in plain if word not in heads and len(word) > 2)
    return Role(_without_article(text), heads, others | _joined_countries(plain))


def _joined_countries(plain: Sequence[str]) -> frozenset[str]:
    """Countries of several words ("united states") as one."""
    joined = " ".join(plain)
    return frozenset(country for country in set(_countries().values()) if " " in country and country in joined)


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return _without_article(rest) if first.lower() in _ARTICLES and rest else text


def roles_at(page: Page, mention: Span) -> list[Role]:
    """The roles that are joined to a name where it is mentioned."""
    first, last = page.token_range(mention)
    if first >= last:
        return []
    ranges = (
        _before(page.tokens, first),
        _behind(page.tokens, first, last),
        _framed(page.tokens, first),
        _is(page.tokens, first, last),
    )
    found = []
    for begin, end in ranges:
        if 0 < end - begin <= _LONGEST:
            role = role_of(page.tokens.words[begin:end], page.text[slice(*page.chars(begin, end))])
            if role is not None:
                found.append(role)
    return found


def _before(tokens: Tokens, first: int) -> Span:
    """NATO secretary general | Mark Rutte: the words right before the name, the last of them a noun of office."""
    begin = first
    start = tokens.sentences[tokens.sents[first]][0]
    while begin > start and (tokens.tags[begin - 1] in _ROLE_TAGS or tokens.lower[begin - 1] in table("roles_en")["titles"]):
        begin -= 1
    last = tokens.lower[first - 1] if first > begin else ""
    return (begin, first) if last in role_nouns() or last in table("roles_en")["titles"] else (first, first)


def _behind(tokens: Tokens, first: int, last: int) -> Span:
    """Mark Rutte |, the NATO secretary general|, said: what stands behind a comma, up to the next one."""
    end_of_sentence = tokens.sentences[tokens.sents[first]][1]
    begin = (
        _after_age(tokens, last + 1, end_of_sentence) if last < end_of_sentence and tokens.words[last] in (",", "(") else last
    )
    end = begin
    while begin > last and end < end_of_sentence and (tokens.tags[end] in _ROLE_TAGS or _is_joint(tokens, end)):
        end += 1
    closed = end >= end_of_sentence or tokens.lower[end] in _ENDS
    return (begin, end) if closed else (begin, begin)


def _is_joint(tokens: Tokens, token: int) -> bool:
    return tokens.tags[token] in ("DT", "IN", "TO", "CC") and tokens.lower[token] in _ROLE_JOINTS | _ARTICLES


def _after_age(tokens: Tokens, token: int, end: int) -> int:
    """Mark Rutte, 58, the ...: skips the age."""
    if token + 1 < end and tokens.tags[token] == "CD" and tokens.words[token + 1] == ",":
        return token + 2
    return token


def _framed(tokens: Tokens, first: int) -> Span:
    """the president of the United States |[Donald Trump] or |, Donald Trump,: the phrase before the bracket or comma."""
    start = tokens.sentences[tokens.sents[first]][0]
    if first - 1 <= start or tokens.words[first - 1] not in ("[", "(", ","):
        return first, first
    begin = first - 1
    while begin > start and (tokens.tags[begin - 1] in _ROLE_TAGS or _is_joint(tokens, begin - 1)):
        begin -= 1
    return begin, first - 1


def _is(tokens: Tokens, first: int, last: int) -> Span:
    """Mark Rutte is |the secretary general of NATO."""
    if last + 1 >= len(tokens) or tokens.lower[last] not in ("is", "was", "becomes", "became"):
        return last, last
    end = last + 1
    stop = tokens.sentences[tokens.sents[first]][1]
    while end < stop and (tokens.tags[end] in _ROLE_TAGS or _is_joint(tokens, end)):
        end += 1
    return last + 1, end
