"""Who is named: one label per name over the document, aliases joined, offsets exact."""

from __future__ import annotations

from collections import Counter

from enrich.aliases import Name
from enrich.analyser import Document
from enrich.engine import StepAnalyser
from enrich.name_patterns import refined
from enrich.names import initials, is_building, is_geographic, key, slug, trim
from enrich.page import Page
from enrich.tokens import Tokens


def names(analyser: StepAnalyser, text: str, title: str | None = None) -> dict[str, list[str]]:
    """Entity id -> its mentions as printed."""
    (analysis,) = analyser.analyse([Document(id="x", text=text, language="en", title=title)])
    return {entity.id: [text[start:end] for start, end in entity.mentions] for entity in analysis.entities}


def test_a_surname_is_the_person_of_the_full_name(analyser: StepAnalyser) -> None:
    found = names(analyser, "Mark Rutte came to Brussels. Rutte spoke of peace. Nobody answered Rutte's question.")
    assert found["person:mark-rutte"] == ["Mark Rutte", "Rutte", "Rutte"]


def test_a_surname_before_the_full_name_is_the_same_person(analyser: StepAnalyser) -> None:
    found = names(analyser, "Trump's special envoy came first.\nThen Donald Trump himself came to the talks.")
    assert found["person:donald-trump"] == ["Trump", "Donald Trump"]


def test_a_well_known_place_is_a_place(analyser: StepAnalyser) -> None:
    found = names(analyser, "They want to continue military assistance to Kyiv and sanctions against Moscow.")
    assert set(found) == {"place:kyiv", "place:moscow"}


def test_an_office_before_a_bare_name_makes_it_a_person(analyser: StepAnalyser) -> None:
    assert "person:kushner" in names(analyser, "The senior adviser Kushner spoke with the president for five hours.")


def test_the_title_gives_the_full_name(analyser: StepAnalyser) -> None:
    found = names(analyser, "The war must end, Rutte said on Monday.", title="Mark Rutte calls for peace")
    assert found["person:mark-rutte"] == ["Rutte"]


def test_titles_and_possessives_are_no_part_of_a_name(analyser: StepAnalyser) -> None:
    found = names(analyser, "Mr Tobias Adeyemi’s figures were wrong. President Donald Trump’s were, too.")
    assert found["person:tobias-adeyemi"] == ["Tobias Adeyemi"]
    assert found["person:donald-trump"] == ["Donald Trump"]


def test_an_acronym_joins_what_it_stands_for(analyser: StepAnalyser) -> None:
    text = "The International Atomic Energy Agency sent a team. The team of the IAEA arrived on Monday in Vienna."
    found = names(analyser, text)
    assert found["organisation:international-atomic-energy-agency"] == ["International Atomic Energy Agency", "IAEA"]


def test_a_country_called_for_short_is_the_same(analyser: StepAnalyser) -> None:
    found = names(analyser, "The United States and France agreed. The US signed first. Later the U.S. withdrew from it.")
    assert found["place:united-states"] == ["United States", "US", "U.S."]


def test_two_of_one_surname_each_have_the_mentions_near_them(analyser: StepAnalyser) -> None:
    text = "Hillary Clinton spoke first. Clinton was tired.\nBill Clinton spoke last. Clinton was not."
    found = names(analyser, text)
    assert found["person:hillary-clinton"] == ["Hillary Clinton", "Clinton"]
    assert found["person:bill-clinton"] == ["Bill Clinton", "Clinton"]


def test_trimming_keeps_the_name_alone() -> None:
    def trimmed(text: str, label: str = "person") -> str | None:
        span = trim(text, 0, len(text), label)  # type: ignore[arg-type]
        return text[slice(*span)] if span else None

    assert trimmed("the United Nations'", "organisation") == "United Nations"
    assert trimmed("Prime Minister Helena Vasko’s") == "Helena Vasko"
    assert trimmed("NATO's Rutte") == "Rutte"
    assert trimmed("“Helena Vasko,”") == "Helena Vasko"
    assert trimmed("Martin Luther King Jr.") == "Martin Luther King Jr."
    assert trimmed("the") is None or trimmed("…") is None


def test_ids_and_keys() -> None:
    assert slug("Mark Rutte") == "mark-rutte"
    assert slug("Élysée-Palast (Paris)") == "elysee-palast-paris"
    assert slug("習近平") == "習近平"
    assert key("U.S.") == key("US")
    assert key("us") != key("US")
    assert key("José") == key("JOSE") or key("José") == key("Jose")
    assert initials("International Atomic Energy Agency") == "IAEA"


