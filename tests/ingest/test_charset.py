"""Encodings as declared, as misdeclared, and as not declared at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.charset import decode

FRENCH = "<p>Le président a été réélu, « dit-il » à l’Élysée. Les députés français ont voté à main levée cet été.</p><p>La ministre de l'Économie a annoncé jeudi une hausse des impôts.</p>"
RUSSIAN = "<p>Министр заявил, что переговоры продолжатся на следующей неделе в столице, сообщает агентство.</p>"
JAPANESE = "<p>首相は火曜日、国会で新しい予算案について説明し、野党の質問に答えた。</p>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (FRENCH.encode(), "text/html; charset=utf-8"),
        (FRENCH.encode(), "text/html"),
        (FRENCH.encode("cp1252"), "text/html; charset=windows-1252"),
        (FRENCH.encode("cp1252"), "text/html; charset=iso-8859-1"),  # browsers read it so too
        (FRENCH.encode(), "text/html; charset=iso-8859-1"),  # mislabelled
        (FRENCH.encode("cp1252"), "text/html; charset=utf-8"),  # mislabelled
        (FRENCH.encode("utf-16"), "text/html"),
        (b"\xef\xbb\xbf" + FRENCH.encode(), "text/html; charset=iso-8859-1"),
        (FRENCH.encode(), "text/html; charset=no-such-thing"),
        (FRENCH.encode("utf-16-le"), "text/html; charset=utf-16le"),
    ],
)
def test_french(body: bytes, content_type: str) -> None:
    assert decode(body, content_type) == FRENCH


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r"])
def test_a_declaration_inside_is_heard(encoding: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head>{RUSSIAN}'
    assert decode(page.encode(encoding)) == page


def test_an_xml_declaration_is_heard() -> None:
    feed = f'<?xml version="1.0" encoding="windows-1251"?><rss>{RUSSIAN}</rss>'
    assert decode(feed.encode("cp1251"), "application/rss+xml") == feed


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp1251"), (JAPANESE, "shift_jis"), (JAPANESE, "euc_jp")])
def test_nothing_declared_is_detected(text: str, encoding: str) -> None:
    assert decode((text * 5).encode(encoding)) == text * 5


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    body = (FRENCH * 20).encode() + b"\xff<p>end</p>"
    assert decode(body, "text/html; charset=utf-8") == FRENCH * 20 + "\ufffd<p>end</p>"


@settings(deadline=None, max_examples=50)
@given(
    body=st.binary(max_size=300),
    content_type=st.sampled_from(
        ["", "text/html; charset=utf-8", "text/html; charset=rot13", "text/html; charset=idna", "x; charset=\x00"]
    ),
)
def test_never_raises(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)
