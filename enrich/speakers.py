"""Who speaks, by the place of words beside a verb: before it, or behind it where the two are turned round. Pure."""

from __future__ import annotations

from enrich.page import Page
from enrich.roles import role_nouns
from enrich.sources import subject_of
from enrich.wordlists import spoken

_NOUNS = ("NN", "NNS", "NNP", "NNPS")
#: What ends a sentence or part of one, and what also ends an aside.
SENTENCE_ENDS = frozenset({".", "!", "?", "…", ";"})
_ASIDE_ENDS = SENTENCE_ENDS | {","}
_DRESS = ("DT", "PRP$", "JJ", "CD")
#: Most words between a verb and the speaker behind it, and of what stands between two commas there.
_ASIDES, _ASIDE = 14, 6
#: Tags that stand between the parts of one verb: a-t-il, n'a pas, s'est.
IN_VERB = ("VB", "RB", "PRP")


def verb_group(page: Page, verb: int, least: int) -> int:
    """The first word of a verb of several, not before `least`, on its side of quotation marks: a-t-il | ajouté."""
    tags, marks = page.tokens.tags, page.quoted_tokens
    first = verb
    while first > least and tags[first - 1].startswith(IN_VERB) and marks[first - 1] == marks[verb]:
        first -= 1
    return first


def noun_after(page: Page, token: int) -> int | None:
    """The noun, name or pronoun that a phrase beginning at a token has for its head."""
    tokens = page.tokens
    first = token
    while token < len(tokens) and tokens.tags[token] in _DRESS:
        token += 1
    if token < len(tokens) and tokens.tags[token] in (*_NOUNS, "PRP"):
        return token
    if first < token < len(tokens) and tokens.tags[token] == "VBN" and tokens.tags[token - 1] == "DT":
        return token  # l'élue, le prévenu
    adjective = token - first > 1 and tokens.tags[token - 1] == "JJ" and tokens.tags[first] in ("DT", "PRP$")
    return token - 1 if adjective else None  # ce proche, les indépendantistes


def speaker_after(page: Page, first: int, verb: int) -> int | None:
    """The speaker of an inverted verb that begins at `first`: a-t-|il ajouté, a ajouté | la maire."""
    tokens = page.tokens
    for at in range(first, min(verb + 3, len(tokens))):
        if tokens.tags[at] == "PRP" and tokens.words[at].startswith("-") and _is_pronoun(page, at):
            return at
    speaker = noun_after(page, _past_asides(page, verb + 1))
    if (
        speaker is None
        or tokens.tags[speaker] not in (*_NOUNS, "JJ", "VBN")
        or page.quoted_tokens[speaker] != page.quoted_tokens[verb]
    ):
        return None
    return speaker


def past_speaker(page: Page, at: int, last: int) -> int:
    """The stop behind a speaker and what is told of him: lâche Robert, 68 ans, en montrant son salon|."""
    tokens = page.tokens
    while True:
        at = next((n for n in range(at, last) if tokens.words[n] in _ASIDE_ENDS), last)
        if at + 2 >= last or tokens.words[at] != ",":
            return at
        aged = tokens.tags[at + 1] == "CD" and tokens.lower[at + 2] == "ans"
        doing = tokens.lower[at + 1] == "en" and tokens.tags[at + 2] == "VBG"
        if not aged and not doing and tokens.lower[at + 1] not in role_nouns(page.language):
            return at
        at += 1


def is_person_behind(page: Page, verb: int, speaker: int) -> bool:
    """Whether it is somebody who stands right behind a verb: lâche | la députée du Gard; a jubilé | Jean Morel."""
    tokens, language = page.tokens, page.language
    if not all(tokens.tags[at] in ("DT", "PRP$", "JJ") for at in range(verb + 1, speaker)):
        return False
    lists = (("roles", "lists.unnamed"), ("people", "titles"), ("roles", "lists.epithets"))
    word = tokens.lower[speaker]
    people = word in role_nouns(language) or any(word in spoken(language, *names) for names in lists)
    return people or tokens.tags[speaker] == "NNP"


def speaker_behind(page: Page, first: int, verb: int) -> int | None:
    """Of whom "on" has it, where the verb that begins at `first` has no other speaker: a-t-on appris de | source policière."""
    tokens = page.tokens
    nobody = any(tokens.lower[at].endswith("-on") for at in range(first, min(verb + 3, len(tokens))))
    nobody = nobody or tokens.lower[verb] in spoken(page.language, "grammar", "learns")
    at = next((at for at in range(verb + 1, min(verb + 4, len(tokens))) if tokens.tags[at] == "IN"), None) if nobody else None
    while at is not None and at < len(tokens) and tokens.tags[at] == "IN":
        at += 1
    return noun_after(page, at) if at is not None else None


