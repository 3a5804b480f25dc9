"""A few articles for tests of the API and the pages. Spans are found in the text, so they are always right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from wire.messages import (
    Analysis,
    Article,
    Engine,
    EnrichedArticle,
    Entity,
    EntityLabel,
    Mention,
    Quote,
    QuoteKind,
    Span,
    Speaker,
)

#: When all tests of pages take place.
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def find(text: str, words: str) -> Span:
    """Where words stand first."""
    start = text.index(words)
    return start, start + len(words)


def everywhere(text: str, words: str) -> tuple[Span, ...]:
    """Wherever words stand."""
    found, start = [], text.find(words)
    while start >= 0:
        found.append((start, start + len(words)))
        start = text.find(words, start + len(words))
    return tuple(found)


def named(text: str, name: str, label: EntityLabel = "person") -> Entity:
    """An entity mentioned wherever its name stands."""
    return Entity(id=f"{label}:{name.lower().replace(' ', '-')}", name=name, label=label, mentions=everywhere(text, name))


def said(
    text: str,
    words: str,
    *,
    by: str | None,
    number: int = 1,
    called: str | None = None,
    role: str | None = None,
    cue: str | None = "said",
    kind: QuoteKind = "direct",
) -> Quote:
    """A quote of `words`, which stand in the text."""
    span = find(text, words)
    mention = called or by
    return Quote(
        id=f"q{number}",
        kind=kind,
        text=words,
        spans=(span,),
        cue=Mention(text=cue, spans=(find(text, cue),)) if cue else None,
        speaker=Speaker(
            name=by,
            type="person" if by else "unknown",
            role=role,
            entity_id=f"person:{by.lower().replace(' ', '-')}" if by else None,
            resolved_by="none" if by is None else "role" if called else "named",
            mention=Mention(text=mention, spans=(find(text, mention),)) if mention else None,
        ),
        confidence=0.93,
        rule="direct.cue-after",
        context_before=text[max(0, span[0] - 40) : span[0]],
        context_after=text[span[1] : span[1] + 40],
    )


def article(
    name: str,
    text: str,
    *,
    title: str,
    source: str = "Courier",
    quotes: Sequence[Quote] = (),
    entities: Sequence[Entity] = (),
    minutes_ago: int = 30,
    language: str | None = "en",
    url: str | None = None,
    note: str | None = None,
) -> EnrichedArticle:
    """An enriched article."""
    address = url or f"https://{source.lower().replace(' ', '-')}.example/{name}"
    published = NOW - timedelta(minutes=minutes_ago)
    return EnrichedArticle(
        article=Article(
            id=f"a1-{name}",
            revision=1,
            url=address,
            canonical_url=address,
            feed_url="https://courier.example/rss",
            origins=("https://courier.example/rss",),
            source=source,
            title=title,
            text=text,
            text_source="page",
            language=language,
            published_at=published,
            fetched_at=published,
            content_hash=name,
        ),
        analysis=Analysis(
            id=f"a1-{name}",
            language=language,
            engine=Engine(
                name="newswire", version="0.1", generation=1, model="en_core_web_sm", model_version="3.8.0", note=note
            ),
            entities=tuple(entities),
            quotes=tuple(quotes),
        ),
        enriched_at=NOW,
    )


DAM = (
    "The cabinet on Tuesday approved the Kolvar dam.\n"
    "“We have debated this river long enough,” Prime Minister Helena Vasko said outside the cabinet office.\n"
    "In Lower Tarn the mood was less ceremonious. “They voted on a map,” said Ileana Soto, the mayor. "
    "“None of them has ever voted on a place.”\n"
    "Northstream Power will build it. The energy minister said the lights had to stay on."
)
STRIKE = (
    "The port of Cray Haven stood still for a ninth day.\n"
    "“We will be here on the tenth day,” Hana Petrov said.\n"
    "Helena Vasko said the government would not be blackmailed."
)
FRENCH = "Les pluies de mars ont gonflé la rivière. « Nous avons sauvé les livres », a déclaré Madeleine Fabre."

#: Written by somebody who wishes the reader ill.
HOSTILE_TITLE = "<script>alert('title')</script> & “quotes” \u202eevil\u202c <img src=x onerror=alert(1)>"
HOSTILE = "<b>Bold</b> & <script>alert('text')</script> said <i>Mallory Grey</i>. \u202eright to left\u202c “<u>Click me</u>” she said."


def articles() -> list[EnrichedArticle]:
    """What stands on the stand: news in two languages, and something hostile."""
    return [dam(), strike(), french(), hostile()]


def dam() -> EnrichedArticle:
    """Two speakers, four quotes, names of three kinds."""
    return article(
        "dam",
        DAM,
        title="Cabinet backs Kolvar dam",
        quotes=[
            said(DAM, "We have debated this river long enough,", by="Helena Vasko", role="Prime Minister"),
            said(DAM, "They voted on a map,", by="Ileana Soto", number=2, role="mayor"),
            said(DAM, "None of them has ever voted on a place.", by="Ileana Soto", number=3, called="the mayor", cue=None),
            said(DAM, "the lights had to stay on", by=None, number=4, kind="indirect"),
        ],
        entities=[
            named(DAM, "Helena Vasko"),
            named(DAM, "Ileana Soto"),
            named(DAM, "Northstream Power", "organisation"),
            named(DAM, "Lower Tarn", "place"),
        ],
        minutes_ago=95,
    )


def strike() -> EnrichedArticle:
    """Printed elsewhere, by the day before."""
    return article(
        "strike",
        STRIKE,
        title="Ninth day at the port",
        source="Vesk Observer",
        quotes=[
            said(STRIKE, "We will be here on the tenth day,", by="Hana Petrov"),
            said(STRIKE, "the government would not be blackmailed", by="Helena Vasko", number=2, kind="indirect"),
        ],
        entities=[named(STRIKE, "Hana Petrov"), named(STRIKE, "Helena Vasko"), named(STRIKE, "Cray Haven", "place")],
        minutes_ago=60 * 26,
    )


def french() -> EnrichedArticle:
    """In a language without a model."""
    note = "no model for language 'fr'"
    return article("crue", FRENCH, title="La crue de mars", source="Trois-Rives", language="fr", minutes_ago=300, note=note)


def hostile() -> EnrichedArticle:
    """Markup, script and direction marks wherever a feed can put them; its address is a script."""
    words = "<u>Click me</u>"
    return article(
        "hostile",
        HOSTILE,
        title=HOSTILE_TITLE,
        source="<em>Gazette</em>",
        url="javascript:alert('url')",
        quotes=[said(HOSTILE, words, by="Mallory Grey", role="<script>alert('role')</script>")],
        entities=[named(HOSTILE, "Mallory Grey")],
        minutes_ago=10,
    )
