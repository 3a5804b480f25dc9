"""Which quotation marks belong together."""

from __future__ import annotations

import pytest

from enrich.marks import pair_marks
from enrich.paragraphs import paragraphs

#: text -> what stands in marks; ^ marks what stands within others, + what goes on from the paragraph before.
PAIRS = {
    "“We go,” he said. “Now.”": ["We go,", "Now."],
    '"We go," he said. "Now."': ["We go,", "Now."],
    "'We don't go,' he said. 'Now.'": ["We don't go,", "Now."],
    "‘The workers’ union is strong,’ she said.": ["The workers’ union is strong,"],
    "He said: ''Go.'' Now": ["Go."],
    "``Go,'' he said": ["Go,"],
    "„Ja“, sagte er. „Nein.“": ["Ja", "Nein."],
    '„Ja", powiedział. „Nie."': ["Ja", "Nie."],
    "„Ja”, powiedział": ["Ja"],
    "«Oui», dit-il. « Non. »": ["Oui", "Non."],
    "»Ja«, sagte er": ["Ja"],
    "”Ja”, sa han": ["Ja"],
    '""We go,"" he said': ["We go,"],
    "″We go,″ he said": ["We go,"],
    '"I am 6\'2"," he said': ["I am 6'2\","],
    "「はい」と言った「『いいえ』」": ["はい", "『いいえ』", "^いいえ"],
    "“A.\n“B.\n“C.”\nD": ["A.", "+B.", "+C."],
    "‘A long one.\n‘And more.’\nD": ["A long one.", "+And more."],
    "He said, “Go.\n“And come back.” Then": ["Go.", "+And come back."],
    "\"He told me, 'Go on,' and I went,\" she said.": ["He told me, 'Go on,' and I went,", "^Go on,"],
    "'He told me, \"Go on,\" and I went,' she said.": ['He told me, "Go on," and I went,', "^Go on,"],
    '"It is \'a flight to quality,\' " he said. "Yes."': ["It is 'a flight to quality,'", "^a flight to quality,", "Yes."],
    '"I said "no" to him," he said.': ['I said "no" to him,', "^no"],
    '"Foo,"he said, "bar."': ["Foo,", "bar."],
    'said:"We go." Then': ["We go."],
    "“Wrong way round“ and “fine”": ["Wrong way round", "fine"],
    "- “A thing.” —Noor": ["A thing."],
}
NOTHING = [
    "",
    '"',
    "“”",
    '""""',
    "the workers' union won't",
    "O'Brien's rock 'n' roll of the '90s",
    "‘em and ’tis",
    'a 40" screen, 5\'10" high',
    "an end” without a beginning",
]
STRAY = {
    '"Unclosed here.\nThen "fine" here.': ["fine"],
    'stray" mark and "good" one': ["good"],
    "“Open. He said “no” to it": ["no"],
    "“A “B” C”": ["A “B” C", "^B"],
    "She said: “Go.\nNo mark here.\n“Fine,” he said.": ["Fine,"],
}


def found(text: str) -> list[str]:
    return [
        ("+" if item.continues else "^" * item.depth) + text[item.start : item.end]
        for item in pair_marks(text, paragraphs(text))
    ]


@pytest.mark.parametrize(("text", "expected"), PAIRS.items())
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_pair_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "expected"), STRAY.items())
def test_a_stray_mark_does_not_turn_the_text_inside_out(text: str, expected: list[str]) -> None:
    assert found(text) == expected
