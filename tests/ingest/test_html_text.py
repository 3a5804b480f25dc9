"""HTML of feeds to paragraphs."""

from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.html_text import html_line, html_text, strip_tags


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One\n two.</p><p>Three.</p>", "One two.\nThree."),
        ("One<br>two<br/><br />three", "One\ntwo\nthree"),
        ("<div>One <b>bold</b>, <a href='x'>link</a></div>tail", "One bold, link\ntail"),
        ("<ul><li>One<li>Two</ul>", "One\nTwo"),
        ("<table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>", "A\nB\nC"),
        (
            "<pre class='x'>One\nline.\r\n \t\r\nTwo <b>bold\n\n\nthree</b>.\n</pre>four\n\nfive",
            "One line.\nTwo bold\nthree.\nfour five",
        ),
        ("<PRE>One\n\ntwo</PRE> <preface>three\n\nfour</preface>", "One\ntwo\nthree four"),
        ("5 &lt; 6 &amp;amp; 7&nbsp;km &#8220;so&#8221;", "5 < 6 &amp; 7 km “so”"),
        ("a<script>alert('x')</script><style>p{}</style>b<!-- c -->", "ab"),
        ("<p>Text.</p><p>The post <a>Text</a> appeared first on <a>Courier</a>.</p>", "Text."),
        ("<p></p> <div> </div>", ""),
        ("", ""),
    ],
)
def test_one_paragraph_per_line(markup: str, text: str) -> None:
    assert html_text(markup) == text


def test_a_line_has_no_line_breaks() -> None:
    assert html_line("Talks <i>fail</i><br>again &amp; again") == "Talks fail again & again"


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "table", "font"])
def test_deep_nesting_takes_time_in_proportion(tag: str) -> None:
    """200,000 levels; where an element were kept the sanitiser would need minutes."""
    assert html_text(f"<{tag}>" * 200_000 + "deep").replace("\n", "") in ("deep", "")


@pytest.mark.parametrize("markup", ["<pre>", "<pre>\n", "<pre>\n \n</pre>", "<pre> "])
def test_preformatted_text_takes_time_in_proportion(markup: str) -> None:
    assert html_text(markup * 100_000 + "end") == "end"


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.sampled_from("<>/&;abp \n\"'!-\x00\x1b\ud800\u202e\u00a0é漢"), max_size=80))
def test_anything_gives_lines_fit_for_messages(markup: str) -> None:
    text = html_text(markup)
    assert text.encode().decode() == text
    assert text == "" or all(line == line.strip() and line for line in text.split("\n"))


@settings(deadline=None)
@given(st.text(alphabet="abc <>&;\"'/=é漢", max_size=60))
def test_escaped_text_comes_back(text: str) -> None:
    assert strip_tags(escape(text)) == text
