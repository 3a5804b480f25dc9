"""What is appended to a text changes nothing before it, if it is about something else.

That is: behind a paragraph break; the text has closed its quotation marks; and the two share no name, no part of a name
and no office, since the speaker of "the minister said" is looked for in the whole article.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from enrich.analyser import Document
from enrich.engine import StepAnalyser
from wire.messages import Entity, Quote

#: The confidence of the network may move that much with its company: its arithmetic is of 8 bits.
TOLERANCE = 0.05


@dataclass(frozen=True)
class Theme:
    """Names and offices that one text has and the other has not."""

    names: tuple[str, str]
    offices: tuple[str, str]
    body: str
    topic: str


HARBOUR = Theme(("Helena Vasko", "Tobias Adeyemi"), ("mayor", "harbour master"), "Harbour Union", "the port")
SCHOOLS = Theme(("Ingrid Solheim", "Bruno Castell"), ("head teacher", "inspector"), "Meadow College", "the new school")
PARAGRAPHS = (
    "“We will keep {topic} open,” {name} said on Monday. “It has been closed too long.”",
    "The {office} {name} told reporters that {topic} would cost more than planned.",
    "{name}, the {office}, criticised the plan for {topic} as “a plain mistake”.",
    "“It is not what we agreed,” the {office} said.",
    "He said that nobody had asked him about {topic}.",
    "According to the {body}, work on {topic} begins in May.",
    "{body}: “Nobody will be paid less.”",
    "“Nobody has asked us.”",
    "It rained all afternoon, and few people came to see {topic}.",
    "{name} warned against haste, and called the delay “a gift”.",
)  # fmt: skip


def texts(theme: Theme) -> st.SearchStrategy[str]:
    """One to four paragraphs about a theme."""
    one = st.builds(
        lambda paragraph, person: paragraph.format(
            name=theme.names[person], office=theme.offices[person], body=theme.body, topic=theme.topic
        ),
        st.sampled_from(PARAGRAPHS),
        st.integers(0, 1),
    )
    return st.lists(one, min_size=1, max_size=4).map("\n".join)


@settings(deadline=None, max_examples=25)
@given(data=st.data())
def test_unrelated_text_changes_nothing_before_it(analyser: StepAnalyser, data: st.DataObject) -> None:
    text, other = data.draw(texts(HARBOUR)), data.draw(texts(SCHOOLS))
    alone, longer = analyser.analyse(
        [Document(id="x", text=text, language="en"), Document(id="x", text=f"{text}\n{other}", language="en")]
    )
    kept = [quote for quote in longer.quotes if quote.spans[0][0] < len(text)]
    assert [plain(quote) for quote in kept] == [plain(quote) for quote in alone.quotes]
    for quote, earlier in zip(kept, alone.quotes, strict=True):
        assert abs(quote.confidence - earlier.confidence) <= TOLERANCE
        both = sorted((quote.context_after, earlier.context_after), key=len)
        assert both[1].startswith(both[0].rstrip())
    assert [within(entity, len(text)) for entity in longer.entities if entity.mentions[0][0] < len(text)] == [
        within(entity, len(text)) for entity in alone.entities
    ]


def plain(quote: Quote) -> Quote:
    """The quote without what its surroundings may change: the words behind it, the last digits of its confidence."""
    return msgspec.structs.replace(quote, confidence=0.0, context_after="")


def within(entity: Entity, end: int) -> Entity:
    """The entity as far as it is mentioned before a place."""
    return msgspec.structs.replace(entity, mentions=tuple(span for span in entity.mentions if span[1] <= end))
