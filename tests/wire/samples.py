"""One full message of each type, as held by the golden files."""

from __future__ import annotations

from datetime import UTC, datetime

from wire.dead import Handled
from wire.messages import (
    Analysis,
    Article,
    DeadLetter,
    Engine,
    EnrichedArticle,
    Entity,
    EntryState,
    FeedRecord,
    FeedState,
    Mention,
    Message,
    Quote,
    Speaker,
)

MORNING = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 1, 7, 30, 5, 250_000, tzinfo=UTC)
TEXT = "Zoë Ferrer spoke on Sunday.\n“The dam will hold”, the engineer said, “until spring.” 🌊"

FEED = FeedRecord(
    url="https://courier.example/feed", title="Courier", folder="Region/West", added_at=MORNING, poll_interval_s=600
)

STATE = FeedState(
    url="https://courier.example/feed",
    fetch_url="https://www.courier.example/feed.xml",
    status="ok",
    title="Courier",
    site_url="https://www.courier.example/",
    etag='W/"5f3"',
    last_modified="Sun, 01 Nov 2026 07:29:00 GMT",
    body_hash="b0d1",
    polls=12,
    failures=1,
    error="answered 503: tried again in 10 minutes",
    polled_at=LATER,
    succeeded_at=MORNING,
    due_at=datetime(2026, 11, 1, 7, 40, tzinfo=UTC),
    interval_s=600,
    articles=3,
    entries=(
        EntryState(
            key="guid:42",
            entry_hash="e1",
            url="https://courier.example/dam?utm_source=rss",
            article_id="a1-7f",
            revision=2,
            content_hash="c2",
            origins=("https://courier.example/feed",),
            outcome="published",
            why="changed on the page",
            seen_at=MORNING,
            attempts=1,
        ),
    ),
)

ARTICLE = Article(
    id="a1-7f",
    revision=2,
    url="https://courier.example/dam?utm_source=rss",
    canonical_url="https://courier.example/dam",
    feed_url="https://courier.example/feed",
    origins=("https://courier.example/feed", "https://courier.example/region"),
    source="Courier",
    title="Dam “will hold”",
    summary="An engineer on the dam.",
    text=TEXT,
    text_source="page",
    text_note=None,
    authors=("Ana Rey",),
    language="en-GB",
    published_at=MORNING,
    fetched_at=LATER,
    content_hash="c2",
)

QUOTE = Quote(
    id="q1",
    kind="direct",
    text="The dam will hold until spring.",
    spans=((29, 46), (69, 82)),
    cue=Mention(text="said", spans=((62, 66),)),
    speaker=Speaker(
        name="Zoë Ferrer",
        type="person",
        role="engineer",
        entity_id="person:zoe-ferrer",
        resolved_by="role",
        mention=Mention(text="the engineer", spans=((49, 61),)),
    ),
    confidence=0.9,
    rule="direct.interrupted",
    via="Radio West",
    edited=False,
    parent_id=None,
    context_before="Zoë Ferrer spoke on Sunday.",
    context_after="",
)

ENRICHED = EnrichedArticle(
    article=ARTICLE,
    analysis=Analysis(
        id="a1-7f",
        language="en",
        engine=Engine(name="newswire", version="0.1.0", generation=1, model="en_core_web_sm", model_version="3.8.0", note=None),
        entities=(Entity(id="person:zoe-ferrer", name="Zoë Ferrer", label="person", mentions=((0, 10),)),),
        quotes=(QUOTE,),
    ),
    enriched_at=LATER,
)

DEAD = DeadLetter(
    topic="articles",
    partition=3,
    offset=1042,
    key=b"a1-7f",
    value=b"\xffnot JSON",
    stage="enrich",
    cause="bad-message",
    detail="not an Article: invalid byte",
    attempts=2,
    failed_at=LATER,
)

#: Name of the golden file -> message.
SAMPLES: dict[str, Message] = {
    "feed-record": FEED,
    "feed-state": STATE,
    "article": ARTICLE,
    "enriched-article": ENRICHED,
    "dead-letter": DEAD,
    "handled": Handled(how="replayed", at=LATER),
}
