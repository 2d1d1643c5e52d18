import pytest

from bot.ledger.ledger import Ledger
from bot.telling.withdrawing import WithdrawalRefused, restore, withdraw
from indexer.entry import Status
from indexer.knowledge_base import KnowledgeBase
from tests.bot.telling.conftest import CHEN, MONDAY, ZHOU


def test_an_entry_is_taken_down_and_put_back(ledger: Ledger, knowledge: KnowledgeBase) -> None:
    entries = knowledge.entries
    assert withdraw(ledger, entries, "living-allowance", " 标准\n在改 ", CHEN, MONDAY) == (
        "「最低生活保障申请」已撤下，10 秒内哪里都不再显示；问到的人会看到原因。恢复：/restore living-allowance"
    )
    [down] = ledger.withdrawals.in_force()
    assert (down.entry, down.reason, down.by) == ("living-allowance", "标准 在改", CHEN)
    assert restore(ledger, entries, "living-allowance", ZHOU, MONDAY) == (
        "「最低生活保障申请」已恢复，10 秒内照常显示。"
    )
    assert ledger.withdrawals.in_force() == ()
    acts = [(deed.act, deed.by) for deed in ledger.audit.recent(2, "entry:living-allowance")]
    assert acts == [("restore_entry", ZHOU), ("withdraw_entry", CHEN)]


@pytest.mark.parametrize(
    ("entry", "reason", "said"),
    [
        (
            "living-allowanc",
            "改",
            "没有编号「living-allowanc」的条目。您要的是不是：living-allowance、elderly-allowance？",
        ),
        (
            "低保",
            "改",
            '没有编号「低保」的条目。编号是条目的文件名，用 python -m indexer find "…" 查。',
        ),
        (
            "living-allowance",
            "  ",
            "撤下要写原因，问到的人会看到。这样写：/withdraw living-allowance 原因",
        ),
        (
            "elderly-allowance",
            "改",
            "「尊老金发放」已经撤下了，原因：早撤了。要换原因，先 /restore elderly-allowance 再撤。",
        ),
        ("neighbor-noise", "改", "「邻里噪音纠纷处理」在知识库里写的就是停用，不用再撤。"),
    ],
)
def test_what_cannot_be_taken_down_is_said_and_nothing_done(
    ledger: Ledger, knowledge: KnowledgeBase, entry: str, reason: str, said: str
) -> None:
    stopped = knowledge.entries["neighbor-noise"].model_copy(update={"status": Status.WITHDRAWN})
    entries = {**knowledge.entries, "neighbor-noise": stopped}
    withdraw(ledger, entries, "elderly-allowance", "早撤了", CHEN, MONDAY)
    with pytest.raises(WithdrawalRefused) as refused:
        withdraw(ledger, entries, entry, reason, ZHOU, MONDAY)
    assert str(refused.value) == said
    assert [down.entry for down in ledger.withdrawals.in_force()] == ["elderly-allowance"]


def test_what_is_not_down_cannot_be_put_back(ledger: Ledger, knowledge: KnowledgeBase) -> None:
    entries = knowledge.entries
    with pytest.raises(WithdrawalRefused) as refused:
        restore(ledger, entries, "neighbor-noise", CHEN, MONDAY)
    assert str(refused.value) == "「neighbor-noise」没有撤下，不用恢复。现在没有撤下的条目。"
    withdraw(ledger, entries, "living-allowance", "在改", CHEN, MONDAY)
    with pytest.raises(WithdrawalRefused) as refused:
        restore(ledger, entries, "neighbor-noise", CHEN, MONDAY)
    assert str(refused.value) == (
        "「neighbor-noise」没有撤下，不用恢复。现在撤下的：living-allowance。"
    )


def test_an_entry_that_left_the_base_can_be_put_back(
    ledger: Ledger, knowledge: KnowledgeBase
) -> None:
    withdraw(ledger, knowledge.entries, "living-allowance", "在改", CHEN, MONDAY)
    assert restore(ledger, {}, "living-allowance", CHEN, MONDAY) == (
        "「living-allowance」已恢复，10 秒内照常显示。"
    )
