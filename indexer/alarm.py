"""How likely a message speaks of an emergency: meaning and words together, fitted at build time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedder import Vectors
from indexer.red_flag import RedFlag, RedFlags, compile_words

SIGN, DECOY = "迹象", "不是"
FOLDS = 5
BLOCK = 3  # neighbours in a list resemble each other: they are held out together
DECOY_COPIES = 10  # a decoy is the hardest ordinary sentence there is, and there are few
MOST_ORDINARY = 3000  # phrasings that the meaning is learnt from; more change nothing but the time
NEAREST = 5  # signs whose mean cosine is looked at
WORDS_SPEAK = 0.03  # a cosine's worth, when the flag is named
FEWEST = 40  # sentences of each kind below which a fit means nothing
# More than one in a hundred: some of what is asked every day is an emergency. Of the dev set's 259
# ordinary questions five are.
ORDINARY_ALARMED = 0.015  # of held-out ordinary phrasings, at most, get a card
SIGNS_UNHEARD = 0.005  # of held-out signs, at most, get not even the gentle line
ASKING = re.compile(
    r"多少|哪里|哪儿|吗$|几天|几号|多久|标准|流程|材料|手续|条件|申请|办理|怎么(办理|领|填|写|申|算|报|开|查|登|认|判|修|装|建|做)"
)

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class AlarmFit:
    """Two logistic regressions, one over meaning and one over all that was seen, and two thresholds."""

    meaning: tuple[float, ...]
    meaning_offset: float
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    offset: float
    card_above: float
    gentle_above: float

    def to_json(self) -> dict[str, object]:
        """Return the plain form that is stored with the index."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> AlarmFit:
        """Read the plain form; raises TypeError when it is another one."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in plain.items()
        }
        return cls(**values)


@dataclass(frozen=True)
class Assessment:
    """What speaks for an emergency: the likeliest flag, how likely, and what it was told by."""

    flag: RedFlag
    probability: float
    is_card: bool
    is_gentle: bool
    why: str  # the nearest sign, or the word pattern that was found


@dataclass(frozen=True)
class Sentences:
    """Vectors and normalised texts, one row a sentence."""

    vectors: Vectors
    texts: tuple[str, ...]

    def at(self, rows: NDArray[np.bool_]) -> Sentences:
        """Return some of them."""
        return Sentences(
            self.vectors[rows],
            tuple(text for text, row in zip(self.texts, rows, strict=True) if row),
        )


class WordRules:
    """The word patterns of all flags, ready to search with."""

    def __init__(self, flags: RedFlags) -> None:
        self._general = compile_words(flags.excluded)
        self._rules = [(compile_words(f.words), compile_words(f.excluded)) for f in flags.flags]

    def hits(self, text: str) -> list[bool]:
        """Return for each flag whether its words stand in a normalised text and nothing excludes it."""
        return [bool(said.search(text) and not out.search(text)) for said, out in self._rules]

    def row(self, text: str) -> list[float]:
        """Return what the words say: how many flags, whether undisputed, excluded, asking, length."""
        hits = self.hits(text)
        general = bool(self._general.search(text))
        return [
            float(min(sum(hits), 3)),
            float(any(hits) and not general),
            float(general),
            float(bool(ASKING.search(text))),
            float(np.log(max(1, len(text)))),
        ]


class AlarmModel:
    """The recogniser of one version of the index."""

    def __init__(
        self, flags: RedFlags, fit: AlarmFit, vectors: Mapping[str, Vectors], keys: Sequence[str]
    ) -> None:
        """Take the flags, what was fitted, and the vectors of signs and decoys by their keys."""
        self._flags = {flag.id: flag for flag in flags.flags}
        self._fit = fit
        self._rules = WordRules(flags)
        self._signs = [key for key in keys if kind_of(key) == SIGN]
        self._sign_vectors = np.array([vectors[key] for key in self._signs])
        self._decoy_vectors = np.array([vectors[key] for key in keys if kind_of(key) == DECOY])
        self._owners = np.array([flag_of(key) for key in self._signs])

    def assess(self, text: str, vector: Vectors) -> Assessment:
        """Judge a normalised text with its vector, a row of the dimension's length."""
        asked = Sentences(vector.reshape(1, -1), (text,))
        meaning = asked.vectors @ np.array(self._fit.meaning) + self._fit.meaning_offset
        row = rows_of(asked, self._sign_vectors, self._decoy_vectors, meaning, self._rules)
        standard = (row - self._fit.means) / self._fit.scales
        logit = float((standard @ np.array(self._fit.weights))[0]) + self._fit.offset
        probability = float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
        flag, why = self._likeliest(text, vector)
        return Assessment(
            flag=flag,
            probability=probability,
            is_card=probability >= self._fit.card_above,
            is_gentle=probability >= self._fit.gentle_above,
            why=why,
        )

    def _likeliest(self, text: str, vector: Vectors) -> tuple[RedFlag, str]:
        """Return the flag whose sign is nearest, words counting for it, and that sign."""
        cosines = self._sign_vectors @ vector.reshape(-1)
        named = dict(zip(self._flags, self._rules.hits(text), strict=True))
        spoken = cosines + WORDS_SPEAK * np.array([named[owner] for owner in self._owners])
        best = int(spoken.argmax())
        flag = self._flags[str(self._owners[best])]
        return flag, flag.signs[int(self._signs[best].rpartition("#")[2])]


