"""Sixty-odd small enriched articles for the tests of stores and pages, the same every time.

Texts are written with two kinds of marks, which the builder takes out:

    [[Ana Rey]] or [[Rey=Ana Rey]]                a mention of a name (its label stands in LABELS)
    {{direct; Ana Rey; mayor; words said}}        a quote: kind, speaker, role, words; speaker and role may be empty,
                                                  a speaker in parentheses is not named: (officials)
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import get_args

from wire.messages import Analysis, Article, Engine, EnrichedArticle, Entity, EntityLabel, Mention, Quote, QuoteKind, Speaker

LABELS: dict[str, EntityLabel] = {
    "Ana Rey": "person",
    "Bo Cruz": "person",
    "Carla Díaz": "person",
    "Łukasz Nowak": "person",
    "Siobhan O'Brien": "person",
    "Zoë Müller": "person",
    "Anna Reyes": "person",
    "World Bank": "organisation",
    "U.N.": "organisation",
    "River Authority": "organisation",
    "AT&T": "organisation",
    "Mill Valley": "place",
    "Porto Alto": "place",
    "Kyiv": "place",
    "Mill Dam": "facility",
    "Harvest Fair": "event",
    "東京": "place",
}

ENGINE = Engine(name="corpus", version="1", generation=1)
FETCHED = datetime(2026, 11, 20, 12, tzinfo=UTC)

_MARK = re.compile(r"\[\[(?P<mention>[^\]]+)\]\]|\{\{(?P<quote>.+?)\}\}", re.DOTALL)


def build(
    key: str,
    title: str,
    text: str,
    *,
    source: str = "Valley Courier",
    summary: str | None = None,
    language: str | None = "en",
    published: str | datetime | None = "2026-11-02T09:00:00Z",
    revision: int = 1,
    origins: tuple[str, ...] = (),
    fetched: datetime = FETCHED,
    generation: int = 1,
) -> EnrichedArticle:
    """An enriched article from marked text; `key` is its id, and its quotes are `key`.q1, `key`.q2 and so on."""
    builder = _Builder()
    plain = builder.text(text)
    moment = datetime.fromisoformat(published) if isinstance(published, str) else published
    feed = f"https://{key}.example/feed"
    article = Article(
        id=key,
        revision=revision,
        url=f"https://news.example/{key}?from=feed",
        canonical_url=f"https://news.example/{key}",
        feed_url=feed,
        origins=origins or (feed,),
        source=source,
        title=title,
        summary=summary,
        text=plain,
        text_source="page",
        language=language,
        published_at=moment,
        fetched_at=fetched,
        content_hash=hashlib.sha256((title + plain).encode(errors="replace")).hexdigest()[:16],
    )
    engine = Engine(name="corpus", version="1", generation=generation)
    analysis = Analysis(id=key, language=language, engine=engine, entities=builder.entities(), quotes=tuple(builder.quotes))
    return EnrichedArticle(article=article, analysis=analysis, enriched_at=fetched + timedelta(seconds=1))


class _Builder:
    """Takes the marks out of a text and remembers what they said."""

    def __init__(self) -> None:
        self._mentions: dict[str, list[tuple[int, int]]] = {}
        self.quotes: list[Quote] = []

    def text(self, marked: str, at: int = 0) -> str:
        parts: list[str] = []
        last = 0
        for mark in _MARK.finditer(marked):
            parts.append(marked[last : mark.start()])
            here = at + sum(map(len, parts))
            parts.append(self._mention(mark["mention"], here) if mark["mention"] else self._quote(mark["quote"], here))
            last = mark.end()
        return "".join([*parts, marked[last:]])

    def entities(self) -> tuple[Entity, ...]:
        return tuple(
            Entity(id=f"{LABELS[name]}:{name}", name=name, label=LABELS[name], mentions=tuple(spans))
            for name, spans in self._mentions.items()
        )

    def _mention(self, written: str, at: int) -> str:
        words, _, name = written.partition("=")
        self._mentions.setdefault(name or words, []).append((at, at + len(words)))
        return words

    def _quote(self, written: str, at: int) -> str:
        kind, name, role, marked = (part.strip() for part in written.split(";", 3))
        assert kind in get_args(QuoteKind)
        words = self.text(marked, at)
        self.quotes.append(
            Quote(
                id=f"q{len(self.quotes) + 1}",
                kind=kind,  # type: ignore[arg-type]
                text=words,
                spans=((at, at + len(words)),),
                cue=None,
                speaker=_speaker(name, role or None),
                confidence=0.9,
                rule="corpus",
            )
        )
        return words


def _speaker(name: str, role: str | None) -> Speaker:
    if not name:
        return Speaker(name=None, type="unknown", role=role, resolved_by="none")
    if name.startswith("("):
        used = name.strip("()")
        return Speaker(name=None, type="unnamed", role=role, resolved_by="role", mention=Mention(text=used, spans=((0, 1),)))
    return Speaker(name=name, type="person", role=role, resolved_by="named", entity_id=f"person:{name}")


@cache
def corpus() -> tuple[EnrichedArticle, ...]:
    """All articles, in the order in which they arrive."""
    return (*_written(), *_council_minutes())


def _written() -> Iterator[EnrichedArticle]:
    """Articles each of which has something of its own."""
    yield build(
        "dam-1",
        "Mill Dam will hold, mayor says",
        "“{{direct; Ana Rey; mayor of Mill Valley; The dam will hold, and nobody needs to leave}},” [[Ana Rey]] said in"
        " [[Mill Valley]].\nThe [[World Bank]] said {{indirect; World Bank; ; it would pay for repairs of the [[Mill Dam]]}}.",
        summary="Engineers found cracks in the climate deal's first dam.",
        published="2026-11-01T08:00:00Z",
    )
    yield build(
        "dam-2",
        "Dams across the country need repairs",
        "[[Bo Cruz]] said {{indirect; Bo Cruz; opposition leader; the dams were neglected for years}}. “{{direct; Bo Cruz;"
        " opposition leader; [[Rey=Ana Rey]] promised repairs and repaired nothing}},” he said.",
        source="Courier",
        published="2026-11-02T08:00:00Z",
    )
    yield build(
        "dam-3",
        "Who pays for the damned thing?",
        "Nobody was damming the river when [[Carla Díaz]] was a child.\nShe told the council that {{mixed; Carla Díaz; farmer;"
        " the reservoir was “a gift nobody asked for”}}.",
        source="The Valley Courier Weekly",
        published="2026-11-02T08:00:00Z",
    )
    yield build(
        "deal-1",
        "Climate deal reached in Porto Alto",
        "Ministers reached a climate deal in [[Porto Alto]] on Sunday.\n“{{direct; Zoë Müller; environment minister; This"
        " climate deal is the best we could get}},” [[Zoë Müller]] said.",
        published="2026-10-31T23:59:59Z",
        source="Daily Ledger",
    )
    yield build(
        "deal-2",
        "Deal on climate falls apart",
        "The deal came too late for the climate, [[Bo Cruz]] wrote.\n{{indirect; (officials); ; talks would go on in"
        " [[Kyiv]]}}, officials said.",
        published="2026-11-01T00:00:00Z",
        source="Daily Ledger",
    )
    yield build(
        "split-phrase",
        "Nothing but a climate",
        "Deal or no deal, the fair goes on.\nIt ends with the climate\ndeal of the day.",
        published="2026-11-03T10:00:00Z",
    )
    yield build(
        "un-1",
        "U.N. sends observers to Kyiv",
        "The [[U.N.]] sends 1,200 observers to [[Kyiv]]. The UN's envoy, [[Siobhan O'Brien]], said"
        " {{indirect; Siobhan O'Brien; UN envoy; the state-owned railway had to open}}.",
        source="Daily Ledger",
        published="2026-11-04T12:30:00+02:00",
    )
    yield build(
        "names-1",
        "Łukasz Nowak wins Übermaß prize",
        "[[Łukasz Nowak]] and [[Zoë Müller]] won. “{{direct; Łukasz Nowak; novelist; I don't write for prizes}},” Nowak said.",
        published="2026-11-05T00:00:00Z",
    )
    yield build(
        "names-2",
        "Reyes is not Rey",
        "[[Anna Reyes]] of [[AT&T]] is not [[Ana Rey]]. “{{direct; Anna Reyes; spokeswoman for AT&T; People confuse us}},”"
        " she said.",
        published="2026-11-05T00:00:00Z",
        source="Courier",
    )
    yield build(
        "role-only",
        "Authority closes road",
        "The road is closed, {{indirect; (a spokesperson for the River Authority); spokesperson; as water was still rising}}.",
        published="2026-11-06T00:00:00Z",
    )
    yield build(
        "unknown-speaker",
        "Voices in the dark",
        "“{{direct; ; ; Who goes there}}?” someone cried. “{{direct; ; ; Nobody}}.”",
        published="2026-11-06T00:00:00Z",
    )
    yield build(
        "no-quotes", "Road closed", "The road along the [[River Authority]] canal is closed.", published="2026-11-06T12:00:00Z"
    )
    yield build(
        "spanish-1",
        "La presa resistirá, dice la alcaldesa",
        "“{{direct; Ana Rey; alcaldesa; La presa resistirá}}”, dijo [[Ana Rey]]. Las presas son viejas.",
        language="es",
        source="El Correo del Valle",
        published="2026-11-02T20:00:00Z",
    )
    yield build(
        "french-1",
        "L'homme de la rivière",
        "« {{direct; Zoë Müller; ministre; Les barrages tiendront}} », a déclaré [[Zoë Müller]]. L'homme d'Élisabeth sourit.",
        language="fr",
        source="Le Courrier",
        published="2026-11-03T20:00:00Z",
    )
    yield build(
        "german-1",
        "Staudämme müssen saniert werden",
        "„{{direct; Zoë Müller; Ministerin; Die Häuser am Damm sind sicher}}“, sagte [[Zoë Müller]]. Der Damm sei alt.",
        language="de-AT",
        source="Talbote",
        published="2026-11-03T21:00:00Z",
    )
    yield build(
        "portuguese-1",
        "Barragens do Brasil",
        "As barragens são antigas, disse [[Carla Díaz]].",
        language="pt-BR",
        source="Diário",
        published="2026-11-07T00:00:00Z",
    )
    yield build(
        "portuguese-2", "Barragem nova", "Uma barragem nova em [[Porto Alto]].", language="pt", source="Diário", published=None
    )
    yield build(
        "japanese-1", "東京タワーの工事", "[[東京]]で工事が始まった。「{{direct; ; ; 安全です}}」と述べた。", language="ja", source="東京新聞",
        published="2026-11-08T00:00:00Z",
    )  # fmt: skip
    yield build(
        "russian-1", "Плотина выдержит", "«{{direct; Ana Rey; мэр; Плотина выдержит}}», — сказала мэр. Ещё плотины стоят.",
        language="ru", source="Вестник", published="2026-11-08T01:00:00Z",
    )  # fmt: skip
    yield build(
        "swahili-1", "Bwawa la Mill", "Bwawa litasimama, alisema [[Ana Rey]].", language="sw", source="Habari", published=None
    )
    yield build("no-language", "Dams", "Dams, dams, dams.", language=None, source="Courier", published=None)
    yield build(
        "hostile",
        '<script>alert("dam")</script> & <b>bold</b>',
        "A title may say anything, even AND, OR, NOT or speaker:nobody. “{{direct; <img src=x> Cruz; ; x < y && y > z}}.”",
        source="Courier <i>",
        published="2026-11-09T00:00:00Z",
    )
    yield build("ancient", "Flood of the century", "Found in an archive.", published="0001-01-01T00:00:00Z", source="Archive")
    yield build("future", "Calendar of floods", "A feed said so.", published="9999-12-31T23:00:00Z", source="Archive")
    yield build("empty-text", "Only a headline about the dam", "", published="2026-11-09T06:00:00Z")
    yield build(
        "sub-second",
        "Late by a blink",
        "Published between two seconds.",
        published="2026-11-02T07:59:59.900Z",
        source="Courier",
    )


def _council_minutes() -> Iterator[EnrichedArticle]:
    """Forty reports that differ in who said what when, enough to page and to count."""
    people = (("Ana Rey", "mayor"), ("Bo Cruz", "opposition leader"), ("Carla Díaz", "farmer"), ("Łukasz Nowak", "novelist"))
    topics = ("taxes", "the harvest", "bus fares", "the old bridge", "school meals")
    kinds: tuple[QuoteKind, ...] = ("direct", "indirect", "mixed")
    sources = ("Valley Courier", "Courier", "Daily Ledger")
    for number in range(40):
        (name, role), (other, _) = people[number % 4], people[(number // 4) % 4]
        topic, kind = topics[number % 5], kinds[number % 3]
        yield build(
            f"council-{number:02}",
            f"Council debates {topic}",
            f"The council of [[Mill Valley]] met. [[{name}]] said {{{{{kind}; {name}; {role}; {topic} would be voted on, whatever"
            f" [[{other}]] wants}}}}."
            + (f"\n“{{{{direct; {other}; ; Enough about {topic}}}}},” [[{other}]] said." if number % 2 else ""),
            source=sources[number % 3],
            published=datetime(2026, 9, 1, 6, tzinfo=UTC) + timedelta(days=number // 4 * 7, hours=number % 4),
        )
