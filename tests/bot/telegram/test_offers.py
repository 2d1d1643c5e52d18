"""What is typed settles an offer as a tap does."""

from bot.assistant import Answered, Reason, Suggested, Unanswered
from bot.question import understand
from bot.telegram.offers import MOST, Offers, Settled
from tests.bot.conftest import HandMade

ASKED = understand("困难老人补助")


def offered(finder: HandMade) -> Suggested:
    return Suggested(tuple(finder.find("")), (), ASKED)


def test_a_typed_choice_settles_the_offer_once(finder: HandMade) -> None:
    offers, picked = Offers(), finder.find("")[1]
    offers.remember("li", 7, offered(finder))
    reply = Answered(picked, question=ASKED)
    assert offers.settle("li", reply) == Settled(7, picked.entry.id)
    assert offers.settle("li", reply) is None


def test_none_of_them_settles_it_too(finder: HandMade) -> None:
    offers = Offers()
    offers.remember("li", 7, offered(finder))
    near = tuple(finder.find(""))
    assert offers.settle("li", Unanswered(Reason.NONE_CHOSEN, near)) == Settled(7, None)


def test_another_question_or_another_conversation_settles_nothing(finder: HandMade) -> None:
    offers = Offers()
    offers.remember("li", 7, offered(finder))
    other = Answered(finder.find("")[0], question=understand("低保要什么材料"))
    assert offers.settle("li", other) is None
    assert offers.settle("li", Unanswered(Reason.NONE_CHOSEN)) is None
    assert offers.settle("wang", Answered(finder.find("")[0], question=ASKED)) is None


def test_what_was_not_recorded_or_no_offer_is_not_remembered(finder: HandMade) -> None:
    offers = Offers()
    offers.remember("li", None, offered(finder))
    offers.remember("wang", 7, Answered(finder.find("")[0], question=ASKED))
    for key in ("li", "wang"):
        assert offers.settle(key, Answered(finder.find("")[0], question=ASKED)) is None


def test_only_so_many_conversations_are_remembered(finder: HandMade) -> None:
    offers = Offers()
    for number in range(MOST + 1):
        offers.remember(str(number), number, offered(finder))
    reply = Answered(finder.find("")[0], question=ASKED)
    assert offers.settle("0", reply) is None
    assert offers.settle("1", reply) is not None
