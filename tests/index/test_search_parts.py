"""The small parts of a search: cursors, buckets of time, precedence, highlights, documents, locks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cursor import Cursor, decode_cursor, encode_cursor
from index.documents import MAX_KEYWORD, article_document, order_keys, quote_documents
from index.file_lock import FileLock
from index.highlights import Matcher
from index.histogram import MAX_BUCKETS, Interval, bucket_start, buckets
from index.open import embedded_path, open_store
from index.precedence import merge
from index.query_parse import parse
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build, corpus
from wire.errors import UsageError
from wire.settings import Settings

SECONDS = st.integers(min_value=-62135596800, max_value=253402300799)


@settings(deadline=None)
@given(st.builds(Cursor, sort=st.sampled_from(["newest", "relevance"]), key=st.integers(-(2**62), 2**62), id=st.text()))
def test_cursors_survive_the_journey(cursor: Cursor) -> None:
    text = encode_cursor(cursor)
    assert decode_cursor(text, cursor.sort) == cursor
    assert set(text).isdisjoint("+/=& ")


@settings(deadline=None)
@given(st.text())
def test_no_text_but_a_cursor_is_taken_for_one(text: str) -> None:
    with pytest.raises(UsageError):
        decode_cursor(text, "newest")


@settings(deadline=None)
@given(SECONDS, st.sampled_from(["hour", "day", "week", "month"]))
def test_every_second_falls_into_the_bucket_that_begins_before_it(second: int, interval: Interval) -> None:
    start = bucket_start(second, interval)
    (bucket,) = buckets([(second, 3)], interval)
    assert (bucket.start, bucket.count) == (start, 3)
    assert start <= datetime.fromtimestamp(second, UTC)
    if interval == "month":
        assert (start.day, start.hour) == (1, 0)


@settings(deadline=None)
@given(st.lists(SECONDS, max_size=5), st.sampled_from(["hour", "day", "week", "month"]))
def test_buckets_are_in_order_and_hold_everything(seconds: list[int], interval: Interval) -> None:
    found = buckets([(second, 1) for second in seconds], interval)
    assert [bucket.start for bucket in found] == sorted({bucket.start for bucket in found})
    assert sum(bucket.count for bucket in found) == len(seconds)
    assert len(found) <= MAX_BUCKETS + 1


@settings(deadline=None)
@given(SECONDS, SECONDS, st.text(), st.text())
def test_order_keys_are_those_of_time_and_undated_comes_last(early: int, late: int, one: str, other: str) -> None:
    one, other = one.encode(errors="replace").decode(), other.encode(errors="replace").decode()
    if early < late:
        assert order_keys(early, one) < order_keys(late, other)
    newest, oldest = order_keys(None, other)
    assert newest < order_keys(early, one)[0] < 2**63
    assert -(2**63) < order_keys(early, one)[1] < oldest


def test_an_older_version_is_kept_out_but_its_origins_are_taken() -> None:
    old, new = build("x", "Old", "Old", origins=("a",)), build("x", "New", "New", revision=2, origins=("b",))
    merged, outcome = merge(new, old)
    assert (merged.article.title, merged.article.origins, outcome) == ("New", ("a", "b"), "kept")
    merged, outcome = merge(old, new)
    assert (merged.article.title, merged.article.origins, outcome) == ("New", ("a", "b"), "written")


def test_nothing_is_made_anew_where_nothing_changes() -> None:
    one = build("x", "T", "Text", origins=("b", "a"))
    assert merge(one, one) == (one, "kept")
    newer = build("x", "T", "Text", origins=("b", "a", "c"), revision=2)
    assert merge(one, newer)[0] is newer


def test_long_texts_are_cut_around_their_matches() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    text = f"{words} dam {words}\nno match here\n{words} The dam. {words} A dam."
    matcher = Matcher("articles", parse("dam"))
    fragments = matcher.fragments(build("x", "Title", text))
    assert len(fragments) == 3
    for fragment, spans in fragments:
        assert fragment in text
        assert len(fragment) < 220
        assert [fragment[start:end] for start, end in spans] == ["dam"]


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="ab .é’s\n", max_size=80), st.sampled_from(["a", '"a b"', "ab*", "é OR b", "a -b"]))
def test_highlights_are_ordered_slices_that_hold_terms(text: str, query: str) -> None:
    last = 0
    for start, end in Matcher("articles", parse(query)).spans(text, "en"):
        assert last <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        last = end


def test_quotes_have_the_names_within_them_and_articles_all() -> None:
    dam = corpus()[0]
    article, (first, second) = article_document(dam), quote_documents(dam)
    assert article.keywords["place"] == ("Mill Valley", "Mill Dam")
    assert article.keywords["speaker"] == ("Ana Rey", "World Bank")
    assert first.keywords.get("place") is None
    assert second.keywords["place"] == ("Mill Dam",)
    assert (first.id, first.article_id, first.position) == ("dam-1.q1", "dam-1", 0)


def test_values_too_long_to_be_names_are_cut() -> None:
    article = article_document(build("x", "T", "Text", source="S" * 5000))
    assert article.keywords["source"] == ("S" * MAX_KEYWORD,)


def test_a_lock_is_held_once_and_tells_its_holder(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert second.holder() == "nobody"
    assert first.take()
    assert first.take()
    assert not second.take()
    assert "process " in second.holder()
    first.free()
    first.free()
    assert second.take()
    second.free()


def test_the_store_that_is_opened_is_the_one_the_settings_name(tmp_path: Path) -> None:
    store = open_store(Settings(data_dir=tmp_path / "data"))
    assert isinstance(store, EmbeddedStore)
    store.close()
    assert (tmp_path / "data" / "index" / "record.db").exists()
    with pytest.raises(UsageError, match="embedded:///"):
        open_store(Settings(store="redis://here"))
    with pytest.raises(UsageError, match="name of a folder"):
        open_store(Settings(store="embedded:///"))


def test_folders_are_relative_or_absolute() -> None:
    assert embedded_path("embedded:///data/index") == Path("data/index")
    assert embedded_path("embedded:////var/lib/newswire") == Path("/var/lib/newswire")
