import numpy as np
import pytest

from indexer.alarm import (
    AlarmFit,
    AlarmModel,
    Sentences,
    pieces_in,
    pieces_of,
    sentences_of,
)
from indexer.alarm_fit import COMMON, common_pieces, fit_alarms
from indexer.embedder import Vectors
from indexer.model_reader import read_model
from indexer.red_flag import NO_RED_FLAGS, RedFlags
from indexer.yaml_file import parse_yaml
from tests.fake_embedder import FakeEmbedder, vector
from tests.red_flags import FLAGS

ORDINARY = tuple(f"低保要什么材料 {number}" for number in range(60))


@pytest.fixture(scope="module")
def flags() -> RedFlags:
    read = read_model(parse_yaml("_red_flags.yaml", FLAGS), RedFlags)
    assert isinstance(read, RedFlags)
    return read


def fitted(
    flags: RedFlags, ordinary: tuple[str, ...] = ORDINARY, *, asked: bool = True
) -> AlarmFit | None:
    embed = FakeEmbedder().embed_questions
    texts = dict(sentences_of(flags))
    return fit_alarms(
        flags,
        list(texts),
        Sentences(embed(list(texts.values())), tuple(texts.values())),
        Sentences(embed(ordinary), ordinary),
        owners=[f"entry-{number % 7}" for number in range(len(ordinary))],
        asked=[asked] * len(ordinary),
    )


@pytest.fixture(scope="module")
def model(flags: RedFlags) -> AlarmModel:
    fit = fitted(flags)
    assert fit is not None
    texts = dict(sentences_of(flags))
    vectors: dict[str, Vectors] = {key: vector(text) for key, text in texts.items()}
    return AlarmModel(flags, AlarmFit.from_json(fit.to_json()), vectors, list(texts))


@pytest.mark.parametrize(
    ("text", "flag", "is_card"),
    [
        ("楼上着火了 快来", "fire", True),
        ("他喝了农药倒在地上", "poison", True),
        ("消防演练", "fire", False),
        ("低保要什么材料", "fire", False),
    ],
)
def test_a_sign_gets_the_card_and_nothing_else_does(
    model: AlarmModel, text: str, flag: str, is_card: bool
) -> None:
    seen = model.assess(text, vector(text))
    assert seen.is_card is is_card
    assert seen.flag.id == flag or not is_card


def test_it_says_which_sign_was_nearest(model: AlarmModel) -> None:
    assert model.assess("楼上着火了 7", vector("楼上着火了 7")).why == "楼上着火了 7"


def test_whatever_gets_the_card_would_get_the_gentle_line(flags: RedFlags) -> None:
    fit = fitted(flags)
    assert fit is not None
    assert fit.gentle_above <= fit.card_above


def test_too_few_sentences_are_not_fitted_on(flags: RedFlags) -> None:
    assert fitted(flags, ORDINARY[:10]) is None


def test_without_exam_questions_the_thresholds_are_set_on_phrasings(flags: RedFlags) -> None:
    fit = fitted(flags, asked=False)
    assert fit is not None
    assert 0 < fit.gentle_above <= fit.card_above < 1


def test_it_names_the_flag_that_the_wording_belongs_to(model: AlarmModel) -> None:
    for text, flag in (("有人喝了农药", "poison"), ("隔壁着火了", "fire")):
        assert model.assess(text, vector(text)).flag.id == flag


def test_the_reason_is_a_sign_of_the_flag_that_was_named(model: AlarmModel) -> None:
    seen = model.assess("喝了农药倒在地上 3", vector("喝了农药倒在地上 3"))
    assert seen.why in seen.flag.signs


def test_a_base_with_one_flag_is_fitted_too(flags: RedFlags) -> None:
    one = flags.model_copy(update={"flags": flags.flags[:1]})
    fit = fitted(one)
    assert fit is not None
    texts = dict(sentences_of(one))
    model = AlarmModel(one, fit, {key: vector(text) for key, text in texts.items()}, list(texts))
    assert model.assess("楼上着火了", vector("楼上着火了")).flag.id == "fire"


def test_pieces_are_characters_and_pairs_across_blanks() -> None:
    assert pieces_of("着 火了") == {"着", "火", "了", "着火", "火了"}


def test_a_piece_must_stand_in_several_texts_to_be_weighed() -> None:
    assert list(common_pieces(["着火"] * COMMON + ["中毒"] * (COMMON - 1))) == ["火", "着", "着火"]


def test_known_pieces_make_a_row_of_length_one() -> None:
    row = pieces_in("着火了", {"火": 0, "着": 1, "毒": 2})
    assert row.tolist() == pytest.approx([0.5**0.5, 0.5**0.5, 0.0])
    assert pieces_in("全新的话", {"火": 0}).tolist() == [0.0]


def test_no_flags_have_no_sentences() -> None:
    assert list(sentences_of(NO_RED_FLAGS)) == []


def test_meaning_has_one_weight_a_dimension(flags: RedFlags) -> None:
    fit = fitted(flags)
    assert fit is not None
    assert len(fit.meaning) == len(vector("着火"))
    assert np.isfinite(fit.meaning).all()
