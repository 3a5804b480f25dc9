"""Why a quote is attributed as it is, in words: what the page tells beside each quote."""

from __future__ import annotations

from collections.abc import Iterator

from index.web.words import percent
from wire.messages import Quote

#: How the speaker was decided on, by `resolved_by`.
RESOLVED = {
    "named": "The name itself stands by the words.",
    "role": "A role stands by the words, and the article says whose it is.",
    "pronoun": "A pronoun stands by the words, taken to mean the person named before.",
    "previous": "Nobody is named by the words; they go on from the statement before.",
    "none": "The article does not say who it was.",
}

#: What each kind of quote is.
KINDS = {
    "direct": "Word for word, between quotation marks.",
    "indirect": "Told in the reporter’s words.",
    "mixed": "Told in the reporter’s words, with words of the speaker’s between quotation marks.",
}


def reasons(quote: Quote, *, within: int | None = None) -> Iterator[tuple[str, str]]:
    """Terms and what is to be said of each, in reading order. `within` is the number of the quote that it is quoted in."""
    speaker = quote.speaker
    yield "Kind", f"{quote.kind.capitalize()}. {KINDS[quote.kind]}"
    if speaker.mention and speaker.mention.text != speaker.name:
        yield "Called here", f"“{speaker.mention.text}”"
    yield "Speaker", RESOLVED[speaker.resolved_by]
    yield "Cue", f"“{quote.cue.text}” says that somebody is speaking." if quote.cue else "No word of saying stands by it."
    yield "Rule", rule_words(quote.rule)
    if quote.via:
        yield "Came through", quote.via
    if within is not None:
        yield "Within", f"It is quoted in quote {within}."
    if quote.edited:
        yield "Edited", "Square brackets or an ellipsis stand inside: the words were changed or cut in print."
    yield "Confidence", f"{percent(quote.confidence)} of such quotes are right."


def rule_words(rule: str) -> str:
    """A rule's code as words: "direct.cue-after" is "direct: cue after"."""
    return rule.replace(".", ": ").replace("-", " ").replace("_", " ")
