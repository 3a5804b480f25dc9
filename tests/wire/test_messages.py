"""The messages' format: held by golden files, tolerant of what is added, strict with what is broken.

`golden/` holds what is written today (after adding a field: `python -m tests.wire.write_golden`). `golden/first/` holds what schema 1 looked like at first: it is never changed, and
must be readable for as long as the schema number is 1.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.samples import ARTICLE, ENRICHED, FEED, QUOTE, SAMPLES
from wire.errors import BadMessage, UnknownSchema
from wire.messages import DeadLetter, EnrichedArticle, Entity, FeedRecord, Message, decode, encode

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", SAMPLES)
def test_messages_are_written_as_the_golden_file_says(name: str) -> None:
    golden = (GOLDEN / f"{name}.json").read_bytes()

    assert msgspec.json.format(encode(SAMPLES[name]), indent=2) + b"\n" == golden
    assert decode(golden, type(SAMPLES[name])) == SAMPLES[name]


@pytest.mark.parametrize("name", SAMPLES)
def test_messages_of_the_first_version_can_be_read(name: str) -> None:
    first = decode((GOLDEN / "first" / f"{name}.json").read_bytes(), type(SAMPLES[name]))

    assert first == SAMPLES[name]


def test_every_type_of_message_has_a_golden_file() -> None:
    def below(kind: type[Message]) -> set[type[Message]]:
        return {kind}.union(*(below(each) for each in kind.__subclasses__()))

    ours = {kind for kind in below(Message) - {Message} if kind.__module__.startswith("wire.")}
    assert {type(message) for message in SAMPLES.values()} == ours


def test_the_samples_obey_the_law_of_spans() -> None:
    assert QUOTE.speaker.mention is not None
    assert QUOTE.cue is not None
    for said in (QUOTE, QUOTE.cue, QUOTE.speaker.mention):
        assert " ".join(ARTICLE.text[start:end] for start, end in said.spans) == said.text


def test_fields_of_a_newer_version_are_ignored() -> None:
    newer = encode(FEED).replace(b'"schema":1,', b'"schema":1,"mood":{"deep":[1,2]},')

    assert decode(newer, FeedRecord) == FEED


@pytest.mark.parametrize("schema", [b"0", b"2", b"99"])
def test_an_unknown_schema_asks_for_an_upgrade(schema: bytes) -> None:
    with pytest.raises(UnknownSchema, match=r"schema \d+ of a FeedRecord.*upgrade"):
        decode(encode(FEED).replace(b'"schema":1', b'"schema":' + schema), FeedRecord)


def test_an_unknown_schema_is_seen_even_where_fields_have_other_types() -> None:
    with pytest.raises(UnknownSchema):
        decode(b'{"schema": 2, "url": ["now", "a", "list"]}', FeedRecord)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"schema": "one"}',
        b'{"schema": 1}',
        b"\xff\xfe\x00",
        encode(FEED)[:-5],
        encode(FEED).replace(b"courier", b"\xff\xff\xff"),
        encode(FEED).replace(b"Courier", b"\\ud800"),
        encode(FEED).replace(b"2026-11-01T07:30:00Z", b"2026-11-01T07:30:00"),
        encode(FEED).replace(b"2026-11-01T07:30:00Z", b"0000-11-01T07:30:00Z"),
        encode(FEED).replace(b'"schema":1,', b'"schema":1,"deep":' + b"[" * 100_000 + b"]" * 100_000 + b","),
    ],
)
def test_bytes_that_are_no_message_are_told(data: bytes) -> None:
    with pytest.raises(BadMessage, match="not a FeedRecord"):
        decode(data, FeedRecord)


def test_half_a_surrogate_pair_is_refused_when_written() -> None:
    with pytest.raises(BadMessage, match="half a surrogate pair"):
        encode(msgspec.structs.replace(FEED, title="\ud83d"))


@given(
    st.builds(
        FeedRecord,
        url=st.text(),
        title=st.none() | st.text(),
        added_at=st.datetimes(timezones=st.just(UTC)),
        poll_interval_s=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_a_message_comes_back_as_it_was(message: FeedRecord) -> None:
    assert decode(encode(message), FeedRecord) == message


@given(st.binary(), st.none() | st.binary())
def test_a_dead_letter_holds_any_bytes(key: bytes, value: bytes | None) -> None:
    letter = msgspec.structs.replace(SAMPLES["dead-letter"], key=key, value=value)

    assert decode(encode(letter), DeadLetter) == letter


@given(st.text(), st.lists(st.tuples(st.integers(0), st.integers(0))))
def test_spans_are_tuples_again(name: str, mentions: list[tuple[int, int]]) -> None:
    entity = Entity(id="person:x", name=name, label="person", mentions=tuple(mentions))

    assert msgspec.json.decode(msgspec.json.encode(entity), type=Entity) == entity


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with contextlib.suppress(BadMessage, UnknownSchema):
        decode(data, FeedRecord)


@dataclass(frozen=True, order=True)
class Rank:
    """What `version` puts in order."""

    revision: int
    fetched_s: int
    generation: int

    def version(self) -> int:
        fetched_at = datetime.fromtimestamp(self.fetched_s, UTC)
        article = msgspec.structs.replace(ARTICLE, revision=self.revision, fetched_at=fetched_at)
        engine = msgspec.structs.replace(ENRICHED.analysis.engine, generation=self.generation)
        analysis = msgspec.structs.replace(ENRICHED.analysis, engine=engine)
        return EnrichedArticle(article=article, analysis=analysis, enriched_at=ENRICHED.enriched_at).version


RANKS = st.builds(Rank, revision=st.integers(1, 16383), fetched_s=st.integers(0, 4_000_000_000), generation=st.integers(0, 127))


@given(RANKS, RANKS)
def test_version_orders_by_revision_then_fetch_then_engine(one: Rank, other: Rank) -> None:
    assert (one < other) == (one.version() < other.version())
    assert 0 <= one.version() < 2**53


def test_version_stays_in_range_for_impossible_dates() -> None:
    for year in (1, 9999):
        article = msgspec.structs.replace(ARTICLE, fetched_at=datetime(year, 1, 1, tzinfo=UTC), revision=10**9)
        assert 0 <= msgspec.structs.replace(ENRICHED, article=article).version < 2**53
