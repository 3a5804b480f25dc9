"""No paragraph is lost, and nothing of the furniture comes along, however a site wraps its articles."""

import pytest
from trafilatura.utils import load_html

from ingest.page_text import article_lines
from tests.ingest.pages import BODIES, FRAMES, SHORT, STORY, TITLE, page


def lines(html: str, *, title: str = TITLE) -> list[str]:
    return article_lines(load_html(html), title=title)


def bare(found: list[str]) -> list[str]:
    return [line.removeprefix("- ") for line in found if line != "The price"]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("story", [STORY, SHORT], ids=["story", "short"])
def test_the_article_comes_whole_and_alone(body: str, frame: str, story: list[str]) -> None:
    assert bare(lines(page(BODIES[body](story), frame=frame))) == story


def test_a_subhead_and_a_list_item_are_lines_of_their_own() -> None:
    found = lines(page(BODIES["subhead"](STORY)))
    assert found == [*STORY[:3], "The price", *STORY[3:]]
    assert lines(page(BODIES["last one a list item"](STORY)))[-1] == f"- {STORY[-1]}"


def test_a_list_item_that_has_its_dash_gets_no_second_one() -> None:
    assert lines(page(BODIES["paragraphs"](STORY[:-1]) + f"<ul><li>- {STORY[-1]}</li></ul>"))[-1] == f"- {STORY[-1]}"


def test_a_q_element_is_a_quotation() -> None:
    body = "<p>The mayor said <q>the wall will hold</q> and left the room without another word.</p>" + BODIES["paragraphs"](
        STORY
    )
    assert lines(page(body))[0] == "The mayor said “the wall will hold” and left the room without another word."


def test_a_sentence_that_is_said_twice_stays_twice() -> None:
    story = [*STORY[:3], "He declined to comment.", *STORY[3:5], "He declined to comment.", STORY[5]]
    assert lines(page(BODIES["paragraphs"](story))) == story


def test_a_line_break_inside_a_sentence_is_a_space() -> None:
    broken = STORY[0].replace(" by two", "<br>by two")
    assert lines(page(f"<p>{broken}</p>" + BODIES["paragraphs"](STORY[1:]))) == STORY


@pytest.mark.parametrize("blank", ["\n\n", "\n  \n\n"])
def test_blank_lines_part_the_paragraphs_of_preformatted_text(blank: str) -> None:
    wrapped = [paragraph.replace(" ", "\n", 1) for paragraph in STORY]
    assert lines(page(f"<pre>\n{blank.join(wrapped)}\n</pre>")) == STORY


def test_a_table_row_is_a_line() -> None:
    table = "<table><tr><th>Year of the flood</th><th>Height over the sea</th></tr><tr><td>2019, in spring</td><td>3 metres and more</td></tr></table>"
    found = lines(page(BODIES["paragraphs"](STORY[:4]) + table + BODIES["paragraphs"](STORY[4:])))
    assert "2019, in spring | 3 metres and more" in found
    assert [line for line in found if "|" not in line] == STORY


@pytest.mark.parametrize("label", ["Comments", "12 comments", "Share this article", "ADVERTISEMENT", "Комментарии:"])
def test_labels_of_furniture_are_no_paragraphs(label: str) -> None:
    found = lines(page(BODIES["paragraphs"]([*STORY[:4], label, *STORY[4:], label]), frame="nothing"))
    assert found == STORY


def test_a_page_without_an_article_has_no_lines() -> None:
    assert lines("<html><body><h1>Something went wrong</h1></body></html>") == []
    assert lines("<html></html>") == []


def test_right_to_left_prose_comes_whole() -> None:
    story = [
        "قال رئيس البلدية يوم الثلاثاء إن الجدار سيصمد أمام عواصف الشتاء المقبلة، وإن العمل سيبدأ في مايو.",
        "وأضاف أن الوزارة ستدفع نصف التكلفة البالغة أربعة عشر مليونا، بينما يدفع المجلس النصف الآخر.",
        "هل يكفي ذلك؟",
    ]
    assert lines(page(BODIES["paragraphs"](story), title="جدار الميناء", lang="ar"), title="جدار الميناء") == story


def test_chinese_prose_comes_whole() -> None:
    story = [
        "港口城墙将在冬季风暴来临之前加高两米，市议会星期二决定。",
        "市长说：“城墙会屹立不倒。”",
        "工程将于五月开始，耗资一千四百万。",
    ]
    assert lines(page(BODIES["paragraphs"](story), title="港口城墙", lang="zh"), title="港口城墙") == story


@pytest.mark.parametrize("depth", [300, 200_000])
def test_nesting_overflows_nothing(depth: int) -> None:
    html = "<html><body>" + "<div>" * depth + "<p>deep.</p>" + "</div>" * depth + "</body></html>"
    assert all(isinstance(line, str) for line in lines(html))
