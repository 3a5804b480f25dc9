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
    Case(
        "who answers is not who asked",
        "Ruben Achebe read from the ledger.\n“You were angry, were you not?” Achebe asked.\n“I was only afraid,” the accountant answered.",
        (
            said("You were angry, were you not?", "Ruben Achebe"),
            said("I was only afraid,", None, type="unnamed", role="accountant"),
        ),
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
        "a buyer behind the word for it",
        "The buyer, Stillwater Retreats, said that the vault was empty.",
        (said("that the vault was empty", "Stillwater Retreats", type="organisation"),),
    ),
    Case(
        "one that is told more of is not the company that an article is about",
        "Norholm Foods will close its oldest plant.\nNorholm Foods employs 900 people in the town.\n"
        "The union that represents them said that the vault was empty.",
        (said("that the vault was empty", None, type="organisation"),),
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

REFERENCE = [*RELATIVES, *BESIDE, *EPITHETS, *BODIES, *CARRIED]