def test_a_dateline_names_a_place_and_an_agency(analyser: StepAnalyser) -> None:
    found = names(analyser, "PORT ANSEL (Meridian Wire) - The court sat on Monday.\nTwo ships left Port Ansel that day.")
    assert found["place:port-ansel"] == ["PORT ANSEL", "Port Ansel"]
    assert found["organisation:meridian-wire"] == ["Meridian Wire"]


def test_a_dateline_may_have_two_places_and_a_day(analyser: StepAnalyser) -> None:
    found = names(analyser, "PORT ANSEL/BRACKWATER, March 3 - The court sat on Monday.")
    assert found["place:port-ansel"] == ["PORT ANSEL"]
    assert found["place:brackwater"] == ["BRACKWATER"]


def test_a_place_in_a_dateline_is_named_in_small_letters(analyser: StepAnalyser) -> None:
    (analysis,) = analyser.analyse([Document(id="x", text="PORT ANSEL — The court sat on Monday.", language="en")])
    assert [entity.name for entity in analysis.entities] == ["Port Ansel"]


def test_one_of_a_people_is_no_person(analyser: StepAnalyser) -> None:
    found = names(analyser, "The Tajik ambassador left. A Kyrgyz drone had crossed the border twice that day.")
    assert set(found) == {"group:tajik", "group:kyrgyz"}


def test_what_the_words_before_a_name_say_it_is(analyser: StepAnalyser) -> None:
    found = names(analyser, "The tractor maker Zelenka closed a plant. The mayor of Lower Tarn was told. Zelenka was silent.")
    assert found["organisation:zelenka"] == ["Zelenka", "Zelenka"]
    assert found["place:lower-tarn"] == ["Lower Tarn"]


def test_what_stands_beside_a_name_says_what_it_is(analyser: StepAnalyser) -> None:
    text = "On Sunday Norholm beat Brann 2-1. Ida Penk, 52, of Lower Ansel, left her company, Fabula Sur, in June."
    found = names(analyser, text)
    assert found["organisation:brann"] == ["Brann"]
    assert found["place:lower-ansel"] == ["Lower Ansel"]
    assert found["organisation:fabula-sur"] == ["Fabula Sur"]
    assert found["person:ida-penk"] == ["Ida Penk"]


def test_which_tells_that_a_name_is_no_persons(analyser: StepAnalyser) -> None:
    found = names(analyser, "The trees stay. Varelec, which will build the dam, is silent.\nI asked Varelec about the letter.")
    assert found == {"organisation:varelec": ["Varelec", "Varelec"]}


def test_where_labels_are_even_one_word_is_seldom_a_person() -> None:
    assert Name("Varesia", votes=Counter(person=1, place=1)).label == "place"
    assert Name("Ada Obi", votes=Counter(person=1, place=1)).label == "person"


def test_streets_and_buildings_are_no_persons() -> None:
    assert is_building("Tarn Bridge") and is_building("Quay Street")
    assert not is_building("Ruth Street") and not is_building("Bridge")


def test_a_body_is_named_as_a_whole_and_its_owner_apart(analyser: StepAnalyser) -> None:
    text = "The Harbour Workers’ Federation and Ansel Terminals met. Then the Green Party’s Karen Holm spoke for an hour."
    found = names(analyser, text)
    assert found["organisation:harbour-workers-federation"] == ["Harbour Workers’ Federation"]
    assert found["organisation:green-party"] == ["Green Party"]
    assert found["person:karen-holm"] == ["Karen Holm"]


def test_a_hyphenated_surname_keeps_its_first_name(analyser: StepAnalyser) -> None:
    assert "person:ifor-castellanos-reid" in names(analyser, "The ewes were sold by Ifor Castellanos-Reid, who was sad.")


def test_a_bare_surname_with_a_title_is_a_person(analyser: StepAnalyser) -> None:
    assert "person:adeyemi" in names(analyser, "It is Mr Adeyemi’s figure, and it was correct when he gave it.")


def test_names_by_rule_take_linear_work() -> None:
    """Each text would take minutes if a pattern began anew at every character."""
    for text in ("A-" * 50_000, "Mr A " * 50_000, "Council of " * 20_000, "ABC\n" * 50_000, "a-" * 50_000 + " firm X"):
        page = Page(
            text=text, paragraphs=[(0, len(text))], tokens=Tokens(["x"], [0], [1], ["NNP"], ["dep"], [0], [0], [(0, 1)])
        )
        assert all(0 <= name.start < name.end <= len(text) for name in refined(page))
    assert is_geographic("Gull Island")
    assert not is_geographic("Fair Island Institute")
