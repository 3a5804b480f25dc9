"""Whom a pronoun means: the nearest fitting person before it, subjects first. Rather nobody than the wrong one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from enrich.antecedents import sentences_before, subject_in
from enrich.cast import Cast, Person
from enrich.page import Page
from enrich.relatives import is_relative
from enrich.roles import role_nouns
from enrich.wordlists import spoken
from wire.messages import Span, Speaker

#: Sentences looked back over, those in quotation marks not counted.
_FURTHEST = 6
#: Speakers remembered.
_REMEMBERED = 50
_SUBJECTS = ("nsubj", "nsubjpass")


def gender_of(language: str, word: str) -> str | None:
    """ "he" or "she" for a pronoun of one person, in lower case; None for any other word."""
    return next((gender for gender in ("he", "she") if word in spoken(language, "grammar", f"pronouns.{gender}")), None)


def gender_in(language: str, article: str, noun: str) -> str | None:
    """ "he" or "she" by an article or a noun for people, where these tell it: la; monsieur."""
    for gender, titles in (("he", "male_titles"), ("she", "female_titles")):
        if article in spoken(language, "grammar", f"articles_{gender}") or noun in spoken(language, "people", titles):
            return gender
    return None


def gender_told(language: str, cast: Cast, speaker: Speaker) -> str | None:
    """ "he", "she" or "they" by what is known of a person, or by the article, noun or pronoun that a speaker is called by."""
    person = cast.by_id(speaker.entity_id)
    if person is not None or speaker.mention is None:
        return person.gender if person is not None else None
    if speaker.mention.text.lower().split()[0] in spoken(language, "grammar", "articles_they"):
        return "they"
    words = [
        word
        for part in speaker.mention.text.lower().split()
        for word in (part, part.rpartition("’")[2], part.rpartition("'")[2])
    ]
    told = (gender for word in words if (gender := gender_in(language, word, word)))
    return next(told, None) or gender_of(language, words[0])


class Trail:
    """Who spoke so far: a speaker is what the next pronoun most likely means."""

    def __init__(self) -> None:
        self._by_sentence: dict[int, list[tuple[int, Speaker]]] = defaultdict(list)
        self._latest: deque[Speaker] = deque(maxlen=_REMEMBERED)

    def add(self, sentence: int, token: int, speaker: Speaker) -> None:
        """Remember a speaker, and the token and sentence of the words for him."""
        self._by_sentence[sentence].append((token, speaker))
        self._latest.append(speaker)

    def in_sentence(self, sentence: int) -> list[tuple[int, Speaker]]:
        """Those whose words stand in a sentence, the latest first."""
        return self._by_sentence[sentence][::-1] if sentence in self._by_sentence else []

    def latest(self, *types: str) -> list[Speaker]:
        """The speakers of these types among the last ones, the latest first."""
        return [speaker for speaker in reversed(self._latest) if speaker.type in types]


def is_same(speaker: Speaker, other: Speaker) -> bool:
    """Whether two speakers are one: by who they are, and where nobody knows by what they are called."""
    if speaker.entity_id or other.entity_id:
        return speaker.entity_id == other.entity_id
    return speaker.role == other.role


def person_meant(
    page: Page, cast: Cast, trail: Trail, token: int, *, but: Speaker | None = None, content: Sequence[Span] = ()
) -> Person | None:
    """The person that he or she at `token` means; None where nobody, or more than one, fits equally well.

    `but`: who says these words, and is not meant; then only who is named in the paragraph may be. `content`: what the
    pronoun says, where nobody named is meant by it either: Ada Obi had slept badly, she said.
    """
    gender = gender_of(page.language, page.tokens.lower[token])
    outer = but.entity_id if but is not None else None
    for sentence in sentences_before(page, token, furthest=_FURTHEST, paragraph_only=but is not None):
        first, last = page.tokens.sentences[sentence]
        fitting = [pair for pair in _fitting(page, cast, trail, first, min(last, token), gender) if pair[1].entity.id != outer]
        fitting = [pair for pair in fitting if not _within(page, pair[0], content)]
        if fitting or _is_unnamed(page, trail, sentence, token):
            return _clear_one(page, fitting)
    return None


def _within(page: Page, token: int, content: Sequence[Span]) -> bool:
    """Whether a name stands in a statement, and not as an owner there: Obi's wife was ill, he said."""
    at = page.tokens.starts[token]
    owner = page.tokens.deps[token] == "poss"
    return not owner and any(start <= at < end for start, end in content)


def _is_unnamed(page: Page, trail: Trail, sentence: int, token: int) -> bool:
    """Whether somebody unnamed speaks in a sentence before a pronoun, or is its subject, who may be meant by it."""
    tokens = page.tokens
    spoke = any(
        at < token and speaker.type == "unnamed" and tokens.tags[at] not in ("NNS", "NNPS")
        for at, speaker in trail.in_sentence(sentence)
    )
    subject = subject_in(page, sentence)
    if spoke or subject is None or subject >= token:
        return spoke
    if tokens.lower[subject] not in role_nouns(page.language) and "who" not in tokens.lower[slice(*tokens.edges[subject])]:
        return False
    return any(
        tokens.lower[child] in spoken(page.language, "grammar", "indefinite_articles") for child in tokens.children[subject]
    )


def names_fitting(page: Page, cast: Cast, trail: Trail, sentence: int, token: int) -> bool:
    """Whether a person whom the pronoun at a token may mean is named before it in a sentence."""
    first, last = page.tokens.sentences[sentence]
    return bool(_fitting(page, cast, trail, first, min(last, token), gender_of(page.language, page.tokens.lower[token])))


def _fitting(page: Page, cast: Cast, trail: Trail, first: int, last: int, gender: str | None) -> list[tuple[int, Person]]:
    """The persons of that gender, or of none known, who are named or speak between two tokens, outside quotations."""
    found: list[tuple[int, Person]] = []
    for token, speaker in trail.in_sentence(page.tokens.sents[first]):
        person = cast.by_id(speaker.entity_id)
        if person is not None and token < last:
            found.append((token, person))
    if first < last:
        for (_, end), entity in cast.mentioned_in(page.chars(first, last)):
            token = page.token_at(end - 1)
            known = cast.person(entity)
            if known is not None and page.quoted_tokens[token] < 0:
                found.append((token, known))
    return [(token, person) for token, person in found if person.gender in (gender, None)]


def _clear_one(page: Page, fitting: Sequence[tuple[int, Person]]) -> Person | None:
    """The subject among them, else the only one."""
    tokens = page.tokens
    subjects = [(token, person) for token, person in fitting if tokens.deps[token] in _SUBJECTS]
    first = next((person for token, person in subjects if not is_relative(page, token)), None)
    if subjects:
        return first or subjects[0][1]
    known = {person.entity.id: person for _, person in fitting if person.gender is not None}
    everyone = known or {person.entity.id: person for _, person in fitting}
    return next(iter(everyone.values())) if len(everyone) == 1 else None
