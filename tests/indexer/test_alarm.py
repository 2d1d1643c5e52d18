import numpy as np
import pytest

from indexer.alarm import (
    AlarmFit,
    AlarmModel,
    Sentences,
    fit_alarms,
    sentences_of,
)
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


def fitted(flags: RedFlags, ordinary: tuple[str, ...] = ORDINARY) -> AlarmFit | None:
    embed = FakeEmbedder().embed_questions
    texts = dict(sentences_of(flags))
    return fit_alarms(
        flags,
        list(texts),
        Sentences(embed(list(texts.values())), tuple(texts.values())),
        Sentences(embed(ordinary), ordinary),
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


def test_no_flags_have_no_sentences() -> None:
    assert list(sentences_of(NO_RED_FLAGS)) == []


def test_meaning_has_one_weight_a_dimension(flags: RedFlags) -> None:
    fit = fitted(flags)
    assert fit is not None
    assert len(fit.meaning) == len(vector("着火"))
    assert np.isfinite(fit.meaning).all()
