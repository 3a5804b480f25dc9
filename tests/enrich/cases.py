"""What the engine reads out of a text, case by case: the specification of its quotes.

`quotes` are the statements that must be found, `none` words that must not be a statement's text. Of an expected quote
only what is given is compared; `speaker` None means that nobody may be named.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """A statement that must be found."""

    text: str
    speaker: str | None
    kind: str | None = None
    rule: str | None = None
    more: tuple[tuple[str, Any], ...] = ()  #: role, type, mention, resolved_by, via, edited, nested


@dataclass(frozen=True)
class Case:
    """A text and what must come of it."""

    name: str
    text: str
    quotes: tuple[Said, ...] = ()
    none: tuple[str, ...] = ()  #: texts that no quote may have
    only: bool = False  #: whether there may be no other direct quotes
    tagged: tuple[Said, ...] = ()  #: what the tagger finds instead of `quotes`, as its annotators draw the line


def said(text: str, speaker: str | None, kind: str | None = None, rule: str | None = None, **more: Any) -> Said:
    """Shorthand."""
    return Said(text, speaker, kind, rule, tuple(more.items()))


RUTTE = "NATO secretary general Mark Rutte arrived in Brussels on Monday.\n"

MARKS = [
    Case(
        "curly marks",
        "“We will keep the port open,” Helena Vasko said.",
        (said("We will keep the port open,", "Helena Vasko", "direct", "direct.cue-after"),),
    ),
    Case(
        "straight marks",
        '"We will keep the port open," said Helena Vasko on Monday.',
        (said("We will keep the port open,", "Helena Vasko", "direct", "direct.cue-after"),),
    ),
    Case(
        "British single marks with an apostrophe inside",
        "‘We don’t know what the workers’ union wants,’ said Helena Vasko.",
        (said("We don’t know what the workers’ union wants,", "Helena Vasko", "direct"),),
    ),
    Case(
        "straight single marks",
        "'We don't want to close the port,' said Helena Vasko.",
        (said("We don't want to close the port,", "Helena Vasko", "direct"),),
    ),
    Case(
        "two apostrophes for a mark",
        "''We will keep the port open,'' Helena Vasko said.",
        (said("We will keep the port open,", "Helena Vasko", "direct"),),
    ),
    Case(
        "guillemets",
        "«We will keep the port open», said Helena Vasko.",
        (said("We will keep the port open", "Helena Vasko", "direct"),),
    ),
    Case(
        "low and high marks",
        "„We will keep the port open“, said Helena Vasko.",
        (said("We will keep the port open", "Helena Vasko", "direct"),),
    ),
    Case(
        "comma behind the closing mark",
        '"We will keep the port open", Helena Vasko said.',
        (said("We will keep the port open", "Helena Vasko", "direct", "direct.cue-after"),),
    ),
    Case(
        "an unclosed mark spoils nothing after its paragraph",
        "“We will keep the port open, Helena Vasko said.\n“The trains run again,” said Tobias Adeyemi.",
        (said("The trains run again,", "Tobias Adeyemi", "direct"),),
    ),
    Case(
        "a stray mark spoils nothing in its own paragraph",
        'The ship is 40" wide. "The trains run again," said Tobias Adeyemi.',
        (said("The trains run again,", "Tobias Adeyemi", "direct"),),
    ),
    Case(
        "marks within marks belong to the outer statement",
        "“He told me, ‘Go home,’ and I went,” Helena Vasko said.",
        (said("He told me, ‘Go home,’ and I went,", "Helena Vasko", "direct"),),
    ),
    Case(
        "brackets and ellipses show an edited quotation",
        "“We will keep [the port] open … for now,” Helena Vasko said.",
        (said("We will keep [the port] open … for now,", "Helena Vasko", "direct", edited=True),),
    ),
]

LAYOUT = [
    Case(
        "interrupted by its cue: one quote of two spans",
        "“We will keep the port open,” Helena Vasko said, “and the trains will run.”",
        (said("We will keep the port open, and the trains will run.", "Helena Vasko", "direct", "direct.cue-after"),),
        only=True,
    ),
    Case(
        "going on after the cue's sentence: one quote of two spans",
        "“We will keep the port open,” Helena Vasko said. “The trains will run.”",
        (said("We will keep the port open, The trains will run.", "Helena Vasko", "direct"),),
        only=True,
    ),
    Case(
        "cue before, with a colon",
        "Helena Vasko told reporters: “The port stays open.”",
        (said("The port stays open.", "Helena Vasko", "direct", "direct.cue-before"),),
    ),
    Case(
        "cue before, with a comma",
        "On Monday Helena Vasko said, “The port stays open.”",
        (said("The port stays open.", "Helena Vasko", "direct", "direct.cue-before"),),
    ),
    Case(
        "cue in the paragraph before, with a colon",
        "In the afternoon Helena Vasko wrote:\n“The port stays open.”",
        (said("The port stays open.", "Helena Vasko", "direct", "direct.cue-before"),),
    ),
    Case(
        "every paragraph opens, only the last closes",
        "“The port stays open,” said Helena Vasko.\n“It has been closed too long.\n“It will not close again.”",
        (said("It has been closed too long. It will not close again.", "Helena Vasko", "direct"),),
    ),
    Case(
        "a paragraph that is all quotation goes on with the speaker",
        "“The port stays open,” said Helena Vasko.\n“It will not close again.”",
        (said("It will not close again.", "Helena Vasko", "direct", "direct.chain", resolved_by="previous"),),
    ),
    Case(
        "a quotation after the sentence that tells of its speaker",
        "Helena Vasko said that she was tired. “I have not slept for two days.”",
        (said("I have not slept for two days.", "Helena Vasko", "direct", "direct.chain"),),
        tagged=(said("that she was tired “I have not slept for two days.”", "Helena Vasko", "mixed"),),
    ),
    Case(
        "interview",
        "Courier: Do you mind being called slow?\nTanabe: Counting is what we do.\nCourier: Why?\nTanabe: Because it works.",
        (
            said("Counting is what we do.", "Tanabe", rule="indirect.turn"),
            said("Do you mind being called slow?", "Courier", rule="indirect.turn"),
        ),
    ),
    Case(
        "signed with a dash, in a list",
        "- “My house will be dry and yours will be wet.” —Thelma Abiola, Upper Weir\n- “I am eleven years old.” — Noor, Brackwater",
        (
            said("My house will be dry and yours will be wet.", "Thelma Abiola", "direct", "direct.dash"),
            said("I am eleven years old.", "Noor", "direct", "direct.dash"),
        ),
    ),
    Case(
        "block quote after its introduction",
        "The pupils of Lower Tarn wrote to the editor on Friday.\n> We are not against electricity. We have electricity.",
        (said("We are not against electricity. We have electricity.", None, rule="indirect.block"),),
    ),
    Case(
        "quotation in a headline, its speaker behind it",
        "“The port will never close again”. Helena Vasko promises work for all\nThe prime minister spoke on Monday.",
        (said("The port will never close again", "Helena Vasko", "direct", "direct.headline"),),
    ),
    Case(
        "quotation in a headline, its speaker before a colon",
        "Helena Vasko: “The port will never close again”\nThe prime minister spoke on Monday.",
        (said("The port will never close again", "Helena Vasko", "direct"),),
    ),
    Case(
        "short quotations in turns are a dialogue",
        "“Then say when you knew,” Helena Vasko said.\n“Why?” said Tobias Adeyemi.\n“The valley wants to know.”",
        (said("The valley wants to know.", "Helena Vasko", "direct", "direct.chain"),),
    ),
    Case(
        "the sentence before tells where it was said",
        "Sam Lau, a spokesman for the party, said in a statement. “There are no papers to count again.”",
        (said("There are no papers to count again.", "Sam Lau", "direct", "direct.chain"),),
    ),
    Case(
        "quotation within a sentence: the sentence is the statement",
        "The plan to close the port is “a plain mistake,” Helena Vasko said.",
        (said("The plan to close the port is “a plain mistake,”", "Helena Vasko", "mixed", "mixed.lead-in"),),
    ),
]

NOT_STATEMENTS = [
    Case(
        "scare quotes",
        "The so-called “experts” left the room, and the “reform” was forgotten.",
        none=("experts", "reform"),
        only=True,
    ),
    Case(
        "titles of works",
        "She is reading “The Long Winter of Upper Sarne” and watching “Harbour Lights” with her son.",
        only=True,
    ),
    Case("nicknames", "Joseph “The Hammer” Brannoc won the race in two hours and nine minutes.", only=True),
    Case("terms", "Farmers call this “peak water”, and they plan for it.", none=("peak water",)),
    Case("apostrophes are no marks", "The workers' union and the sailors' club share the captains' hall.", only=True),
]

TOLD = [
    Case(
        "that-clause",
        "Helena Vasko said that the port would stay open.",
        (said("that the port would stay open", "Helena Vasko", "indirect", "indirect.clause"),),
    ),
    Case(
        "clause without that",
        "Helena Vasko said the port would stay open.",
        (said("the port would stay open", "Helena Vasko", "indirect", "indirect.clause"),),
    ),
    Case(
        "clause before its verb",
        "The port would stay open, Helena Vasko said.",
        (said("The port would stay open", "Helena Vasko", "indirect", "indirect.before"),),
    ),
    Case(
        "with some words quoted",
        "Helena Vasko said that closing the port would be “a plain mistake”.",
        (said("that closing the port would be “a plain mistake”", "Helena Vasko", "mixed", "mixed.clause"),),
    ),
    Case(
        "according to",
        "The port will stay open, according to Helena Vasko.",
        (said("The port will stay open", "Helena Vasko", "indirect", "indirect.according-to"),),
    ),
    Case(
        "according to a document",
        "According to the report, the port lost money in nine of ten years.",
        (said("the port lost money in nine of ten years", None, "indirect", "indirect.according-to", type="document"),),
    ),
    Case(
        "as somebody put it",
        "The port, as Helena Vasko put it, is the lung of the town.",
        (said("The port is the lung of the town", "Helena Vasko", "indirect", "indirect.as-clause"),),
    ),
    Case(
        "this was stated by",
        "The port will stay open for two years. This was stated by Helena Vasko in Brackwater.",
        (said("The port will stay open for two years", "Helena Vasko", "indirect", "indirect.this-was-said"),),
    ),
    Case(
        "infinitive",
        "Helena Vasko promised to keep the port open.",
        (said("to keep the port open", "Helena Vasko", "indirect", "indirect.infinitive"),),
    ),
    Case(
        "accusation",
        "Helena Vasko accused the company of hiding the study.",
        (said("the company of hiding the study", "Helena Vasko", "indirect"),),
    ),
    Case(
        "a noun announces it",
        "Helena Vasko repeated her claim that the port was safe.",
        (said("that the port was safe", "Helena Vasko", "indirect", "indirect.noun"),),
        tagged=(said("her claim that the port was safe", "Helena Vasko", "indirect"),),
    ),
    Case(
        "a participle behind a comma",
        "Helena Vasko opened the port on Monday, adding that it would never close again.",
        (said("that it would never close again", "Helena Vasko", "indirect", "indirect.clause"),),
    ),
]

SPEAKERS = [
    Case(
        "a surname is its full name",
        "Helena Vasko came to the port. “It stays open,” Vasko said.",
        (said("It stays open,", "Helena Vasko", "direct", mention="Vasko", resolved_by="named"),),
    ),
    Case(
        "title before the name is a role",
        RUTTE + "“The war must end,” Rutte said.",
        (said("The war must end,", "Mark Rutte", role="NATO secretary general", type="person"),),
    ),
    Case(
        "apposition behind the name is a role",
        "Soraya Lindgren, the environment minister, said that she would resign.",
        (said("that she would resign", "Soraya Lindgren", role="environment minister"),),
    ),
    Case(
        "apposition before the name",
        "The energy minister, Tobias Adeyemi, said that the dam was safe.",
        (said("that the dam was safe", "Tobias Adeyemi", role="energy minister"),),
    ),
    Case(
        "a role is followed to the name",
        RUTTE + "“The war must end,” explained the Alliance secretary general.",
        (said("The war must end,", "Mark Rutte", mention="the Alliance secretary general", resolved_by="role"),),
    ),
    Case(
        "a role in capitals is followed to the name",
        RUTTE + "“The war must end,” the Secretary General added.",
        (said("The war must end,", "Mark Rutte", resolved_by="role"),),
    ),
    Case(
        "a general word is followed to the one who holds an office",
        RUTTE + "“The war must end,” the official said.",
        (said("The war must end,", "Mark Rutte", resolved_by="role", mention="the official"),),
    ),
    Case(
        "a role is followed to a name that comes later",
        "“The war must end,” the secretary general said.\nMark Rutte, the NATO secretary general, was in Brussels.",
        (said("The war must end,", "Mark Rutte", resolved_by="role"),),
    ),
    Case(
        "she is the woman named before",
        "Helena Vasko met Tobias Adeyemi on Monday. “The port stays open,” she said.",
        (said("The port stays open,", "Helena Vasko", resolved_by="pronoun"),),
    ),
    Case(
        "he is the man named before",
        "Helena Vasko met Tobias Adeyemi on Monday. “The port stays open,” he said.",
        (said("The port stays open,", "Tobias Adeyemi", resolved_by="pronoun"),),
    ),
    Case(
        "two who fit equally are nobody",
        "The port was visited by Oleg Brannoc and Viktor Hald. “It stays open,” he said.",
        (said("It stays open,", None, type="unknown"),),
    ),
    Case(
        "a spokesperson is not the organisation",
        "“We never comment on taxes,” a spokesperson for HMRC said.",
        (said("We never comment on taxes,", None, type="unnamed", role="spokesperson for HMRC"),),
    ),
    Case(
        "unnamed sources are nobody",
        "“The talks have failed,” a senior official said. “Nobody will sign,” a source close to the talks said.",
        (
            said("The talks have failed,", None, type="unnamed"),
            said("Nobody will sign,", None, type="unnamed"),
        ),
    ),
    Case(
        "an official without a name stays without one",
        RUTTE + "A senior Varesian official said that the talks had failed. “They want to be asked,” the official said.",
        (said("They want to be asked,", None, type="unnamed"),),
    ),
    Case(
        "a group",
        "Republicans said that the bill would fail.",
        (said("that the bill would fail", "Republicans", type="group"),),
    ),
    Case(
        "a seat of government speaks as an organisation",
        "The Kremlin said that there was no compromise.",
        (said("that there was no compromise", "Kremlin", type="organisation"),),
    ),
    Case(
        "a capital speaks for its government",
        "Moscow denied that there had been talks.",
        (said("that there had been talks", "Moscow", type="organisation"),),
    ),
    Case(
        "the outlet that was told",
        "“The port stays open,” Helena Vasko told Reuters on Monday.",
        (said("The port stays open,", "Helena Vasko", via="Reuters"),),
    ),
    Case(
        "the outlet that it is quoted by",
        "“The port stays open,” Helena Vasko said on Monday, as quoted by Reuters.",
        (said("The port stays open,", "Helena Vasko", via="Reuters"),),
    ),
    Case(
        "the outlet that asked, by its correspondent",
        "The port will stay open. This was stated by Helena Vasko in response to a question from a Reuters correspondent.",
        (said("The port will stay open", "Helena Vasko", via="Reuters"),),
    ),
    Case(
        "the outlet that asked, before the statement",
        "Asked by the Guardian whether the port would close, Helena Vasko said that it would stay open.",
        (said("that it would stay open", "Helena Vasko", via="Guardian"),),
    ),
    Case(
        "an outlet in the statement carries nothing",
        "Helena Vasko said that she had been asked by Reuters to leave the port.",
        (said("that she had been asked by Reuters to leave the port", "Helena Vasko", via=None),),
    ),
    Case(
        "a bare new name behind a role is who holds it",
        "The chief executive of Ansel Terminals said that the port was safe. Kirsten Aaldijk told Reuters that she was tired.\n"
        "“Nobody wants soldiers,” the chief executive said.",
        (said("Nobody wants soldiers,", "Kirsten Aaldijk", role="chief executive of Ansel Terminals", resolved_by="role"),),
    ),
    Case(
        "a new name that is introduced is another person",
        "“The port is safe,” the chief executive said. Kirsten Aaldijk, a docker, told Reuters that she was tired.",
        (said("The port is safe,", None, type="unnamed"),),
    ),
    Case(
        "the special office of the only person named so far",
        "Bohdan Terzic stood on a trailer on Monday and waved to the farmers.\n“We will count it all,” said the water minister.",
        (said("We will count it all,", "Bohdan Terzic", role="water minister"),),
    ),
    Case(
        "a judge is not who stands before him",
        "Helena Vasko lost her case on Monday.\n“It was an easy decision,” said the senior judge.",
        (said("It was an easy decision,", None, type="unnamed"),),
    ),
    Case(
        "a role in two steps",
        "Her death was confirmed by her daughter, the cellist Judith Obi, on Monday.\n“She slept well,” her daughter said.",
        (said("She slept well,", "Judith Obi", resolved_by="role"),),
    ),
    Case(
        "they are the group of the sentence before",
        "Scientists from four universities combined their measurements. They said that the glacier had thinned by 41 metres.",
        (said("that the glacier had thinned by 41 metres", None, type="group", role="Scientists", resolved_by="pronoun"),),
    ),
    Case(
        "the company is the one of the sentence before",
        "Varelec Group welcomed the decision on Monday. “The port stays open,” the company said in a statement.",
        (said("The port stays open,", "Varelec Group", type="organisation", resolved_by="role"),),
    ),
    Case(
        "a statement within a statement",
        "“Because, as the president of the United States [Donald Trump] said, the killing has to stop,” Mark Rutte said.",
        (
            said("Because, as the president of the United States [Donald Trump] said, the killing has to stop,", "Mark Rutte"),
            said("the killing has to stop", "Donald Trump", role="president of the United States", nested=True),
        ),
    ),
    Case(
        "told by one of another",
        "Helena Vasko said that NATO fears that the war will go on.",
        (
            said("that NATO fears that the war will go on", "Helena Vasko"),
            said("that the war will go on", "NATO", nested=True),
        ),
    ),
]

CASES = [*MARKS, *LAYOUT, *NOT_STATEMENTS, *TOLD, *SPEAKERS]
