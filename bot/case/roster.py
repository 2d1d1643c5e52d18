"""The people of a story: who is meant by each name, word and pronoun that speaks of somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from bot.case.mentions import Mention
from bot.case.numerals import NUMBER, read_number
from bot.case.roles import CALLINGS, FIRST_PERSON, Age, Role, Sex, U

NOBODY_NAMED = "本人"
YOUNG = 22  # years: up to this somebody called 小宇 may be 孩子 in the next clause


@dataclass
class Member:
    """One of the household, as the story goes on."""

    key: str
    name: str
    sex: Sex = U
    age: Age = Age.UNKNOWN
    is_several: bool = False
    years: float | None = None  # known age, as soon as it was read
    mentions: list[Mention] = field(default_factory=list)
    names: set[str] = field(default_factory=set)  # what they are called besides
    surname: str = ""

    @property
    def is_child(self) -> bool:
        """Whether they are under age, as far as is known."""
        if self.years is not None:
            return self.years < 18
        return self.age is Age.CHILD


class Roster:
    """The people of a text, in the order in which they are spoken of."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.members: list[Member] = []
        self.main: Member | None = None
        self._carer: Member | None = None  # in the clause before, who looked after another
        self._latest: Member | None = None  # of the clause that is being read

    def resolve(self, mention: Mention, carried: Member | None) -> Member | None:
        """Return the person that is meant; None for one outside the household."""
        if mention.role.is_other:
            return None
        if mention.is_pronoun:
            member = self._by_pronoun(mention, carried)
        elif mention.role.key in CALLINGS and (self._latest or (self.main and self.main.mentions)):
            member = self._latest or carried or self.the_main()
        else:
            member = self._by_word(mention, carried)
        self._latest = member
        member.mentions.append(mention)
        if mention.also:
            member.names.add(mention.also)
        member.surname = member.surname or mention.surname
        if member.years is None and not mention.is_pronoun:
            member.years = self._years_beside(mention)
        return member

    def _years_beside(self, mention: Mention) -> float | None:
        """Return the age that stands right beside a mention."""
        before = re.search(rf"({NUMBER})多?岁的?(?:老|独居)?$", self.text[: mention.start][-10:])
        after = re.match(
            rf"(?:今年|才|快|已经|都|也)?({NUMBER})(?:多?岁(?!就|时|那|开)|(?=了?(?:[,，。;；]|$)))",
            self.text[mention.end :],
        )
        found = after or before
        return read_number(found[1]) if found else None

    def _by_pronoun(self, mention: Mention, carried: Member | None) -> Member:
        """Return whom a pronoun means: the last of that sex, or the one the story is about."""
        if mention.text in ("自己", "本人"):
            return self._latest or self._carer or carried or self.the_main()
        if mention.text in FIRST_PERSON:
            return self._teller(mention)
        return self._of_sex(mention.role.sex, carried)

    def _teller(self, mention: Mention) -> Member:
        """Return who tells the story: its main person only while nobody else is."""
        if self.the_main().key == NOBODY_NAMED:
            return self.the_main()
        known = next((one for one in self.members if one.key == NOBODY_NAMED), None)
        if known is None:
            known = Member(NOBODY_NAMED, NOBODY_NAMED, mention.role.sex, Age.ADULT)
            self.members.append(known)
        return known

    def _of_sex(self, sex: Sex, carried: Member | None) -> Member:
        """Return whom 他 or 她 means: the one the story is about, the one it was just about, the last."""
        if self._is_just_named(carried, sex):
            carried.sex = sex
            return carried
        grown = [one for one in self.members if one.sex is sex and not one.is_several]
        grown = [one for one in grown if not is_teller(one)]
        main = self.the_main()
        if main in grown:
            return main
        is_named = bool(main.surname) and main.sex is U
        is_child = carried in grown and carried is not None and carried.age is Age.OFFSPRING
        could_be = main.sex is U and not main.is_several and not is_teller(main)
        if could_be and (carried not in grown or (is_named and is_child)):
            main.sex = sex
            return main
        if carried is not None and carried in grown:
            return carried
        if grown:
            return max(grown, key=lambda one: one.mentions[-1].start if one.mentions else -1)
        unknown = [one for one in self.members if one.sex is U and not one.is_several]
        return unknown[0] if unknown else self._somebody_else(sex)

    def _is_just_named(self, carried: Member | None, sex: Sex) -> TypeGuard[Member]:
        """Whether the one whom the clause before was about was called by name, and may be meant."""
        if carried is None or carried.is_several or carried.sex not in (U, sex):
            return False
        return bool(carried.surname) and not carried.mentions[0].role.is_kin

    def _somebody_else(self, sex: Sex) -> Member:
        """Return a person who was never named: the wife of whom only 她老公 is spoken."""
        if self.the_main().is_several or self.the_main().sex is U:
            return self.the_main()
        member = Member(NOBODY_NAMED, NOBODY_NAMED, sex, Age.ADULT)
        self.members.append(member)
        return member

    def _by_word(self, mention: Mention, carried: Member | None) -> Member:
        word = mention.role.key
        known = next((one for one in self.members if one.key == word or word in one.names), None)
        if known is not None and known.years is not None:
            years = self._years_beside(mention)
            if years is not None and years != known.years and mention.role.age is Age.OFFSPRING:
                return self._add(mention)  # another son, another daughter
        if known is None:
            known = self._same_in_other_words(mention, carried)
        if known is not None:
            return known
        return self._add(mention)

    def _same_in_other_words(self, mention: Mention, carried: Member | None) -> Member | None:
        """Return somebody spoken of before who is now called otherwise."""
        word = mention.role
        if mention.surname and not word.is_kin:
            return self._of_surname(mention)
        if word.key in ("孩子", "女孩", "男孩"):
            children = [
                one
                for one in self.members
                if one.age in (Age.CHILD, Age.OFFSPRING)
                and (one.years is None or one.years < 26)
                and word.sex in (U, one.sex)
            ]
            if len(children) > 1 and carried in children:
                return carried
            children = children or [one for one in self.members if is_called_as_a_child(one)]
            return children[0] if len(children) == 1 else None
        if word.key in ("老人", "老太", "老伯"):
            old = [
                one
                for one in self.members
                if (one.age is Age.OLD or (one.years or 0) >= 60) and word.sex in (U, one.sex, None)
            ]
            return old[0] if len(old) == 1 else None
        main = self.main
        is_offspring = word.key in ("儿子", "女儿")
        if is_offspring and main and main.age is Age.CHILD and main.sex in (U, word.sex):
            return main
        return self._as_children_call_them(word, mention)

    def _of_surname(self, mention: Mention) -> Member | None:
        """Return who was called otherwise by the same surname: 刘桂芳, then 刘阿姨."""
        word = mention.role
        same = [
            one
            for one in self.members
            if one.surname == mention.surname
            and word.sex in (U, one.sex, *([] if one.sex else [word.sex]))
            and {one.name[0], word.key[0]} != {"老", "小"}
        ]
        return same[0] if len(same) == 1 else None

    def _as_children_call_them(self, word: Role, mention: Mention) -> Member | None:
        """爸爸 is the man the story began with, once his child was spoken of; likewise 妈妈."""
        if self.main is None or word.key not in ("父亲", "母亲"):
            return None
        main = self.main
        years = self._years_beside(mention)
        if years is not None and years != main.years:
            return None
        has_child = any(one.age is Age.OFFSPRING and one is not main for one in self.members)
        spouses = {"父亲": ("丈夫",), "母亲": ("妻子",)}[word.key]
        if has_child:
            for one in self.members:
                if one.key in spouses:
                    return one
        is_fit = main.sex is word.sex and (main.years is None or main.years < 60)
        is_fit = is_fit and main.age is not Age.OLD
        if has_child and is_fit and main.key != word.key:
            return main
        return None

    def _add(self, mention: Mention) -> Member:
        word = mention.role
        main = self.main
        if mention.text in ("老大", "老二", "老三") and main is not None and main.age is Age.OLD:
            word = replace(word, age=Age.OFFSPRING)
        same = sum(one.key.rstrip("0123456789") == word.key for one in self.members)
        member = Member(
            word.key + (str(same + 1) if same else ""),
            mention.text,
            word.sex,
            word.age,
            word.is_several,
        )
        if self.main is not None and not self.main.mentions and not word.is_kin:
            self.main.key, self.main.name = word.key, mention.text
            self.main.sex, self.main.age = word.sex, word.age
            return self.main
        self.members.append(member)
        asks_for_another = mention.speaks and word.is_kin
        if self.main is None and not mention.is_oblique and not asks_for_another:
            self.main = member
        return member

    def the_main(self) -> Member:
        """Return the one the story is about, though nothing was said of who that is."""
        if self.main is None:
            self.main = Member(NOBODY_NAMED, NOBODY_NAMED, U, Age.ADULT)
            self.members.insert(0, self.main)
        return self.main


def is_teller(member: Member) -> bool:
    """Whether somebody speaks of themselves: 我 is never 他 or 她."""
    return any(one.text in FIRST_PERSON for one in member.mentions)


def is_called_as_a_child(member: Member) -> bool:
    """Whether somebody is called by a name for children, and may be one: 小宇, 豆豆."""
    is_name = bool(member.mentions) and member.mentions[0].is_nickname and member.name[0] != "阿"
    return is_name and (member.years is None or member.years < YOUNG)