def sentences_of(flags: RedFlags) -> Iterator[tuple[str, str]]:
    """Yield a key and the text of every sign and decoy."""
    for flag in flags.flags:
        for kind, texts in ((SIGN, flag.signs), (DECOY, flag.decoys)):
            yield from ((f"{flag.id}#{kind}#{number}", text) for number, text in enumerate(texts))


def flag_of(key: str) -> str:
    """Return the flag of a sign's or decoy's key."""
    return key.partition("#")[0]


def kind_of(key: str) -> str:
    """Return whether a key is that of a sign or a decoy."""
    return key.split("#")[1]


def rows_of(
    asked: Sentences, signs: Vectors, decoys: Vectors, meaning: Numbers, rules: WordRules
) -> Numbers:
    """Return what is seen of each sentence, one row a sentence."""
    to_signs = asked.vectors @ signs.T
    nearest = to_signs.max(axis=1)
    decoy = (asked.vectors @ decoys.T).max(axis=1)
    several = np.sort(to_signs, axis=1)[:, -NEAREST:].mean(axis=1)
    words = np.array([rules.row(text) for text in asked.texts]).reshape(len(asked.texts), 5)
    return np.column_stack([nearest, several, decoy, nearest - decoy, meaning, words])


def fit_alarms(
    flags: RedFlags, keys: Sequence[str], sentences: Sentences, ordinary: Sentences
) -> AlarmFit | None:
    """Fit on signs against decoys and ordinary questions; None where there are too few of them.

    What the second regression and the thresholds learn from was held out from the first one.
    """
    is_sign = np.array([kind_of(key) == SIGN for key in keys], dtype=bool)
    if min(is_sign.sum(), (~is_sign).sum(), len(ordinary.texts)) < FEWEST:
        return None
    step = -(-len(ordinary.texts) // MOST_ORDINARY)
    ordinary = ordinary.at(np.arange(len(ordinary.texts)) % step == 0)
    rules = WordRules(flags)
    folds = np.array([int(key.rpartition("#")[2]) // BLOCK % FOLDS for key in keys])
    apart = np.arange(len(ordinary.texts)) * FOLDS // len(ordinary.texts)  # by entry, nearly
    rows: list[Numbers] = []
    truth: list[NDArray[np.bool_]] = []
    plain: list[NDArray[np.bool_]] = []
    for fold in range(FOLDS):
        signs = sentences.vectors[is_sign & (folds != fold)]
        decoys = sentences.vectors[~is_sign & (folds != fold)]
        weights, offset = meaning_of(signs, decoys, ordinary.vectors[apart != fold])
        for held, kind in (
            (sentences.at(is_sign & (folds == fold)), "sign"),
            (sentences.at(~is_sign & (folds == fold)), "decoy"),
            (ordinary.at(apart == fold), "ordinary"),
        ):
            meaning = held.vectors @ weights + offset
            rows.append(rows_of(held, signs, decoys, meaning, rules))
            truth.append(np.full(len(held.texts), kind == "sign"))
            plain.append(np.full(len(held.texts), kind == "ordinary"))
    weights, offset = meaning_of(
        sentences.vectors[is_sign], sentences.vectors[~is_sign], ordinary.vectors
    )
    return second_fit(
        np.vstack(rows), np.concatenate(truth), np.concatenate(plain), weights, offset
    )


def meaning_of(signs: Vectors, decoys: Vectors, ordinary: Vectors) -> tuple[Numbers, float]:
    """Return weights and offset of a regression over vectors alone."""
    from sklearn.linear_model import LogisticRegression  # a second of imports only a build needs

    rows = np.vstack([signs, *[decoys] * DECOY_COPIES, ordinary])
    truth = np.arange(len(rows)) < len(signs)
    model = LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced").fit(rows, truth)
    return np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])


def second_fit(
    rows: Numbers,
    truth: NDArray[np.bool_],
    is_ordinary: NDArray[np.bool_],
    meaning: Numbers,
    meaning_offset: float,
) -> AlarmFit:
    """Fit on held-out rows, and set the thresholds on folds this fit has not seen either."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    means, scales = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = (rows - means) / scales
    model = LogisticRegression(C=1.0, max_iter=1000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    held = cross_val_predict(model, standard, truth, cv=folds, method="predict_proba")[:, 1]
    model.fit(standard, truth)
    card = float(np.quantile(held[is_ordinary], 1 - ORDINARY_ALARMED))
    gentle = float(np.quantile(held[truth], SIGNS_UNHEARD))
    return AlarmFit(
        meaning=tuple(float(f"{weight:.5g}") for weight in meaning),
        meaning_offset=meaning_offset,
        means=tuple(map(float, means)),
        scales=tuple(map(float, scales)),
        weights=tuple(map(float, model.coef_[0])),
        offset=float(model.intercept_[0]),
        card_above=card,
        gentle_above=min(gentle, card),
    )
