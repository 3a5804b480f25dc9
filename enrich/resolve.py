"""Who the sources are, decided over the whole document. Every answer says how it was reached; unknown beats a guess.

a name in the source          -> named       Rutte, Wyoming GOP chairman Matt Micheli
a role joined to a name       -> role        the Alliance secretary general, the official
he, she, it, they             -> pronoun     the nearest that fits
nothing, after a statement    -> previous    a quotation that goes on
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from enrich.antecedents import sentences_before, subject_in
from enrich.cast import Cast, Person, make_cast
from enrich.newcomers import bearer
from enrich.page import Page
from enrich.pronouns import Trail, gender_of, person_meant
from enrich.role_lookup import holds_none, person_in_role
from enrich.roles import Role, role_nouns, role_of, without_article
from enrich.sources import source_at
from enrich.steps import Attribution, Source
from enrich.wordlists import spoken
from wire.messages import Entity, EntityLabel, Mention, ResolvedBy, Speaker, SpeakerType

#: What names of each label are as speakers. A place speaks for its government; an event or a product does not speak.
_TYPES: Final[dict[EntityLabel, SpeakerType]] = {
    "person": "person", "organisation": "organisation", "place": "organisation", "facility": "organisation",
    "group": "group", "work": "document", "law": "document", "product": "unknown", "event": "unknown", "other": "unknown",
}  # fmt: skip
#: What ends a role in the words of a source.
_ROLE_ENDS: Final = frozenset({",", "who", "which", "that", "(", "qui", "dont"})
_UNKNOWN: Final = Speaker(name=None, type="unknown", resolved_by="none")


@dataclass(frozen=True)
class DocumentResolver:
    """Resolves the sources of a document in order, so that each may refer to those before it."""

    def __call__(self, page: Page, entities: Sequence[Entity], attributions: Sequence[Attribution]) -> list[Speaker]:
        """See Resolver."""
        reading = _Reading(page, make_cast(page, entities), Trail())
        return [reading.speaker(attribution) for attribution in attributions]


@dataclass
class _Reading:
    """One pass over the sources of a document."""

    page: Page
    cast: Cast
    trail: Trail

    def speaker(self, attribution: Attribution) -> Speaker:
        source = attribution.source
        if source is None:
            return _UNKNOWN
        token = source.token if source.token >= 0 else self.page.token_at(source.span[1] - 1)
        speaker = self._resolve(source, self._titled(source, token))
        if attribution.cue is not None and attribution.cue.kind == "layout" and speaker.type == "unknown":
            speaker = _signed(speaker)
        if attribution.continues and speaker.name is not None:
            speaker = _replaced(speaker, "previous")
        self.trail.add(self.page.tokens.sents[token], token, speaker)
        return speaker

    def _titled(self, source: Source, token: int) -> int:
        """The name behind a mere title that the parse takes for the head: M. | Lacroix."""
        tokens = self.page.tokens
        title = self._is("people", "titles", tokens.lower[token].rstrip(".")) and token + 1 < len(tokens)
        named = title and tokens.starts[token + 1] < source.span[1] and tokens.tags[token + 1] == "NNP"
        return token + 1 if named else token

    def _resolve(self, source: Source, token: int) -> Speaker:
        mention = Mention(text=self.page.text[slice(*source.span)], spans=(source.span,))
        word = self.page.tokens.lower[token]
        if gender_of(self.page.language, word):
            person = person_meant(self.page, self.cast, self.trail, token)
            return _as_person(person, "pronoun", mention) if person else _unknown(mention)
        if self._is("grammar", "pronouns.they", word):
            return self._earlier(token, mention, "group", "organisation")
        if self._is("grammar", "pronouns.it", word):
            return self._earlier(token, mention, "organisation", "document")
        named = self._named(source, token, mention)
        return named or self._by_role(source, token, mention) or self._common(source, token, mention)

    def _is(self, name: str, key: str, word: str) -> bool:
        """Whether a word is in a list of the language."""
        return word in spoken(self.page.language, name, key)

    def _earlier(self, token: int, mention: Mention, *types: str) -> Speaker:
        """The last speaker, or subject of a sentence, of these types in the same paragraph: what it, they or a noun mean."""
        for sentence in sentences_before(self.page, token):
            spoke = [s for at, s in self.trail.in_sentence(sentence) if at < token and s.type in types]
            subject = subject_in(self.page, sentence)
            if not spoke and subject is not None and subject < token:
                source = source_at(self.page, subject)
                words = Mention(text=self.page.text[slice(*source.span)], spans=(source.span,))
                meant = self._named(source, subject, words) or self._common(source, subject, words)
                spoke = [meant] if meant.type in types else []
            if spoke:
                return _again(self.page, spoke[0], mention)
        return _unknown(mention)

    def _named(self, source: Source, token: int, mention: Mention) -> Speaker | None:
        """The name that the head of the source belongs to, or that stands beside a role in it."""
        tokens = self.page.tokens
        entity = self.cast.named_at(tokens.starts[token])
        if entity is None and tokens.tags[token].startswith("N") and not tokens.tags[token].endswith("S"):
            entity = self._beside(source, token)
        if entity is None or (entity.label == "group" and tokens.tags[token] == "JJ"):
            return None
        person = self.cast.person(entity)
        if person is not None:
            return _as_person(person, "named", mention)
        kind = _TYPES[entity.label]
        identity = entity.id if kind != "unknown" else None
        return Speaker(name=entity.name, type=kind, entity_id=identity, resolved_by="named", mention=mention)

    def _beside(self, source: Source, token: int) -> Entity | None:
        """The one person named in the source, in apposition to its head: the energy minister, Tobias Adeyemi."""
        tokens = self.page.tokens
        persons = {
            entity.id: (span, entity) for span, entity in self.cast.mentioned_in(source.span) if entity.label == "person"
        }
        if len(persons) != 1:
            return None
        span, entity = next(iter(persons.values()))
        first, last = self.page.token_range(span)
        heads = {tokens.heads[at]: tokens.deps[at] for at in range(first, last) if not first <= tokens.heads[at] < last}
        return entity if heads.get(token) == "appos" or self._closes(source, first, last) else None

    def _closes(self, source: Source, first: int, last: int) -> bool:
        """Whether the name ends the source behind a thing, not a person: the head of the water board | Amara Mbeki."""
        tokens = self.page.tokens
        if tokens.ends[last - 1] != source.span[1] or not first or tokens.starts[first] <= source.span[0]:
            return False
        before = tokens.words[first - 1]
        return tokens.tags[first - 1] in ("NN", "NNS") and before.islower() and before not in role_nouns(self.page.language)

    def _by_role(self, source: Source, token: int, mention: Mention) -> Speaker | None:
        """Who holds the role, if anybody is known to; else an unnamed person in it."""
        role = self._role(source, token)
        if role is None:
            return None
        first, _ = self.page.token_range(source.span)
        definite = not self._is("grammar", "indefinite_articles", self.page.tokens.lower[first])
        if definite and not self._introduced_unnamed(self.page.tokens.lower[token]):
            person = person_in_role(role, self.cast, self.trail, self.page.tokens.starts[token], self.page.language)
            if person is None and holds_none(role, self.cast):
                person = bearer(self.page, self.cast, role, token)
                if person is not None and not self._contradicts(first, person):
                    person.roles.append(role)
            if person is not None and not self._contradicts(first, person):
                return _as_person(person, "role", mention)
        return Speaker(name=None, type="unnamed", role=role.text, resolved_by="none", mention=mention)

    def _contradicts(self, article: int, person: Person) -> bool:
        """Whether an article tells that the person is another: le ministre, where the minister is a woman."""
        other = {"he": "she", "she": "he"}.get(person.gender or "")
        return other is not None and self._is("grammar", f"articles_{other}", self.page.tokens.lower[article])

    def _introduced_unnamed(self, word: str) -> bool:
        """Whether the last speaker but for pronouns was somebody unnamed called by the same word: "a senior official"."""
        latest = self.trail.latest("unnamed", "person")[:1]
        return bool(latest) and latest[0].type == "unnamed" and word in (latest[0].role or "").lower().split()

    def _role(self, source: Source, token: int) -> Role | None:
        """The role that a source in the singular is called by, up to a comma or relative."""
        tokens = self.page.tokens
        if tokens.tags[token] in ("NNS", "NNPS"):
            return None
        first, last = self.page.token_range(source.span)
        end = next((at for at in range(token + 1, last) if tokens.lower[at] in _ROLE_ENDS), last)
        role = role_of(tokens.words[first:end], self.page.text[slice(*self.page.chars(first, end))], self.page.language)
        return role if role is not None and tokens.lower[token] in role.heads else None

    def _common(self, source: Source, token: int, mention: Mention) -> Speaker:
        """What a common noun is: unnamed people, a group, a body, a document."""
        tokens = self.page.tokens
        word = tokens.lower[token]
        phrase = _phrase(self.page, source, token)
        if self._is("roles", "lists.unnamed", word) or self._is("grammar", "indefinite", word):
            return Speaker(name=None, type="unnamed", role=phrase, resolved_by="none", mention=mention)
        if self._is("roles", "lists.documents", word):
            return Speaker(name=None, type="document", resolved_by="none", mention=mention)
        if self._is("roles", "lists.bodies", word):
            return self._body(word, mention)
        if tokens.tags[token] in ("NNS", "NNPS"):
            return Speaker(name=None, type="group", role=phrase, resolved_by="none", mention=mention)
        return _unknown(mention)

    def _body(self, word: str, mention: Mention) -> Speaker:
        """The one organisation of the article whose name has the word ("the bank" for the Bank of Varesia), if it is one."""
        bodies = [e for e in self.cast.entities if e.label == "organisation" and word in e.name.lower().split()]
        if len(bodies) == 1 and mention.text.lower() in (f"the {word}", word):
            return Speaker(
                name=bodies[0].name, type="organisation", entity_id=bodies[0].id, resolved_by="role", mention=mention
            )
        generic = self._is("roles", "lists.generic_bodies", word) and mention.text.lower() == f"the {word}"
        meant = self._earlier(self.page.token_at(mention.spans[0][1] - 1), mention, "organisation") if generic else None
        if meant is not None and meant.name is not None:
            return _replaced(meant, "role", mention)
        return Speaker(name=None, type="organisation", resolved_by="none", mention=mention)


def _phrase(page: Page, source: Source, token: int) -> str:
    """The source up to its head and what is tied to it, without an article: "US officials"."""
    first, _ = page.token_range(source.span)
    begin = min(first, token)
    while begin < token and page.tokens.tags[begin] in ("DT", "PDT"):
        begin += 1
    return page.text[slice(*page.chars(begin, token + 1))]


def _as_person(person: Person, how: ResolvedBy, mention: Mention) -> Speaker:
    name, identity = person.entity.name, person.entity.id
    return Speaker(name=name, type="person", role=person.role, entity_id=identity, resolved_by=how, mention=mention)


def _signed(speaker: Speaker) -> Speaker:
    """Whom a label or signature names that is no known name: as printed, unless it is a mere Q or A."""
    name = speaker.mention.text if speaker.mention else ""
    if len(name) < 2 or name.lower() in ("question", "answer", "interviewer"):
        return speaker
    return Speaker(name=name, type="unknown", resolved_by="named", mention=speaker.mention)


def _again(page: Page, speaker: Speaker, mention: Mention) -> Speaker:
    """The speaker of a pronoun; for one without a name his description stands as his role."""
    if speaker.name is not None or speaker.mention is None:
        return _replaced(speaker, "pronoun", mention)
    role = speaker.role or without_article(speaker.mention.text, page.language)
    return Speaker(name=None, type=speaker.type, role=role, resolved_by="pronoun", mention=mention)


def _replaced(speaker: Speaker, how: ResolvedBy, mention: Mention | None = None) -> Speaker:
    return Speaker(
        name=speaker.name, type=speaker.type, role=speaker.role, entity_id=speaker.entity_id,
        resolved_by=how, mention=mention or speaker.mention,
    )  # fmt: skip


def _unknown(mention: Mention) -> Speaker:
    return Speaker(name=None, type="unknown", resolved_by="none", mention=mention)
