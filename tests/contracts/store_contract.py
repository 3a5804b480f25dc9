"""What every store must do. A test file for a store derives from `StoreContract` and gives the fixture `opened`."""

from __future__ import annotations

import hashlib
import random
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from index.analysis import terms
from index.cursor import Cursor, encode_cursor
from index.query import After, All, And, Before, Not, Or, Query, Words
from index.query_parse import parse
from index.query_text import unparse
from index.store import FACETS, ArticleHit, Kind, QuoteHit, Sort, Store
from tests.contracts.corpus import build, corpus
from tests.contracts.erasure_contract import ErasureContract, ids, outcomes
from tests.contracts.oracle import day_counts, facet_counts, found, newest_first
from wire.errors import UsageError
from wire.messages import EnrichedArticle

KINDS: tuple[Kind, ...] = get_args(Kind)
Opener = Callable[[str], Store]
DAY = datetime(2026, 11, 2, tzinfo=UTC)


def queries() -> list[dict[str, Any]]:
    """The queries of queries.toml."""
    return list(tomllib.loads((Path(__file__).parent / "queries.toml").read_text(encoding="utf-8"))["query"])


def many(count: int, **changes: Any) -> list[EnrichedArticle]:
    """Articles like each other, an hour apart."""
    return [
        build(f"many-{number:03}", "Rain again", "Rain in [[Kyiv]].", published=DAY + timedelta(hours=number), **changes)
        for number in range(count)
    ]


def random_query(chooser: random.Random, depth: int = 3) -> Query:
    """A query of words, phrases, prefixes, names and dates of the corpus, joined at random."""
    shape = chooser.choice(["and", "or", "not", "leaf", "leaf"]) if depth else "leaf"
    if shape == "not":
        inner = random_query(chooser, depth - 1)
        return inner.query if isinstance(inner, Not) else Not(inner)
    if shape == "leaf":
        return random_leaf(chooser)
    join: type[And | Or] = And if shape == "and" else Or
    parts = [random_query(chooser, depth - 1) for _ in range(chooser.randrange(2, 4))]
    return join(tuple(inner for part in parts for inner in (part.queries if isinstance(part, join) else (part,))))


def random_leaf(chooser: random.Random) -> Query:
    """One word, phrase, prefix, name, code or date."""
    enriched = chooser.choice(corpus())
    passage = terms(chooser.choice([enriched.article.title, *enriched.article.text.split("\n")])) or ["dam"]
    at = chooser.randrange(len(passage))
    field = chooser.choice(("text", "text", "said", "speaker", "entity", "source"))
    moment = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(hours=chooser.randrange(24 * 90))
    leaves: list[Query] = [
        Words(field, passage[at]),
        Words(field, " ".join(passage[at : at + 3]), phrase=True),
        Words(field, passage[at][:3] if len(passage[at]) > 2 else "dam", prefix=True),
        Words("speaker", chooser.choice(["Ana Rey", "Bo Cruz", "World Bank"]), phrase=True, whole=True),
        Words("kind", chooser.choice(["direct", "indirect", "mixed"])),
        Words("lang", chooser.choice(["en", "es", "pt", "pt-BR"])),
        After(moment),
        Before(moment),
    ]
    return chooser.choice(leaves)


def origins(store: Store) -> set[str]:
    """The feeds that list the article "x"."""
    enriched = store.get("x")
    assert enriched is not None
    return set(enriched.article.origins)


