import pytest

from bot.asking import Ask
from bot.facets import Facet, facets_of, sections_for
from indexer.entry import Section
from indexer.knowledge_base import KnowledgeBase


@pytest.mark.parametrize(
    ("ask", "entry", "facets"),
    [
        (Ask.MAY, "living-allowance", (Facet.ELIGIBILITY,)),
        (Ask.MAY, "neighbor-noise", (Facet.NOTES, Facet.STEPS)),
        (Ask.MAY, "elderly-allowance", ()),
        (Ask.WHO, "living-allowance", (Facet.AUTHORITY, Facet.WHERE)),
        (Ask.WHO, "neighbor-noise", (Facet.STEPS, Facet.AUTHORITY)),
        (Ask.OFFICE, "living-allowance", (Facet.WHERE, Facet.AUTHORITY)),
        (Ask.PAYER, "living-allowance", (Facet.FEE, Facet.AUTHORITY)),
        (Ask.COUNT, "living-allowance", (Facet.ELIGIBILITY,)),
        (Ask.COUNT, "elderly-allowance", (Facet.AMOUNT,)),
        (Ask.WHICH, "elderly-allowance", (Facet.NOTES,)),
        (Ask.WHICH, "living-allowance", ()),
        (Ask.HOW, "living-allowance", ()),
        (Ask.MONEY, "living-allowance", (Facet.AMOUNT,)),
        (Ask.TIME_LIMIT, "elderly-allowance", (Facet.TIME_LIMIT,)),
    ],
)
def test_what_an_ask_means_depends_on_the_entry(
    knowledge: KnowledgeBase, ask: Ask, entry: str, facets: tuple[Facet, ...]
) -> None:
    assert facets_of([ask], knowledge.entries[entry], 10) == facets


def test_money_is_a_fee_where_nobody_is_paid(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    card = entry.model_copy(update={"amounts": None, "title": "居住证申领"})
    subsidy = entry.model_copy(update={"amounts": None, "title": "护理补贴申领"})
    assert facets_of([Ask.MONEY], card, 10) == (Facet.FEE,)
    assert facets_of([Ask.MONEY], subsidy, 10) == (Facet.AMOUNT,)
    assert facets_of([Ask.MONEY], None, 10) == (Facet.AMOUNT,)


def test_a_case_told_at_length_asks_a_practice_entry_for_its_steps(
    knowledge: KnowledgeBase,
) -> None:
    practice, procedure = (
        knowledge.entries[name] for name in ("neighbor-noise", "living-allowance")
    )
    assert facets_of([Ask.HOW], practice, 40) == (Facet.STEPS,)
    assert facets_of([], practice, 40) == (Facet.STEPS,)
    assert facets_of([Ask.HOW], practice, 8) == ()
    assert facets_of([Ask.HOW], procedure, 40) == ()


def test_how_beside_a_section_asks_for_the_steps_too(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    assert facets_of([Ask.MATERIALS, Ask.HOW], entry, 10) == (Facet.MATERIALS, Facet.STEPS)
    assert facets_of([Ask.WHERE, Ask.HOW], entry, 10) == ()


def test_no_more_than_two_sections_are_asked_for(knowledge: KnowledgeBase) -> None:
    asks = [Ask.MATERIALS, Ask.TIME_LIMIT, Ask.WHERE]
    assert len(facets_of(asks, knowledge.entries["living-allowance"], 10)) == 2


def test_a_standard_advises_where_advice_was_asked_for(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["elderly-allowance"].model_copy(update={"cautions": ("要核户籍",)})
    assert sections_for(Facet.NOTES, entry, ()) == (Section.POINTS, Section.CAUTIONS)
    assert sections_for(Facet.NOTES, entry, (Ask.NOTES,)) == (Section.CAUTIONS,)


def test_a_section_the_entry_lacks_is_none(knowledge: KnowledgeBase) -> None:
    assert sections_for(Facet.FEE, knowledge.entries["elderly-allowance"], ()) == ()
