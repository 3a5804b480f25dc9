"""Whom words stand for that are no name, in running news: more cases of the specification (see cases.py)."""

from __future__ import annotations

from tests.enrich.cases import Case, said

RELATIVES = [
    Case(
        "who stands for the name before it",
        "The prize went to the chemist Ottilie Brandt, who said that she had expected nothing.",
        (said("that she had expected nothing", "Ottilie Brandt"),),
    ),
    Case(
        "who stands for a person, not for the town he is from",
        "The prize went to Ottilie Brandt, a chemist from Hamburg, who said that she had expected nothing.",
        (said("that she had expected nothing", "Ottilie Brandt"),),
    ),
    Case(
        "which stands for the body before it",
        "The harbour was sold to the Varelec Group, which said that nobody would lose his job.",
        (said("that nobody would lose his job", "Varelec Group", type="organisation"),),
    ),
    Case(
        "who stands for somebody without a name",
        "The alarm was raised by a plumber who said that the cellar was full of smoke.",
        (said("that the cellar was full of smoke", None, type="unnamed", role="plumber"),),
    ),
    Case(
        "I within another's words is who says them",
        "“As I said before, the vault was never empty,” Ottilie Brandt said.",
        (said("As I said before, the vault was never empty,", "Ottilie Brandt"),),
    ),
]

BESIDE = [
    Case(
        "a name behind somebody else's ally",
        "Another ally, Senator Ruben Achebe, said that the vault was empty.",
        (said("that the vault was empty", "Ruben Achebe"),),
    ),
    Case(
        "one of several, named behind a comma",
        "One of them, the Danish brewer Norholm, said that the vault was empty.",
        (said("that the vault was empty", "Norholm", type="organisation"),),
    ),
    Case(
        "a spokesman for somebody is not that person",
        "Ruben Achebe came home on Monday. A spokesman for Mr. Achebe said that the vault was empty.",
        (said("that the vault was empty", None, type="unnamed"),),
    ),
    Case(
        "a body that no model knows is named as printed",
        "Downing Street said that the vault was empty.",
        (said("that the vault was empty", "Downing Street", type="organisation"),),
    ),
]

EPITHETS = [
    Case(
        "what a man is called by right after his name",
        "Ruben Achebe scored twice on Sunday. “I had slept badly,” the midfielder said.",
        (said("I had slept badly,", "Ruben Achebe", resolved_by="role"),),
    ),
    Case(
        "a countryman is the one just named",
        "Lars Holmqvist lost again on Sunday. “I had slept badly,” the Swede said.",
        (said("I had slept badly,", "Lars Holmqvist", resolved_by="role"),),
    ),
    Case(
        "by his profession, behind what he said himself",
        "Nguyen Thi Hoa said that the vault was empty. “I had slept badly,” said the epidemiologist.",
        (said("I had slept badly,", "Nguyen Thi Hoa", resolved_by="role"),),
    ),
    Case(
        "one of a people that is no adjective",
        "Marek Ostrowski lost again on Sunday. “I had slept badly,” the Pole said.",
        (said("I had slept badly,", "Marek Ostrowski", resolved_by="role"),),
    ),
    Case(
        "an officer by her rank",
        "Supt Ottilie Brandt said that the vault was empty. “I had slept badly,” the officer said.",
        (said("I had slept badly,", "Ottilie Brandt", resolved_by="role"),),
    ),
    Case(
        "of two just named, neither",
        "Carl Mensah met Lars Holmqvist on Sunday. “I had slept badly,” the midfielder said.",
        (said("I had slept badly,", None),),
    ),
    Case(
        "somebody who has just come in is another",
        "Ruben Achebe was stopped by a veteran on Sunday. “You have slept badly,” the veteran said.",
        (said("You have slept badly,", None),),
    ),
    Case(
        "the age tells which of two",
        "Ruben Achebe, 34, met Lars Holmqvist, 19, on Sunday. “I had slept badly,” the 19-year-old Swede said.",
        (said("I had slept badly,", "Lars Holmqvist", resolved_by="role"),),
    ),
]

