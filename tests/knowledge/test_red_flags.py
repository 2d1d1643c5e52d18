"""The red flags of the real base: what supervisors wrote, and how they are heard."""

from pathlib import Path

import pytest

from bot.alarm_exam import AlarmReport, hear, read_messages
from bot.red_flags import Level
from indexer.entry import Entry
from indexer.index import Index
from indexer.knowledge_base import KnowledgeBase
from indexer.model_reader import read_model
from indexer.red_flag import RedFlag, RedFlags
from indexer.yaml_file import read_yaml

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "knowledge"
FEWEST_SIGNS = 40
FEWEST_DECOYS = 20
EMERGENCIES_AMONG_QUESTIONS = (
    "打得鼻青脸肿跑来居委会哭",
    "拿着菜刀在楼道里走来走去",
    "一来就拍桌子骂我娘",
    "老糊涂的老人跑丢了",
    "捂着胸口倒下去",
)


def flags() -> tuple[RedFlag, ...]:
    """Return the flags, read without the rules between files so that collecting works."""
    read = read_model(read_yaml(KNOWLEDGE / "_red_flags.yaml"), RedFlags)
    assert isinstance(read, RedFlags)
    return read.flags


@pytest.mark.parametrize("flag", flags(), ids=lambda flag: flag.id)
def test_a_flag_has_signs_and_decoys_enough(flag: RedFlag) -> None:
    assert len(flag.signs) >= FEWEST_SIGNS
    assert len(flag.decoys) >= FEWEST_DECOYS


def holds(entry: Entry, document: str, article: str) -> bool:
    """Whether an entry cites an article of a document, whose name may be written shorter."""
    return any(
        document in source.document and article in (source.articles or ())
        for source in entry.authority
    )


@pytest.mark.parametrize("flag", flags(), ids=lambda flag: flag.id)
def test_every_article_on_the_card_is_cited_by_an_entry(flag: RedFlag, base: KnowledgeBase) -> None:
    for duty in flag.duties:
        for article in duty.articles.split("、"):
            assert any(holds(entry, duty.document, article) for entry in base.entries.values())


@pytest.mark.parametrize("flag", flags(), ids=lambda flag: flag.id)
def test_every_number_on_the_card_stands_in_an_entry_it_rests_on(
    flag: RedFlag, base: KnowledgeBase
) -> None:
    text = "".join(base.entries[entry].model_dump_json() for entry in flag.sources)
    for number in ("110", "119", "120", "12338", "96110"):
        assert number not in flag.call or number in text


@pytest.mark.parametrize("flag", flags(), ids=lambda flag: flag.id)
def test_what_not_to_do_is_word_for_word_an_entrys(flag: RedFlag, base: KnowledgeBase) -> None:
    text = "".join(
        base.entries[entry].model_dump_json() for entry in (*flag.sources, *flag.entries)
    )
    for line in flag.prohibitions:
        assert all(part.removeprefix("不要") in text for part in line.split("，"))


def heard(name: str, index: Index) -> AlarmReport:
    """Return how a set in tests/exam was heard."""
    return hear(name, read_messages(ROOT / "tests" / "exam" / name), index.retriever)


def test_emergencies_get_their_card_or_the_gentle_line(real_index: Index) -> None:
    report = heard("redflags.jsonl", real_index)
    assert report.share(Level.CARD) >= 0.95, "\n".join(report.failures())
    assert report.share(Level.CARD, Level.GENTLE) >= 0.99, "\n".join(report.failures())


def test_what_only_sounds_like_one_gets_no_card(real_index: Index) -> None:
    report = heard("redflag_decoys.jsonl", real_index)
    assert report.share(Level.CARD) <= 0.03, "\n".join(report.failures())


# The second set's failures were read once; the third was written before anything was tuned to any
# set, and its failures were not read. What each holds is what was measured, less a few sentences.
HELD_OUT = {
    "redflags_second.jsonl": (0.87, 0.93, 0.65),
    "redflags_third.jsonl": (0.90, 0.96, 0.78),
}
HELD_OUT_DECOYS = {"redflag_decoys_second.jsonl": 0.07, "redflag_decoys_third.jsonl": 0.03}


@pytest.mark.parametrize("name", HELD_OUT)
def test_emergencies_nothing_was_tuned_to_are_heard_and_named(name: str, real_index: Index) -> None:
    card, either, named = HELD_OUT[name]
    report = heard(name, real_index)
    right = [one.alarm.flag and one.alarm.flag.id in one.message.flags for one in report.heard]
    assert report.share(Level.CARD) >= card, "\n".join(report.failures())
    assert report.share(Level.CARD, Level.GENTLE) >= either, "\n".join(report.failures())
    assert sum(map(bool, right)) >= named * len(right), "\n".join(map(str, report.heard))


@pytest.mark.parametrize("name", HELD_OUT_DECOYS)
def test_decoys_nothing_was_tuned_to_get_no_card(name: str, real_index: Index) -> None:
    report = heard(name, real_index)
    assert report.share(Level.CARD) <= HELD_OUT_DECOYS[name], "\n".join(report.failures())


@pytest.fixture(scope="module")
def ordinary(real_index: Index) -> AlarmReport:
    """How the questions of an ordinary day are heard."""
    return heard("questions.jsonl", real_index)


def test_the_gentle_line_stays_rare_enough_to_be_read(ordinary: AlarmReport) -> None:
    assert ordinary.share(Level.CARD, Level.GENTLE) <= 0.07


def test_ordinary_questions_get_no_card_but_for_the_emergencies_among_them(
    ordinary: AlarmReport,
) -> None:
    wrong = [
        str(one)
        for one in ordinary.heard
        if one.alarm.level is Level.CARD
        and not any(words in one.message.text for words in EMERGENCIES_AMONG_QUESTIONS)
    ]
    assert len(wrong) <= 0.01 * len(ordinary.heard), "\n".join(wrong)
