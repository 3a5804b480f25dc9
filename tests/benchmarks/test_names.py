"""`make bench-ner`: what counts as a name read by hand, and as right."""

from __future__ import annotations

import pytest

from benchmarks.bench_ner import HERE, count, newsroom, rates, span_of
from benchmarks.names_gold import Named, places, read_names

TEXT = "Ada Brandt left Port Ansel. Brandt-Lund stayed; Brandt's ship, the Halcyon, did not."


def test_longer_names_go_before_what_stands_within_them() -> None:
    found = places("x", TEXT, {"person": "Brandt|Ada Brandt", "place": "Port Ansel"})
    assert [(TEXT[s:e], label) for (s, e), label in sorted(found.items())] == [
        ("Ada Brandt", "person"), ("Port Ansel", "place"), ("Brandt", "person"),
    ]  # fmt: skip


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(ValueError, match="x has no 'Vasko'"):
        places("x", TEXT, {"person": "Vasko"})


def test_right_is_the_same_stretch_with_the_same_label_and_doubtful_names_count_for_nothing() -> None:
    article = Named("x", TEXT, places("x", TEXT, {"person": "Ada Brandt|Brandt", "place": "Port Ansel", "open": "Halcyon"}))
    counts = count(article, {(0, 10): "person", (16, 26): "person", (0, 3): "person", (67, 74): "other"})
    assert (counts["right/person"], counts["found/person"], counts["true/person"]) == (1, 3, 2)
    assert (counts["found/other"], counts["true/place"]) == (0, 1)
    assert rates(counts) == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_articles_and_possessives_are_trimmed_where_asked() -> None:
    assert span_of("the Kremlin's", 10, trimmed=True) == (14, 21)
    assert span_of("the Kremlin's", 10, trimmed=False) == (10, 23)


def test_every_name_read_by_hand_stands_in_its_article() -> None:
    assert len(read_names(HERE / "names_newsroom.toml", newsroom())) >= 25
