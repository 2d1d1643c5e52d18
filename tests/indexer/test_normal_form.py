import pytest

from indexer.normal_form import LONGEST_QUESTION, has_words, normalise, shorten


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("低保要啥材料", "低保要啥材料"),
        ("  低保\n要 啥\t材料 ", "低保 要 啥 材料"),
        ("老人證補貼辦理", "老人证补贴办理"),
        ("ＡＢＣ１２３", "abc123"),
        ("低\x00保\u200b要\ufeff啥", "低保要啥"),
        ("低保\ud800要啥", "低保要啥"),
        ("", ""),
    ],
)
def test_both_sides_see_one_form(written: str, seen: str) -> None:
    assert normalise(written) == seen


def test_a_long_story_keeps_its_beginning_and_its_end() -> None:
    text = "头" * 5000 + "尾" * 5000
    assert shorten(text) == "头" * (LONGEST_QUESTION // 2) + " " + "尾" * (LONGEST_QUESTION // 2)


@pytest.mark.parametrize(
    ("text", "has"), [("😀🎉", False), ("？！", False), ("a", True), ("低", True)]
)
def test_words_are_letters_digits_and_characters(text: str, has: bool) -> None:
    assert has_words(text) is has