NAMES = [
    Case(
        "no people is part of a name",
        "The plan was praised by the coach, Brazilian Carl Mensah.\n“I had slept badly,” Mensah said.",
        (said("I had slept badly,", "Carl Mensah"),),
    ),
    Case(
        "no title of respect is part of a name",
        "Alhaji Musa Danjuma came home on Monday.\n“I had slept badly,” Danjuma said.",
        (said("I had slept badly,", "Musa Danjuma"),),
    ),
    Case(
        "who has an office is a person, whatever a model sees",
        "The mayor, Ana Ruiz, said on Monday that the bridge would open in May.\n“We are late,” she told Reuters.",
        (
            said("that the bridge would open in May", "Ana Ruiz", role="mayor"),
            said("We are late,", "Ana Ruiz", resolved_by="pronoun", via="Reuters"),
        ),
    ),
    Case(
        "according to who has an office",
        "The strike will last two days, according to the union's general secretary, Femi Okoro.\n“I had slept badly,” Okoro said.",
        (said("The strike will last two days", "Femi Okoro"), said("I had slept badly,", "Femi Okoro")),
    ),
    Case(
        "no honour behind a name is part of it",
        "The prosecutor, Samir Haddad KC, told the jury that the vault was empty.",
        (said("that the vault was empty", "Samir Haddad", role="prosecutor"),),
    ),
    Case(
        "no trade before a name is part of it",
        "Docker Sean Mulvey said that the vault was empty.",
        (said("that the vault was empty", "Sean Mulvey", role="Docker"),),
    ),
    Case(
        "where somebody works is no part of his name",
        "Dr. Li Wei of Fudan University said that the vault was empty.",
        (said("that the vault was empty", "Li Wei"),),
    ),
    Case(
        "the hour of an entry is no part of a role",
        "14:05 Labour's transport spokeswoman, Roisin Heaney, said that the vault was empty.",
        (said("that the vault was empty", "Roisin Heaney", role="Labour's transport spokeswoman"),),
    ),
    Case(
        "the first of two surnames is the person's",
        "Catalina Muñoz Ferrer came home on Monday.\n“I had slept badly,” Muñoz said.",
        (said("I had slept badly,", "Catalina Muñoz Ferrer"),),
    ),
    Case(
        "nobody named in what a pronoun says is meant by it",
        "The vault was opened by Imelda Grant. Rhodri Pugh had slept badly, she told Reuters.",
        (said("Rhodri Pugh had slept badly", "Imelda Grant", resolved_by="pronoun"),),
    ),
    Case(
        "one unnamed who did something just before may be meant by a pronoun",
        "Rhodri Pugh came home on Monday.\nA spokesman for the bank left early. He said that the vault was empty.",
        (said("that the vault was empty", None),),
    ),
    Case(
        "a local title is no part of a name",
        "Its leader, Cllr Hugh Bannerman, said that the vault was empty. “I had slept badly,” Bannerman said.",
        (said("that the vault was empty", "Hugh Bannerman", role="leader"), said("I had slept badly,", "Hugh Bannerman")),
    ),
    Case(
        "a name in apposition behind somebody else's",
        "Sarkisian's coach, the former doubles champion Denis Caron, said that the vault was empty.",
        (said("that the vault was empty", "Denis Caron"),),
    ),
    Case(
        "one unnamed who spoke just before may be meant by a pronoun",
        "Rhodri Pugh came home on Monday.\nA trader said that the vault was empty. “I had slept badly,” he said.",
        (said("I had slept badly,", None),),
    ),
    Case(
        "one who goes by a first name",
        "Kwabena, a 24-year-old mechanic, said that the vault was empty.\n“I had slept badly,” he said.",
        (said("that the vault was empty", "Kwabena"), said("I had slept badly,", "Kwabena", resolved_by="pronoun")),
    ),
    Case(
        "two offices before a name",
        "The founder and CEO Bo Svensson-Tate said that the vault was empty.",
        (said("that the vault was empty", "Bo Svensson-Tate"),),
    ),
    Case(
        "a name that a model reads as two",
        "Their representative, the bassoonist Mikkel Thorup Juhl, said that the vault was empty.",
        (said("that the vault was empty", "Mikkel Thorup Juhl"),),
    ),
    Case(
        "one called by what is no noun",
        "The eldest, Salka, said that the vault was empty.",
        (said("that the vault was empty", "Salka"),),
    ),
]

BODIES = [
    Case(
        "the company an article is about, called so far from its name",
        "Norholm Foods will close its oldest plant.\nNorholm Foods employs 900 people in the town.\n"
        "The mayor was told by letter.\nThe company said that nobody would lose his job.",
        (said("that nobody would lose his job", "Norholm Foods", type="organisation", resolved_by="role"),),
    ),
    Case(
        "one of its kind spoken of without a name is not the company that an article is about",
        "Ireland's data regulator has opened a case against Loopwise Software.\nLoopwise Software was told by letter.\n"
        "The regulator said that the vault was empty.",
        (said("that the vault was empty", None, type="organisation"),),
    ),
    Case(
        "a company called by the first word of its name",
        "Norholm Foods said that the vault was empty.\nShares in Norholm fell. “We had slept badly,” Norholm said.",
        (said("We had slept badly,", "Norholm Foods"),),
    ),
    Case(
        "a body before what it is",
        "The International Crisis Watch group said that the vault was empty.",
        (said("that the vault was empty", "International Crisis Watch", type="organisation"),),
    ),
    Case(
        "a body behind what it is",
        "The conciliation service Acas said that the vault was empty.",
        (said("that the vault was empty", "Acas", type="organisation"),),
    ),
    Case(
        "police are not the office that has the word in its name",
        "The Independent Office for Police Conduct has opened a case.\nThe road was closed for an hour, police said.",
        (said("The road was closed for an hour", None, type="organisation"),),
    ),
]

CARRIED = [
    Case(
        "an outlet behind a statement carries it",
        "“The vault was empty,” Ottilie Brandt said on Monday, Reuters reports.",
        (said("The vault was empty,", "Ottilie Brandt", via="Reuters"),),
        none=("“The vault was empty,” Ottilie Brandt said on Monday",),
    ),
    Case(
        "an outlet behind what somebody said carries it",
        "Ottilie Brandt said that the vault was empty, reports Reuters.",
        (said("that the vault was empty", "Ottilie Brandt", via="Reuters"),),
        none=("Ottilie Brandt said that the vault was empty",),
    ),
    Case(
        "an outlet with no other speaker is the source",
        "The vault was empty, Reuters reported on Tuesday.",
        (said("The vault was empty", "Reuters"),),
    ),
    Case(
        "called back is not remembered",
        "Varesia recalled its ambassador on Tuesday, and Norholm recalled two million cars.",
        none=("its ambassador on Tuesday", "its ambassador", "two million cars"),
    ),
]

REFERENCE = [*RELATIVES, *BESIDE, *EPITHETS, *NAMES, *BODIES, *CARRIED]
