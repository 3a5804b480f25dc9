"""What passes between the stages: frozen structs, encoded as JSON. Open this file first.

    FeedRecord, FeedState -> Article -> EnrichedArticle -> documents in the store

The law of spans: `text[start:end]`, in Unicode code points and half-open, is exactly what a message says stands there.
A thing of several spans (a quote interrupted by its cue) gives as `text` its parts joined with one space.
Every message has a schema number. Unknown fields are ignored, an unknown number raises `UnknownSchema`; golden files in
tests/wire/golden/ hold the format. Times are UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec

from wire.errors import BadMessage, UnknownSchema

#: Grows only when an old reader would misread a new message.
SCHEMA = 1

Span = tuple[int, int]

#: A time with its zone; one without is refused when a message is decoded.
Moment = Annotated[datetime, msgspec.Meta(tz=True)]

EntityLabel = Literal["person", "organisation", "group", "place", "facility", "event", "work", "law", "product", "other"]
QuoteKind = Literal["direct", "indirect", "mixed"]
SpeakerType = Literal["person", "organisation", "group", "document", "unnamed", "unknown"]
ResolvedBy = Literal["named", "role", "pronoun", "previous", "none"]


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Base of what stands in a topic."""

    schema: int = SCHEMA


class FeedRecord(Message, frozen=True, kw_only=True):
    """One feed of the registry. Topic `feeds`, key = url; a record without a value removes the feed."""

    url: str
    title: str | None = None
    folder: str | None = None  #: the OPML outline it came from
    added_at: Moment
    poll_interval_s: float | None = None  #: a person's wish; None lets the feed's own rhythm decide


class EntryState(msgspec.Struct, frozen=True, kw_only=True):
    """What ingest remembers of one entry of a feed, so that it knows new from changed from seen."""

    key: str  #: identity within the feed: link, guid or a hash (see ingest/identity.py)
    entry_hash: str  #: hash of what the feed says of the entry
    url: str | None  #: as printed in the feed
    article_id: str | None = None  #: None where no article came of it
    revision: int = 0
    content_hash: str | None = None
    origins: tuple[str, ...] = ()  #: URLs of the feeds of this site that list the article
    outcome: Literal["published", "seen", "duplicate", "waiting", "refused"] = "seen"
    why: str | None = None  #: in words, for `newswire why`: refused by robots.txt, text from the feed because ...
    seen_at: Moment | None = None
    attempts: int = 0
    guid: str | None = None  #: as the feed gives it, where no other entry of the feed has the same
    text_source: Literal["page", "feed"] | None = None  #: of the article's text
    rereads: int = 0  #: how often lately its page was read again because the feed said something else of it


class FeedState(Message, frozen=True, kw_only=True):
    """What ingest remembers of one feed. Topic `feed-state` (compacted), key = url of the registry's record."""

    url: str
    fetch_url: str | None = None  #: where it moved to (301), None while it has not
    status: Literal["new", "ok", "failing", "gone"] = "new"
    title: str | None = None
    site_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    polls: int = 0
    failures: int = 0  #: in a row
    error: str | None = None  #: of the last poll, in words that say what to do
    polled_at: Moment | None = None
    succeeded_at: Moment | None = None
    due_at: Moment | None = None
    interval_s: float | None = None
    ttl_s: float | None = None  #: how long the feed itself asks to be left alone (s)
    articles: int = 0  #: published so far
    entries: tuple[EntryState, ...] = ()