class StoreContract(ErasureContract):
    """Derive from it, and give `opener`: a function that opens the store of a name, at first empty, as often as it is called."""

    @pytest.fixture(scope="class")
    @classmethod
    def opener(cls) -> Opener:
        raise NotImplementedError

    @pytest.fixture
    def opened(self, opener: Opener, request: pytest.FixtureRequest) -> Callable[[], Store]:
        """Opens this test's own store."""
        name = f"s{hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]}"
        return lambda: opener(name)

    @pytest.fixture
    def store(self, opened: Callable[[], Store]) -> Iterator[Store]:
        """A store of this test alone, empty."""
        store = opened()
        yield store
        store.close()

    @pytest.fixture(scope="class")
    @classmethod
    def full(cls, opener: Opener) -> Iterator[Store]:
        """A store with the whole corpus in it, shared by tests that only read."""
        store = opener("full")
        assert set(outcomes(store, *corpus())) == {"written"}
        yield store
        store.close()

    @pytest.fixture
    def filled(self, store: Store) -> Store:
        """A store of this test alone with the whole corpus in it."""
        outcomes(store, *corpus())
        return store

    # what is written is there

    def test_an_empty_store_answers_everything_with_nothing(self, store: Store) -> None:
        assert store.get("nobody") is None
        assert store.find_url("https://news.example/nobody") is None
        assert list(store.all()) == []
        assert store.status().articles == 0
        for kind in KINDS:
            page = store.search(kind, All())
            assert (page.hits, page.total, page.next_cursor) == ((), 0, None)
            assert store.facets(kind, All(), FACETS) == {name: [] for name in FACETS}
            assert store.histogram(kind, All(), "day") == []

    def test_a_written_article_is_found_by_id_url_and_words(self, full: Store) -> None:
        article = corpus()[0]
        assert full.get("dam-1") == article
        assert full.find_url("https://news.example/dam-1?from=feed") == article
        assert full.find_url("https://news.example/dam-1") == article
        (hit,) = full.search("articles", parse('"the dam will hold"')).hits
        assert isinstance(hit, ArticleHit)
        assert (hit.id, hit.enriched) == ("dam-1", article)

    def test_a_found_quote_brings_what_its_card_needs(self, full: Store) -> None:
        article = corpus()[0]
        (hit,) = full.search("quotes", parse("said:hold")).hits
        assert isinstance(hit, QuoteHit)
        assert hit.id == "dam-1.q1"
        assert hit.quote == article.analysis.quotes[0]
        assert (hit.article_id, hit.url, hit.title) == ("dam-1", article.article.url, article.article.title)
        assert (hit.source, hit.language, hit.published_at) == ("Valley Courier", "en", article.article.published_at)

    def test_all_gives_every_article_by_id(self, full: Store) -> None:
        assert list(full.all()) == sorted(corpus(), key=lambda enriched: enriched.article.id)

    def test_status_counts(self, full: Store) -> None:
        status = full.status()
        assert (status.articles, status.quotes) == (len(corpus()), sum(len(one.analysis.quotes) for one in corpus()))
        assert status.newest == datetime(9999, 12, 31, 23, tzinfo=UTC)

    def test_what_was_written_is_there_after_closing_and_opening(self, opened: Callable[[], Store]) -> None:
        first = opened()
        first.write(corpus()[:3])
        first.close()
        first.close()
        again = opened()
        again.refresh()
        assert sorted(ids(again, "articles", "")) == ["dam-1", "dam-2", "dam-3"]
        again.close()

    # versions

    def test_a_replay_writes_nothing(self, store: Store) -> None:
        assert outcomes(store, *corpus()[:3]) == ["written"] * 3
        assert outcomes(store, *corpus()[:3]) == ["kept"] * 3
        assert len(ids(store, "articles", "")) == 3

    def test_a_new_revision_replaces_article_and_quotes(self, store: Store) -> None:
        outcomes(store, corpus()[0])
        revised = build("dam-1", "Dam gives way", "“{{direct; Bo Cruz; ; I said so}},” he said.", revision=2)
        assert outcomes(store, revised) == ["written"]
        assert store.get("dam-1") == revised
        assert ids(store, "quotes", "") == ["dam-1.q1"]
        assert ids(store, "articles", "hold") == ids(store, "quotes", "hold") == []
        assert ids(store, "quotes", "speaker:cruz") == ["dam-1.q1"]
        assert store.status().quotes == 1

    def test_an_older_revision_never_overwrites_a_newer_one(self, store: Store) -> None:
        newer, older = build("x", "New", "New text", revision=2), build("x", "Old", "Old text", revision=1)
        assert outcomes(store, newer) == ["written"]
        assert outcomes(store, older) == ["kept"]
        assert store.get("x") == newer
        assert ids(store, "articles", "old") == []

    def test_a_newer_engine_overwrites_an_older_analysis_and_not_the_reverse(self, store: Store) -> None:
        old, new = build("x", "T", "Plain"), build("x", "T", "{{direct; Bo Cruz; ; Plain}}", generation=2)
        assert outcomes(store, old) + outcomes(store, new) + outcomes(store, old) == ["written", "written", "kept"]
        assert ids(store, "quotes", "plain") == ["x.q1"]

    def test_versions_of_one_article_within_a_batch_are_taken_in_order(self, store: Store) -> None:
        one, two = build("x", "One", "1"), build("x", "Two", "2", revision=2)
        assert outcomes(store, one, two, one) == ["written", "written", "kept"]
        assert store.get("x") == two

    def test_origins_are_united_whichever_version_wins(self, store: Store) -> None:
        outcomes(store, build("x", "T", "Text", origins=("b",), revision=2))
        assert outcomes(store, build("x", "T", "Text", origins=("a",), revision=1)) == ["kept"]
        assert origins(store) == {"a", "b"}
        assert outcomes(store, build("x", "T", "Text", origins=("c", "b"), revision=2)) == ["kept"]
        assert origins(store) == {"a", "b", "c"}
        assert outcomes(store, build("x", "T", "Text", origins=("d",), revision=3)) == ["written"]
        assert origins(store) == {"a", "b", "c", "d"}

    def test_united_origins_are_in_the_same_order_whatever_came_first(self, store: Store) -> None:
        first = [build(key, "T", "Text", origins=("b",), revision=2) for key in "xy"]
        late = [build(key, "T", "Text", origins=("c", "a"), revision=1) for key in "xy"]
        outcomes(store, first[0], late[0], late[1], first[1])
        assert [enriched.article.origins for enriched in store.all()] == [("a", "b", "c")] * 2

    def test_what_cannot_be_stored_is_rejected_alone(self, store: Store) -> None:
        good, bad = corpus()[0], build("bad", "Half a sign: \ud83d", "Text")
        written = store.write([bad, good])
        assert [one.outcome for one in written] == ["reject", "written"]
        assert written[0].why

    # queries

    def test_every_query_finds_what_it_must(self, full: Store) -> None:
        wrong = []
        for entry in queries():
            for kind in KINDS:
                got = sorted(ids(full, kind, entry["q"], limit=50))
                wanted = entry.get(kind, entry.get(f"{kind}_count"))
                if wanted != (got if isinstance(wanted, list) else len(got)):
                    wrong.append((entry["q"], kind, wanted, got))
        assert not wrong

    def test_every_query_finds_what_the_plainest_search_finds(self, full: Store) -> None:
        wrong = []
        for entry in queries():
            query = parse(entry["q"])
            for kind in KINDS:
                wanted = sorted(seen.id for seen in found(corpus(), kind, query))
                page = full.search(kind, query, limit=100)
                if sorted(hit.id for hit in page.hits) != wanted or page.total != len(wanted):
                    wrong.append((entry["q"], kind, wanted, page))
        assert not wrong

    def test_every_query_has_the_right_facet_counts(self, full: Store) -> None:
        wrong = []
        for entry in queries():
            query = parse(entry["q"])
            for kind in KINDS:
                seen = found(corpus(), kind, query)
                got = full.facets(kind, query, FACETS, limit=50)
                for name in FACETS:
                    counts = [(one.value, one.count) for one in got[name]]
                    if counts != facet_counts(seen, name):
                        wrong.append((entry["q"], kind, name, facet_counts(seen, name), counts))
        assert not wrong

    def test_every_query_has_the_right_histogram(self, full: Store) -> None:
        for entry in queries():
            query = parse(entry["q"])
            for kind in KINDS:
                buckets = full.histogram(kind, query, "day")
                assert {one.start: one.count for one in buckets if one.count} == day_counts(found(corpus(), kind, query)), entry

    def test_random_queries_find_what_the_plainest_search_finds(self, full: Store) -> None:
        chooser = random.Random(8)
        for _ in range(150):
            query = random_query(chooser)
            for kind in KINDS:
                wanted = sorted(seen.id for seen in found(corpus(), kind, query))
                page = full.search(kind, query, limit=100, sort=chooser.choice(get_args(Sort)))
                assert sorted(hit.id for hit in page.hits) == wanted, unparse(query)
                assert page.total == len(wanted)
                assert parse(unparse(query)) == query

    def test_hostile_words_are_only_words(self, full: Store) -> None:
        for text in (
            '") OR *:*',
            "{!func}x",
            "*/*",
            '\\"',
            "<script>",
            "' OR 1=1 --",
            "a" * 500,
            "[* TO *]",
            "\x00 \u202e dam",
        ):
            for field in ("text", "speaker", "source", "entity", "lang", "kind"):
                for phrase in (True, False):
                    full.search("articles", Words(field, text, phrase=phrase))  # type: ignore[arg-type]

    # order and pages

    @pytest.mark.parametrize("kind", KINDS)
    def test_newest_and_oldest_are_ordered_by_date_with_undated_last(self, full: Store, kind: Kind) -> None:
        seen = newest_first(found(corpus(), kind, All()))
        for sort, wanted in (
            ("newest", seen),
            ("oldest", [*reversed(seen[:-1]), seen[-1]] if seen[-1][1] is None else seen[::-1]),
        ):
            hits = full.search(kind, All(), sort=sort, limit=100).hits  # type: ignore[arg-type]
            got = [(hit.enriched.article.published_at if isinstance(hit, ArticleHit) else hit.published_at) for hit in hits]
            assert [at.astimezone(UTC).replace(microsecond=0) if at else None for at in got] == [
                moment for count, moment in wanted for _ in range(count)
            ]

    @pytest.mark.parametrize("sort", get_args(Sort))
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("query", ["", "council", "speaker:rey", "dam OR council OR nobody"])
    def test_pages_hold_everything_once_and_in_one_order(self, full: Store, kind: Kind, sort: Sort, query: str) -> None:
        whole = [hit.id for hit in full.search(kind, parse(query), sort=sort, limit=100).hits]
        assert len(set(whole)) == len(whole)
        for limit in (1, 3, 10):
            assert ids(full, kind, query, sort=sort, limit=limit) == whole

    @pytest.mark.parametrize("sort", ["newest", "oldest"])
    def test_paging_by_date_is_not_disturbed_by_what_comes_meanwhile(self, store: Store, sort: Sort) -> None:
        outcomes(store, *many(20))
        first = store.search("articles", All(), sort=sort, limit=8)
        outcomes(
            store,
            *[build(f"new-{n}", "Rain", "Rain.", published=DAY + timedelta(days=40 * side)) for n, side in enumerate((-1, 1))],
        )
        later, cursor = [], first.next_cursor
        while cursor:
            page = store.search("articles", All(), sort=sort, limit=8, cursor=cursor)
            later += [hit.id for hit in page.hits]
            cursor = page.next_cursor
        behind = "new-0" if sort == "newest" else "new-1"
        before = [hit.id for hit in first.hits]
        assert sorted([*before, *later]) == sorted([*(one.article.id for one in many(20)), behind])

    def test_paging_by_relevance_keeps_to_what_was_there(self, store: Store) -> None:
        outcomes(store, *many(20))
        first = store.search("articles", parse("rain"), limit=12)
        outcomes(store, *[build(f"new-{n}", "Rain rain rain", "Rain.", published=DAY) for n in range(9)])
        assert first.next_cursor
        second = store.search("articles", parse("rain"), limit=12, cursor=first.next_cursor)
        assert second.next_cursor is None
        assert sorted(hit.id for hit in (*first.hits, *second.hits)) == [one.article.id for one in many(20)]

    def test_more_and_rarer_words_rank_higher_and_so_does_the_title(self, store: Store) -> None:
        filler = "The council met to talk about the budget and other things that matter."
        outcomes(
            store,
            build("once", "Council meets", f"{filler} A flood was mentioned."),
            build("often", "Council meets", "The flood, the flood, the flood was mentioned. It met to talk of other things."),
            build("title", "Flood in the council", f"{filler} A flood was mentioned."),
            *many(10),
        )
        ranked = ids(store, "articles", "flood", sort="relevance")
        assert ranked[-1] == "once"
        assert set(ranked) == {"once", "often", "title"}
        hits = store.search("articles", parse("flood")).hits
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)

    def test_filters_alone_rank_by_date(self, full: Store) -> None:
        query = "speaker:rey lang:en after:2026-09-01"
        assert ids(full, "quotes", query, sort="relevance") == ids(full, "quotes", query, sort="newest")

    def test_a_cursor_that_is_none_is_refused(self, full: Store) -> None:
        cursor = full.search("articles", All(), sort="newest", limit=1).next_cursor
        assert cursor
        for wrong in ("x", "é", "AAAA", cursor[:-5], "W10", encode_cursor(Cursor("newest", key=1 << 70))):
            with pytest.raises(UsageError):
                full.search("articles", All(), sort="newest", cursor=wrong)
        with pytest.raises(UsageError, match="newest"):
            full.search("articles", All(), sort="oldest", cursor=cursor)

    def test_nobody_pages_to_the_end_of_the_world(self, full: Store) -> None:
        for passed in (10_000, 1 << 40):
            cursor = encode_cursor(Cursor("relevance", passed=passed, until=1 << 60))
            with pytest.raises(UsageError):
                full.search("articles", parse("council"), cursor=cursor)

    @pytest.mark.parametrize("limit", [0, -1, 1001])
    def test_a_page_of_no_sensible_size_is_refused(self, full: Store, limit: int) -> None:
        with pytest.raises(UsageError, match="1000"):
            full.search("articles", All(), limit=limit)

    # highlights

    def test_highlights_are_the_words_that_were_found(self, full: Store) -> None:
        (hit,) = full.search("articles", parse("“will hold” dam said:needs")).hits
        assert isinstance(hit, ArticleHit)
        marked = [[text[start:end] for start, end in spans] for text, spans in hit.highlights]
        assert marked == [["Dam", "will hold"], ["dam", "will hold", "needs"], ["Dam"]]
        assert hit.highlights[0][0] == "Mill Dam will hold, mayor says"

    def test_highlights_of_quotes_are_spans_of_the_quote(self, full: Store) -> None:
        (hit,) = full.search("quotes", parse("said:neglect* dam -council speaker:cruz")).hits
        assert isinstance(hit, QuoteHit)
        assert [hit.quote.text[start:end] for start, end in hit.highlights] == ["dams", "neglected"]

    def test_filters_are_not_highlighted(self, full: Store) -> None:
        for hit in full.search("articles", parse("speaker:rey NOT dam")).hits:
            assert hit.highlights == ()

    # facets and histograms

    def test_facets_keep_to_their_limit_and_order_ties_by_value(self, full: Store) -> None:
        counted = full.facets("quotes", All(), ["speaker", "source"], limit=2)
        assert [(one.value, one.count) for one in counted["speaker"]] == facet_counts(
            found(corpus(), "quotes", All()), "speaker"
        )[:2]
        assert len(counted["source"]) == 2
        tied = full.facets("articles", parse("lang:pt OR lang:fr OR lang:ja"), ["source"], limit=2)["source"]
        assert [(one.value, one.count) for one in tied] == [("Diário", 2), ("Le Courrier", 1)]

    def test_a_facet_value_asked_for_whole_finds_as_many_as_it_counts(self, full: Store) -> None:
        for kind in KINDS:
            counted = full.facets(kind, All(), ["speaker", "source"], limit=50)
            for name in ("speaker", "source"):
                for one in counted[name]:
                    if "<" not in one.value:  # punctuation is not looked at: "Courier <i>"
                        query = Words(name, one.value, phrase=True, whole=True)  # type: ignore[arg-type]
                        assert full.search(kind, query).total == one.count, one

    def test_an_unknown_facet_is_refused(self, full: Store) -> None:
        with pytest.raises(UsageError, match="colour"):
            full.facets("articles", All(), ["colour"])

    def test_a_histogram_fills_the_gaps(self, full: Store) -> None:
        days = full.histogram("articles", parse("council after:2026-09-01 before:2026-09-20"), "day")
        assert [one.start.day for one in days] == list(range(1, 16))
        assert [one.count for one in days] == [4, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 4]

    def test_histograms_by_hour_week_and_month(self, full: Store) -> None:
        query = parse("council after:2026-09-01 before:2026-11-10")
        hours = full.histogram("articles", parse("council before:2026-09-02 after:2026-09-01"), "hour")
        assert [(one.start.hour, one.count) for one in hours] == [(6, 1), (7, 1), (8, 1), (9, 1)]
        weeks = full.histogram("articles", query, "week")
        assert {one.start.weekday() for one in weeks} == {0}
        assert weeks[0].start == datetime(2026, 8, 31, tzinfo=UTC)
        assert sum(one.count for one in weeks) == full.search("articles", query).total
        months = full.histogram("articles", query, "month")
        assert [(one.start.month, one.start.day, one.count) for one in months] == [(9, 1, 20), (10, 1, 16), (11, 1, 5)]

    def test_a_histogram_over_ten_thousand_years_does_not_fill_them(self, full: Store) -> None:
        hours = full.histogram("articles", All(), "hour")
        assert hours[0].start == datetime(1, 1, 1, tzinfo=UTC)
        assert hours[-1].start == datetime(9999, 12, 31, 23, tzinfo=UTC)
        assert len(hours) < 100

    # rebuilding

    def test_a_rebuild_changes_nothing_that_is_seen(self, filled: Store) -> None:
        before = [ids(filled, kind, "dam OR council", sort="newest") for kind in KINDS]
        filled.delete("dam-1")
        assert filled.rebuild() == len(corpus()) - 1
        after = [ids(filled, kind, "dam OR council", sort="newest") for kind in KINDS]
        assert after == [[one for one in found_ids if not one.startswith("dam-1")] for found_ids in before]
        assert outcomes(filled, build("after", "After the rebuild", "A dam.")) == ["written"]
        assert "after" in ids(filled, "articles", "dam")

    def test_messages_are_stored_exactly(self, full: Store) -> None:
        for enriched in corpus():
            assert msgspec.json.encode(full.get(enriched.article.id)) == msgspec.json.encode(enriched)
