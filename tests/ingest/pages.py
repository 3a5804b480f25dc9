"""An article of our own and the many ways in which sites wrap one."""

from collections.abc import Callable
from html import escape

TITLE = 'Harbour wall of Port Ansel "will hold", says mayor'

STORY = [
    "The harbour wall of Port Ansel will be raised by two metres before the winter storms, the town council decided on Tuesday.",
    '"The wall will hold," Mayor Ilse Brandt told reporters. "We have waited for eleven years, and we will not wait for a twelfth."',
    "She spoke after a meeting that lasted until midnight.",
    "Fishermen had asked for a mobile barrier instead, because the higher wall hides the lighthouse from boats that come home late.",
    'Their spokesman, Tomas Reyl, said the decision was "a gift to the builders".',
    "The work costs 14 million crowns and begins in May; the ministry pays half of it.",
    "The day before, the storm of Monday night had flooded the fish market for the third time this year.",
]

SHORT = ["The mayor of Port Ansel resigned on Tuesday.", '"I am tired," said Ilse Brandt.', "Her deputy takes over on Friday."]


def paragraphs(story: list[str]) -> str:
    """The story in <p> elements."""
    return "".join(f"<p>{escape(text)}</p>\n" for text in story)


def _with(story: list[str], middle: str) -> str:
    half = len(story) // 2
    return paragraphs(story[:half]) + middle + paragraphs(story[half:])


#: Shapes of an article's body.
BODIES: dict[str, Callable[[list[str]], str]] = {
    "paragraphs": paragraphs,
    "last one a list item": lambda s: paragraphs(s[:-1]) + f"<ul><li>{escape(s[-1])}</li></ul>",
    "all list items": lambda s: "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in s) + "</ul>",
    "divs": lambda s: "".join(f"<div>{escape(text)}</div>" for text in s),
    "sections": lambda s: "".join(f"<section><p>{escape(text)}</p></section>" for text in s),
    "double breaks": lambda s: "<p>" + "<br><br>".join(map(escape, s)) + "</p>",
    "single breaks": lambda s: "<div>" + "<br/>\n".join(map(escape, s)) + "</div>",
    "lead in a box": lambda s: f'<div class="lead">{escape(s[0])}</div>' + paragraphs(s[1:]),
    "lead as a subhead": lambda s: f"<h2>{escape(s[0])}</h2>" + paragraphs(s[1:]),
    "bold": lambda s: "".join(f"<p><b>{escape(text)}</b></p>" for text in s),
    "wrapped lines": lambda s: "".join("<p>\n   " + escape(text).replace(", ", ",\n      ") + "\n</p>" for text in s),
    "preformatted": lambda s: "<pre>\n" + "\n\n".join(map(escape, s)) + "\n</pre>",
    "links": lambda s: paragraphs(s).replace(" the ", ' <a href="/x">the</a> ').replace("Mayor", '<a href="/m">Mayor</a>'),
    "block quote": lambda s: paragraphs(s[:1]) + f"<blockquote><p>{escape(s[1])}</p></blockquote>" + paragraphs(s[2:]),
    "subhead": lambda s: _with(s, "<h2>The price</h2>"),
    "figure": lambda s: _with(
        s, '<figure><img src="a.jpg"><figcaption>The wall. Photo: UNWANTED agency.</figcaption></figure>'
    ),
    "related links": lambda s: _with(
        s, '<div class="related-box"><h3>UNWANTED</h3><ul><li><a href="/1">UNWANTED story</a></li></ul></div>'
    ),
    "read also": lambda s: _with(s, '<p><a href="/2">Read also: UNWANTED story about the wall</a></p>'),
    "advertisement": lambda s: _with(s, '<div class="ad-slot">UNWANTED: buy now.</div><script>UNWANTED()</script>'),
    "hidden": lambda s: _with(s, '<p style="display: none">UNWANTED text nobody sees.</p>'),
    "pull quote aside": lambda s: _with(s, "<aside><p>UNWANTED pull quote.</p></aside>"),
}

#: Frames around an article's body.
FRAMES: dict[str, Callable[[str, str], str]] = {
    "article": lambda body, title: (
        f"<main><article><h1>{title}</h1><p class='byline'>By <a href='/u'>UNWANTED</a></p>{body}</article></main>"
    ),
    "divs": lambda body, title: (
        f"<div id='page'><div class='content'><h1>{title}</h1><div class='story'>{body}</div></div></div>"
    ),
    "nothing": lambda body, title: f"<h1>{title}</h1>{body}",
    "wordpress": lambda body, title: (
        f"<div class='post tag-storm author-ann'><h1 class='entry-title'>{title}</h1><div class='entry-content'>{body}</div>"
        "<div class='sharedaddy share'>UNWANTED: share this.</div></div>"
    ),
    "microdata": lambda body, title: (
        f"<article><header><h1>{title}</h1><span>UNWANTED date</span></header><div itemprop='articleBody'>{body}</div>"
        "<footer>Tags: <a href='/t'>UNWANTED</a></footer></article>"
    ),
}


def page(body: str, *, title: str = TITLE, head: str = "", frame: str = "article", lang: str = "en") -> str:
    """A whole page with navigation, sidebar, comments and footer."""
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} | The Ansel Post</title>{head}</head>
<body><header><a href="/">UNWANTED</a><nav><ul><li><a href="/n">UNWANTED news</a></li><li><a href="/s">UNWANTED sports</a></li></ul></nav></header>
{FRAMES[frame](body, escape(title))}
<aside><h3>UNWANTED</h3><ul><li><a href="/x">UNWANTED story about other things</a></li></ul></aside>
<div id="comments"><h3>Comments</h3><p>UNWANTED comment by a reader, quite long and with a full stop.</p></div>
<footer><p>UNWANTED copyright. All rights reserved.</p><a href="/imprint">UNWANTED</a></footer></body></html>"""
