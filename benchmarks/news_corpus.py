"""A made-up newsroom of any size: Zipf-distributed words, names and sources, deterministic by seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from wire.messages import Analysis, Article, Engine, EnrichedArticle, Entity, Quote, Speaker

#: Distinct words of the language; news English has about this many in 100,000 articles, names left out.
VOCABULARY = 60_000

#: Distinct people, organisations and places.
NAMES = 20_000

#: Words of an article's text, the median and the spread of a lognormal.
MEDIAN_WORDS, SPREAD = 350, 0.5

#: Quotes per article, on average.
QUOTES = 3

_SYLLABLES = tuple(
    consonant + vowel
    for consonant in ("b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "qu", "r", "st", "tr", "v")
    for vowel in ("a", "e", "i", "o", "u")
)
_ENDINGS = ("s", "ed", "ing", "er", "ly", "tion", "ment", "al", "ness", "y")
_START = datetime(2025, 1, 1, tzinfo=UTC)


class Newsroom:
    """Makes articles. The same seed gives the same articles, one after the other."""

    def __init__(self, seed: int = 4) -> None:
        self._random = random.Random(seed)
        self._words = [self._word(rank) for rank in range(VOCABULARY)]
        self._word_weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self._names = [f"{self._name()} {self._name()}" for _ in range(NAMES)]
        self._name_weights = list(accumulate(1 / (rank + 2) ** 0.9 for rank in range(NAMES)))
        self._sources = [f"The {self._name()} Courier" for _ in range(400)]
        self._source_weights = list(accumulate(1 / (rank + 2) for rank in range(400)))

    @property
    def words(self) -> list[str]:
        """All words, the most frequent first."""
        return self._words

    @property
    def names(self) -> list[str]:
        """All names, the most frequent first."""
        return self._names

    @property
    def sources(self) -> list[str]:
        """All sources, the most frequent first."""
        return self._sources

    def articles(self, count: int) -> Iterator[EnrichedArticle]:
        """The next `count` articles."""
        return (self._article(number) for number in range(count))

    def _word(self, rank: int) -> str:
        syllables = 1 if rank < 30 else 2 if rank < 900 else 3
        ending = self._random.choice(_ENDINGS) if self._random.random() < 0.4 else ""
        return "".join(self._random.choices(_SYLLABLES, k=syllables)) + ending

    def _name(self) -> str:
        return "".join(self._random.choices(_SYLLABLES, k=self._random.choice((2, 2, 3)))).capitalize()

    def _sentence(self, length: int) -> str:
        words = self._random.choices(self._words, cum_weights=self._word_weights, k=length)
        return " ".join(words).capitalize() + "."

    def _article(self, number: int) -> EnrichedArticle:
        names = self._random.choices(self._names, cum_weights=self._name_weights, k=6)
        text, quotes, entities = self._text(names)
        published = _START + timedelta(minutes=number * 5)
        language = "en" if self._random.random() < 0.85 else self._random.choice(("es", "fr", "de"))
        article = Article(
            id=f"bench-{number:08}",
            revision=1,
            url=f"https://news.example/{number}",
            canonical_url=f"https://news.example/{number}",
            feed_url="https://news.example/feed",
            origins=("https://news.example/feed",),
            source=self._random.choices(self._sources, cum_weights=self._source_weights)[0],
            title=self._sentence(8),
            summary=self._sentence(20),
            text=text,
            text_source="page",
            language=language,
            published_at=published,
            fetched_at=published,
            content_hash=f"{number:x}",
        )
        engine = Engine(name="bench", version="1", generation=1)
        analysis = Analysis(id=article.id, language=language, engine=engine, entities=entities, quotes=quotes)
        return EnrichedArticle(article=article, analysis=analysis, enriched_at=published)

    def _text(self, names: list[str]) -> tuple[str, tuple[Quote, ...], tuple[Entity, ...]]:
        length = max(60, int(self._random.lognormvariate(0, SPREAD) * MEDIAN_WORDS))
        parts: list[str] = []
        quotes: list[Quote] = []
        mentions: dict[str, list[tuple[int, int]]] = {}
        at = 0
        said = min(max(0, round(self._random.gauss(QUOTES, 1.5))), 8)
        sentences = max(said, length // 22)
        for number in range(sentences):
            if number < said:
                speaker = names[number % 3]
                words = self._sentence(18)
                sentence = f"“{words}” {speaker} said.\n"
                start = at + len(words) + 3
                quotes.append(_quote(len(quotes), words, at + 1, speaker, self._random.choice(("direct", "indirect", "mixed"))))
            else:
                speaker = names[number % 6]
                sentence = f"{speaker} {self._sentence(22)}" + ("\n" if number % 3 == 0 else " ")
                start = at
            mentions.setdefault(speaker, []).append((start, start + len(speaker)))
            parts.append(sentence)
            at += len(sentence)
        labels = ("person", "person", "person", "organisation", "place", "place")
        entities = tuple(
            Entity(id=f"{labels[names.index(name)]}:{name}", name=name, label=labels[names.index(name)], mentions=tuple(spans))  # type: ignore[arg-type]
            for name, spans in mentions.items()
        )
        return "".join(parts).rstrip(), tuple(quotes), entities


def _quote(number: int, text: str, start: int, speaker: str, kind: str) -> Quote:
    said_by = Speaker(name=speaker, type="person", role="spokesperson" if number else None, resolved_by="named")
    span = (start, start + len(text))
    return Quote(id=f"q{number}", kind=kind, text=text, spans=(span,), cue=None, speaker=said_by, confidence=0.9, rule="bench")  # type: ignore[arg-type]