class Article(Message, frozen=True, kw_only=True):
    """One revision of one article. Topic `articles`, key = id. Paragraphs of `text` are separated by one newline."""

    id: str  #: versioned hash of the canonical URL
    revision: int  #: 1, 2, ...: grows when the content changes
    url: str
    canonical_url: str
    feed_url: str  #: the feed that brought this revision
    origins: tuple[str, ...]  #: all feeds of the site that list it, feed_url included
    source: str  #: name of the site
    title: str
    summary: str | None = None
    text: str
    text_source: Literal["page", "feed"]
    text_note: str | None = None  #: why the text is the feed's
    authors: tuple[str, ...] = ()
    language: str | None = None  #: BCP 47, as the page or feed declares it; None where neither does
    published_at: Moment | None = None
    fetched_at: Moment
    content_hash: str


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody or something named. `id` is the same wherever label and name are ("person:mark-rutte")."""

    id: str
    name: str
    label: EntityLabel
    mentions: tuple[Span, ...]


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Words of the text and where they stand."""

    text: str
    spans: tuple[Span, ...]


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who said it, and how that was decided."""

    name: str | None  #: as resolved: "Mark Rutte"; None where unknown
    type: SpeakerType
    role: str | None = None  #: "NATO secretary general"
    entity_id: str | None = None
    resolved_by: ResolvedBy
    mention: Mention | None = None  #: the words used here: "the Alliance secretary general"


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """One statement and its speaker. A direct quote's spans leave out the outer quotation marks."""

    id: str
    kind: QuoteKind
    text: str
    spans: tuple[Span, ...]
    cue: Mention | None
    speaker: Speaker
    confidence: float  #: 0 to 1: the share of such quotes that is right
    rule: str  #: what decided: "direct.cue-after", "indirect.that-clause", ...
    via: str | None = None  #: the outlet through which it came: "told Reuters"
    edited: bool = False  #: square brackets or ellipses stand inside
    parent_id: str | None = None  #: the quote that this one is quoted within
    context_before: str = ""
    context_after: str = ""


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """What made an analysis. `generation` orders engines: a newer one overwrites an older one's analysis."""

    name: str
    version: str
    generation: int  #: 0 to 127
    model: str | None = None
    model_version: str | None = None
    note: str | None = None  #: why there is no analysis: "no model for language 'sw'"


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """Names and quotes of one text: what `newswire enrich-text --json` prints."""

    id: str
    language: str | None
    engine: Engine
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()


class EnrichedArticle(Message, frozen=True, kw_only=True):
    """An article with its analysis. Topic `enriched`, key = article id."""

    article: Article
    analysis: Analysis
    enriched_at: Moment

    @property
    def version(self) -> int:
        """Order of precedence in a store, below 2**53: revision, then time of fetch (s), then generation of the engine.

        A store keeps the document of the highest version and ignores equal and lower ones, so a replay writes nothing,
        and neither a late old revision nor an older engine overwrites what is newer.
        """
        revision = min(self.article.revision, (1 << 14) - 1)
        fetched_s = min(max(int(self.article.fetched_at.timestamp()), 0), (1 << 32) - 1)
        return revision << 39 | fetched_s << 7 | min(self.analysis.engine.generation, 127)


class DeadLetter(Message, frozen=True, kw_only=True):
    """A message that can never succeed. Topic `<topic>.dead`, key = that of the message."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes | None
    stage: str  #: ingest, enrich, index
    cause: str  #: short, stable: "unknown-schema", "too-large", "analyser-crashed", "mapping"
    detail: str  #: in words
    attempts: int = 1
    failed_at: Moment


M = TypeVar("M", bound=Message)


class _Probe(msgspec.Struct):
    schema: int = 0


def encode(message: Message) -> bytes:
    """The message as JSON (UTF-8). Raises BadMessage where a text holds half a surrogate pair, which is no character."""
    try:
        return msgspec.json.encode(message)
    except UnicodeEncodeError as error:
        raise BadMessage(
            f"a {type(message).__name__} holds half a surrogate pair: replace it when the text comes in"
        ) from error


def decode(data: bytes, kind: type[M]) -> M:
    """Bytes of a topic as a message of type `kind`. Raises UnknownSchema or BadMessage, both fit for a dead letter."""
    try:
        schema = msgspec.json.decode(data, type=_Probe).schema
        if schema != SCHEMA:
            raise UnknownSchema(
                f"schema {schema} of a {kind.__name__} is unknown to this version (it knows {SCHEMA}): "
                "upgrade newswire, then replay with `newswire dead replay`"
            )
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadMessage(f"not a {kind.__name__}: {error}") from error
