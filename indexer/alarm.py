"""How likely a message speaks of an emergency, and of which: meaning and words together.

What is weighed is fitted when the index is built, in alarm_fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedder import Vectors
from indexer.red_flag import RedFlag, RedFlags, compile_words

SIGN, DECOY = "迹象", "不是"
NEAREST = 5  # signs whose mean cosine is looked at
ASKING = re.compile(
    r"多少|哪里|哪儿|吗$|几天|几号|多久|标准|流程|材料|手续|条件|申请|办理|怎么(办理|领|填|写|申|算|报|开|查|登|认|判|修|装|建|做)"
)


Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class AlarmFit:
    """What was learnt: three regressions over what is seen of a message, and two thresholds.

    One weighs the meaning (the vector) and one the wording (pieces of one or two characters): signs
    against all else. A third weighs both with the rest: whether it is an emergency. `naming` has a
    row for each flag over vector, pieces and word patterns.
    """

    pieces: tuple[str, ...]
    meaning: tuple[float, ...]
    meaning_offset: float
    wording: tuple[float, ...]
    wording_offset: float
    naming: tuple[tuple[float, ...], ...]
    naming_offsets: tuple[float, ...]
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
        values["naming"] = tuple(map(tuple, values.get("naming", ())))
        return cls(**values)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each piece stands."""
        return {piece: place for place, piece in enumerate(self.pieces)}


@dataclass(frozen=True)
class Assessment:
    """What speaks for an emergency: the likeliest flag, how likely, and what it was told by."""

    flag: RedFlag
    probability: float
    is_card: bool
    is_gentle: bool
    why: str  # the nearest sign of that flag


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
        self._flags = flags.flags
        self._fit = fit
        self._rules = WordRules(flags)
        self._naming = np.array(fit.naming)
        self._meaning, self._wording = np.array(fit.meaning), np.array(fit.wording)
        self._signs = [key for key in keys if kind_of(key) == SIGN]
        self._sign_vectors = np.array([vectors[key] for key in self._signs])
        self._decoy_vectors = np.array([vectors[key] for key in keys if kind_of(key) == DECOY])
        self._owners = np.array([flag_of(key) for key in self._signs])

    def assess(self, text: str, vector: Vectors) -> Assessment:
        """Judge a normalised text with its vector, a row of the dimension's length."""
        fit, asked = self._fit, Sentences(vector.reshape(1, -1), (text,))
        wording = pieces_in(text, fit.places)
        heard = np.array(
            [
                asked.vectors[0] @ self._meaning + fit.meaning_offset,
                wording @ self._wording + fit.wording_offset,
            ]
        ).reshape(1, 2)
        row = rows_of(asked, self._sign_vectors, self._decoy_vectors, heard, self._rules)
        standard = (row - fit.means) / fit.scales
        logit = float((standard @ np.array(fit.weights))[0]) + fit.offset
        probability = float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
        flag, why = self._likeliest(text, asked.vectors[0], wording)
        return Assessment(
            flag=flag,
            probability=probability,
            is_card=probability >= fit.card_above,
            is_gentle=probability >= fit.gentle_above,
            why=why,
        )

    def _likeliest(self, text: str, vector: Vectors, wording: Numbers) -> tuple[RedFlag, str]:
        """Return the likeliest flag, and its nearest sign."""
        hits = np.array(self._rules.hits(text), dtype=np.float64)
        scores = self._naming @ np.concatenate([vector, wording, hits]) + self._fit.naming_offsets
        flag = self._flags[int(scores.argmax())]
        cosines = np.where(self._owners == flag.id, self._sign_vectors @ vector, -1.0)
        return flag, flag.signs[int(self._signs[int(cosines.argmax())].rpartition("#")[2])]


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


def pieces_of(text: str) -> set[str]:
    """Return the characters of a text and their pairs, blanks aside."""
    signs = text.replace(" ", "")
    return {*signs, *(signs[place : place + 2] for place in range(len(signs) - 1))}


def pieces_in(text: str, places: Mapping[str, int]) -> Numbers:
    """Return which of the known pieces stand in a text, as a row of length 1."""
    row = np.zeros(len(places))
    found = [places[piece] for piece in pieces_of(text) if piece in places]
    if found:
        row[found] = 1 / np.sqrt(len(found))
    return row


def rows_of(
    asked: Sentences, signs: Vectors, decoys: Vectors, heard: Numbers, rules: WordRules
) -> Numbers:
    """Return what is seen of each sentence, one row a sentence.

    `heard` is what meaning and wording alone say, of shape (sentences, 2).
    """
    to_signs = asked.vectors @ signs.T
    nearest = to_signs.max(axis=1)
    decoy = (asked.vectors @ decoys.T).max(axis=1)
    several = np.sort(to_signs, axis=1)[:, -NEAREST:].mean(axis=1)
    words = np.array([rules.row(text) for text in asked.texts]).reshape(len(asked.texts), 5)
    return np.column_stack([nearest, several, decoy, nearest - decoy, heard, words])
