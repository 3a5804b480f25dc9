"""Text to search terms: the one analysis both stores index and query with, so that both find the same documents.

    "The Prime Minister's U.S. visit"  ->  the prime minister us visit          exact terms: phrases, prefixes, names
                                       ->  en:the en:prime en:minist en:us ...  stems: single words

Why our own: docs/decisions/0003-our-own-analysis.md. What a reader sees of it: docs/search.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import NamedTuple

import regex
import Stemmer

#: Grows whenever the same text would give other terms: stores then rebuild their search index.
ANALYSIS_VERSION = 1

#: Longer terms are cut (code points); Elasticsearch would split at 255.
MAX_TERM = 64

#: Stems remembered per language: at most some 3 MiB, and soon made again, since most words of a text are frequent ones.
_MOST_STEMS = 1 << 14

#: Stands between parts of one field, so that no phrase reaches from one into the next. Never a term itself.
SEPARATOR = "|"

#: Snowball algorithm (https://snowballstem.org) per primary language subtag; other languages are not stemmed.
ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hi": "hindi",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}

#: Marks the stems of languages without an algorithm.
UNSTEMMED = "-"

#: Signs of scripts written without spaces between words: each is a term, so that a phrase finds any run of them.
_SIGNS = r"[\p{Han}\p{Hiragana}\p{Katakana}\u30fc\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}&&\p{L}]"
#: In order: the possessive 's (dropped), an acronym with points, a sign, a word.
_TOKEN = regex.compile(
    rf"""(?V1)
    (?<=[\p{{L}}\p{{N}}\p{{M}}]) ['’][sS] (?![\p{{L}}\p{{N}}\p{{M}}])
    | (?P<acronym> (?<![\p{{L}}\p{{N}}\p{{M}}.]) \p{{L}} (?:\.\p{{L}})+ (?![\p{{L}}\p{{N}}\p{{M}}]) )
    | (?P<sign> {_SIGNS} \p{{M}}* )
    | (?P<word> [[\p{{L}}\p{{N}}]--{_SIGNS}] [[\p{{L}}\p{{N}}\p{{M}}\u00ad\u200c\u200d]--{_SIGNS}]* )
    """,
    regex.VERBOSE,
)

#: Code points below are folded one by one. With common punctuation, and without those few that fold to several letters,
#: they are all that plain text has.
_PLAIN_LETTERS = 0x250
_NOT_PLAIN = re.compile(r"[^\u0000-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]|[\u00ad¼½¾ÆæÞþßĲĳŒœǄ-ǌǢǣǱ-ǳǼǽ]")
#: As _TOKEN, in the order in which most is decided soonest.
_PLAIN_TOKEN = re.compile(r"([^\W_]{2,}|(?<![^\W_])(?<!\.)[^\W\d_](?:\.[^\W\d_])+(?![^\W_])|[^\W_])|(?<=[^\W_])['’]s(?![^\W_])")

_NOT_OF_A_TERM = regex.compile(r"[^\p{L}\p{N}\p{M}]+")
_MARKED_LETTER = regex.compile(r"([\p{Latin}\p{Greek}])\p{M}+")
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ё": "е", "ʻ": "", "ʼ": ""}
)


class Token(NamedTuple):
    """One term and the code points of the text it came from, half-open."""

    term: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The terms of a text in order, folded: case, accents on Latin and Greek letters, and width do not count."""
    plain = _plain(text)
    if plain is None:
        return _any_tokens(text)
    found = (match for match in _PLAIN_TOKEN.finditer(plain) if match[1])
    return (Token(_cut(match[1]), match.start(), match.end()) for match in found)


def places(text: str) -> list[tuple[int, int]]:
    """Where the terms of a text stand, in order: (start, end) in code points."""
    plain = _plain(text)
    if plain is None:
        return [(token.start, token.end) for token in _any_tokens(text)]
    return [match.span() for match in _PLAIN_TOKEN.finditer(plain) if match[1]]


def terms(text: str) -> list[str]:
    """The terms of `tokens`, in order, without their places, and faster."""
    plain = _plain(text)
    if plain is None:
        return [token.term for token in _any_tokens(text)]
    found = list(filter(None, _PLAIN_TOKEN.findall(plain)))
    if "." in "".join(found) or max(map(len, found), default=0) > MAX_TERM:  # hardly ever; to look at each one costs more
        return [_cut(term) for term in found]
    return found


def may_hold(text: str, wanted: Sequence[str]) -> bool:
    """Whether a text may have all of these terms: False is certain, and many times as fast as `terms`."""
    plain = _plain(text)
    if plain is None:
        return True
    pointless = plain.replace(".", "")
    return all(term in pointless for term in wanted)


def _any_tokens(text: str) -> Iterator[Token]:
    """`tokens` for any text."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup is not None and (term := fold(match[0])):
            yield Token(term, match.start(), match.end())


def _plain(text: str) -> str | None:
    """A text folded letter by letter, if that can be done, as for nearly all in Latin letters: three times as fast."""
    if text.isascii():
        return text.lower()
    return None if _NOT_PLAIN.search(text) else text.translate(_plain_letters())


@cache
def _plain_letters() -> dict[int, str]:
    return {code: fold(chr(code)) if chr(code).isalnum() else chr(code) for code in range(_PLAIN_LETTERS)}


def _cut(term: str) -> str:
    return term.replace(".", "")[:MAX_TERM]


def fold(word: str) -> str:
    """One word as a term: "Übermaß" and "ubermass" are one; "U.S." is "us". Empty where no letter or digit is left."""
    return (word.lower() if word.isascii() and word.isalnum() else _fold(word))[:MAX_TERM]


@lru_cache(maxsize=1 << 16)
def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    letters = _NOT_OF_A_TERM.sub("", decomposed)
    return unicodedata.normalize("NFC", _MARKED_LETTER.sub(r"\1", letters)).translate(_UNDECOMPOSED)


def stem_tag(language: str | None) -> str:
    """Under which tag the words of a BCP 47 language are stemmed: its primary subtag, or `UNSTEMMED`."""
    primary = primary_subtag(language)
    return primary if primary in ALGORITHMS else UNSTEMMED


def primary_subtag(language: str | None) -> str | None:
    """ "en" of "en-GB"; None stays None."""
    return language.replace("_", "-").split("-")[0].lower() if language else None


def stem(term: str, tag: str) -> str:
    """The stem of a folded term, marked with its language: ("quotes", "en") gives "en:quot"."""
    if tag == UNSTEMMED:
        return f"{tag}:{term}"
    with _LOCK:  # a stemmer is not safe to use from two threads
        return f"{tag}:{_stemmer(ALGORITHMS[tag]).stemWord(term)}"


class _Stems(dict[str, str]):
    """The stems of one language by term: many times as fast as `stem` for terms seen before, which nearly all are."""

    def __init__(self, tag: str) -> None:
        self._tag = tag

    def __missing__(self, term: str) -> str:
        if len(self) >= _MOST_STEMS:
            self.clear()
        found = self[term] = stem(term, self._tag)
        return found


@cache
def stemmer(tag: str) -> Callable[[str], str]:
    """`stem` for one language and many terms."""
    return _Stems(tag).__getitem__


def stems(term: str) -> list[str]:
    """A query word has no language: its stem in each, of which a document can have but the one of its own language."""
    return [stem(term, tag) for tag in (*ALGORITHMS, UNSTEMMED)]


_LOCK = Lock()


@cache
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm, 0)  # no cache of its own: `stemmer` has one, which takes half the memory


def analysis_stamp() -> str:
    """Names all that decides which terms a text gives; an index made under another stamp must be rebuilt."""
    return f"analysis {ANALYSIS_VERSION}, snowball {Stemmer.version()}, unicode {unicodedata.unidata_version}"