def _past_asides(page: Page, token: int) -> int:
    """Past what tells when, where and how it was said: a répliqué | mardi soir sur Telegram | Ivan Petrenko."""
    tokens, times = page.tokens, spoken(page.language, "grammar", "times")
    end = min(page.sentence(token)[1] if token < len(tokens) else token, token + _ASIDES)
    while token < end:
        timed = next((at for at in (token, token + 1) if at < end and tokens.lower[at] in times), None)
        if timed is not None and (timed == token or tokens.tags[token] in _DRESS):
            token = timed + 1
        elif tokens.tags[token] == "RB" or (tokens.words[token] == "," and token + 1 < end and tokens.tags[token + 1] == "IN"):
            token += 1
        elif tokens.words[token] == "," and "," in tokens.words[token + 1 : min(end, token + _ASIDE)]:
            token = tokens.words.index(",", token + 1) + 1  # confie|, émue, | la romancière
        elif tokens.tags[token] == "IN":
            token = _past_noun(page, token + 1, end)
        else:
            break
    return token


def _past_noun(page: Page, token: int, end: int) -> int:
    """Past the noun of a preposition with what belongs to it; of two names in a row that of a medium is its own."""
    tokens = page.tokens
    while token < end and tokens.tags[token] in (*_DRESS, "IN"):
        token += 1
    if token < end and tokens.lower[token] in spoken(page.language, "people", "media"):
        return token + 1
    named = tokens.tags[token].startswith("NNP") if token < end else False
    while (
        token < end
        and tokens.tags[token].startswith("NNP" if named else ("NN", "JJ"))
        and (named or not tokens.tags[token].startswith("NNP"))
    ):
        token += 1
    return token


def speaker_before(page: Page, verb: int) -> int | None:
    """The subject by the parse, else the nearest name, noun or pronoun before the verb that no preposition governs.

    A participle behind a comma has that of the first verb: le maire a refusé, | jugeant que ...
    """
    verb, asked = _first_verb(page, verb), verb
    start = page.sentence(verb)[0]
    turned = speaker_after(page, verb_group(page, verb, start), verb) if verb != asked and _is_turned(page, verb) else None
    if turned is not None:
        return turned
    subject = subject_of(page.tokens, verb)
    if subject is not None and page.quoted_tokens[subject] < 0 and subject != verb and _may_speak(page, subject):
        return subject
    return next((at for at in range(_before_aside(page, verb, start) - 1, start - 1, -1) if _leads(page, at)), None)


def _is_turned(page: Page, verb: int) -> bool:
    """Whether a verb stands before its speaker, behind a comma or quotation: « ... », a-t-il dit, | ajoutant que."""
    group = verb_group(page, verb, page.sentence(verb)[0])
    return group > 0 and (page.tokens.words[group - 1] == "," or page.quoted_tokens[group - 1] >= 0)


def _before_aside(page: Page, verb: int, start: int) -> int:
    """Where an aside begins that ends with the comma before the verb: Le Courrier|, citant des témoins, affirme."""
    words, tags = page.tokens.words, page.tokens.tags
    if verb == start or words[verb - 1] != ",":
        return verb
    comma = next((at for at in range(verb - 2, start, -1) if words[at] == ","), None)
    return comma if comma is not None and tags[comma + 1] in ("VBG", "WP", "VBN") else verb


def _first_verb(page: Page, verb: int) -> int:
    tokens, start = page.tokens, page.sentence(verb)[0]
    before = next((at for at in range(verb - 1, start - 1, -1) if tokens.tags[at] != "RB" and tokens.lower[at] != "en"), start)
    if tokens.tags[verb] != "VBG" or verb == start or tokens.words[before] != ",":
        return verb
    known = (at for at in range(start, verb) if tokens.tags[at] in ("VBZ", "VBD") and page.quoted_tokens[at] < 0)
    first = next(known, verb)
    while first != verb and tokens.tags[first + 1] in ("VBN", "RB", "PRP"):  # a-t-il | affirmé
        first += 1
    return first


def _leads(page: Page, token: int) -> bool:
    tokens = page.tokens
    if page.quoted_tokens[token] >= 0 or not _may_speak(page, token):
        return False
    if tokens.tags[token] == "PRP":
        return _is_pronoun(page, token)
    governed = any(tokens.deps[child] == "case" for child in tokens.children[token])
    return tokens.tags[token] in _NOUNS and not governed and tokens.deps[token] not in ("nmod", "flat", "obl:mod", "appos")


def _is_pronoun(page: Page, token: int) -> bool:
    word = page.tokens.lower[token]
    return any(word in spoken(page.language, "grammar", f"pronouns.{key}") for key in ("he", "she", "they"))


def _may_speak(page: Page, token: int) -> bool:
    return page.tokens.lower[token] not in spoken(page.language, "grammar", "nobody") and not _is_emphasis(page, token)


def _is_emphasis(page: Page, token: int) -> bool:
    """A pronoun between commas: le chancelier a, lui, appelé."""
    words = page.tokens.words
    return page.tokens.tags[token] == "PRP" and 0 < token < len(words) - 1 and words[token - 1] == words[token + 1] == ","
