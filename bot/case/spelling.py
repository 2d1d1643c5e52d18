"""Dialect and slips of the pen in the words the vocabulary knows."""

from __future__ import annotations

import re

# Only what cannot mean anything else; a word with a sense of its own is left alone.
SPELLINGS = (
    (r"(?<!请)勿", "不"),
    (r"呒没|呒不|呒拨", "没有"),
    (r"囡婿", "女婿"),
    (r"囡囡", "孩子"),
    (r"伲(?=[爸妈娘爹爷囡儿女老家])", "我"),
    (r"寻(?=个|份|只|家|护理|养老|工作|生活做)", "找"),
    (r"拨(?=人|伊)", "被"),
    (r"小囝|小人家", "孩子"),
    (r"今朝", "今天"),
    (r"昨日|昨朝", "昨天"),
    (r"辰光", "时候"),
    (r"户[藉囗]", "户口"),
    (r"低[宝堡]", "低保"),
    (r"医宝", "医保"),
    (r"社宝", "社保"),
    (r"(?<!赡)扶养(?=了?[儿女孩娃小])", "抚养"),
    (r"残[废急]证", "残疾证"),
    (r"失叶", "失业"),
    (r"幼稚园", "幼儿园"),
    (r"学堂", "学校"),
    (r"一家头", "一个人"),
    (r"囡儿", "女儿"),
    (r"邻舍", "邻居"),
    (r"(?<=[辞断丢跌忘卖用花])脱(?!离|产|险|发|水)", "掉"),
    (r"居住登计", "居住登记"),
)
MEANT = tuple((re.compile(pattern), word) for pattern, word in SPELLINGS)


def in_standard_words(text: str) -> str:
    """Return a normalised text with dialect and slips in the words that were meant."""
    for pattern, word in MEANT:
        text = pattern.sub(word, text)
    return text
