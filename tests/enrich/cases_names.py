"""Speakers by their names: where a model sees no name, or another one. More of the specification in cases.py."""

from __future__ import annotations

from tests.enrich.cases import Case, said

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
        "two surnames are the person's",
        "Facundo Abreu Techera scored on Sunday. Abreu Techera is 21.\n“I had slept badly,” Abreu said.",
        (said("I had slept badly,", "Facundo Abreu Techera"),),
    ),
    Case(
        "a founder is a person",
        "Its founder, Toby Fairclough, was booed. He said that the vault was empty.",
        (said("that the vault was empty", "Toby Fairclough", resolved_by="pronoun"),),
    ),
    Case(
        "one called by what is no noun",
        "The eldest, Salka, said that the vault was empty.",
        (said("that the vault was empty", "Salka"),),
    ),
]
