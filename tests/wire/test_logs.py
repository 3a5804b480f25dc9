"""What processes say: one JSON object a line for machines, readable lines for people, no article texts in tracebacks."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from wire import logs
from wire.errors import UsageError


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    structlog.contextvars.clear_contextvars()
    logs.configure("debug", "json")


def test_events_carry_the_context_bound_once() -> None:
    out = io.StringIO()
    logs.configure("info", "json", stream=out)
    logs.bind(service="enrich")

    logs.get("wire.worker").info("batch", messages=3)
    logs.get("wire.worker").debug("not shown at this level")

    event = json.loads(out.getvalue())
    assert event["service"] == "enrich"
    assert (event["event"], event["messages"], event["level"], event["module"]) == ("batch", 3, "info", "wire.worker")
    assert event["timestamp"].endswith("Z")


def test_what_libraries_log_has_the_same_shape() -> None:
    out = io.StringIO()
    logs.configure("info", "json", stream=out)

    logging.getLogger("somelibrary").warning("took %d tries", 3)
    logging.getLogger("kafka.client").info("SASL password is hunter2")

    event = json.loads(out.getvalue())
    assert (event["event"], event["level"], event["module"]) == ("took 3 tries", "warning", "somelibrary")


@pytest.mark.parametrize("style", ["json", "console"])
def test_tracebacks_do_not_show_values(style: str) -> None:
    out = io.StringIO()
    logs.configure("info", style, stream=out)

    def words_per_sentence(article: str) -> float:
        return len(article) / article.count(".")

    try:
        words_per_sentence(" ".join(["harbour"] * 3))
    except ZeroDivisionError:
        logs.get("here").exception("failed")

    assert "ZeroDivisionError" in out.getvalue()
    assert "harbour harbour" not in out.getvalue()


def test_text_that_is_no_text_is_logged_all_the_same() -> None:
    out = io.StringIO()
    logs.configure("info", "json", stream=out)

    logs.get("here").info("fetched", title="half a pair \ud83d", body=b"\xff")

    assert json.loads(out.getvalue())["event"] == "fetched"


def test_auto_is_json_where_no_person_watches() -> None:
    out = io.StringIO()
    logs.configure("info", "auto", stream=out)
    logs.get("here").info("hello")

    assert json.loads(out.getvalue())["event"] == "hello"


@pytest.mark.parametrize(("level", "style", "name"), [("loud", "json", "log_level"), ("info", "xml", "log_format")])
def test_mistakes_in_the_settings_are_named(level: str, style: str, name: str) -> None:
    with pytest.raises(UsageError, match=name):
        logs.configure(level, style)
