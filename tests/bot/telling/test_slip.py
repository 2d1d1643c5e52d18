import pytest

from bot.telling.slip import is_slip

SLIPS = [
    ("身份证、户口薄", "身份证、户口簿"),
    ("到社区登计后领取表格，当场盖章", "到社区登记后领取表格，当场盖章"),
    ("带好本人的身份证，到窗口办理", "带好本人身份证到窗口办理。"),
    ("每人每月 1,208 元", "每人每月1208元"),
    ("80—89 周岁", "80-89周岁"),
    ("填写申请表表，交给社区", "填写申请表，交给社区"),
    ("需要（提供）银行卡", "需要提供银行卡"),
    ("家庭成员签字后由社区提处申请", "家庭成员签字后由社区提出申请"),
    ("符合条件的，按月发放", "符合条件的，请按月发放"),
    ("ＡＰＰ 上办理", "app上办理"),
]
CHANGES = [
    ("每人每月 1208 元", "每人每月 1250 元"),  # a sum
    ("30 个工作日", "3 个工作日"),
    ("3-5 个工作日", "35 个工作日"),
    ("3 至 5 日", "3、5 日"),
    ("补贴 1.5 倍", "补贴 15 倍"),
    ("五个工作日内办结", "三个工作日内办结"),
    ("每月发放一次，打到社保卡", "每年发放一次，打到社保卡"),  # a unit
    ("满 80 周岁的老人", "满 80 周岁以上的老人"),
    ("低于标准的家庭可以申请", "不低于标准的家庭可以申请"),  # a negation
    ("本人可以不到场，由子女代办", "本人可以到场，由子女代办"),
    ("免交复印件", "交复印件"),
    ("应当提供收入证明", "可以提供收入证明"),
    ("民发〔2021〕57号 第九条", "民发〔2021〕59号 第九条"),  # a document
    ("民发〔2021〕57号", "苏民发〔2021〕57号"),
    ("到吴中区民政局领取", "到吴江区民政局领取"),  # a place
    ("到相城区办理", "到香城区办理"),
    ("人民路 12 号社区综合窗口", "人名路 12 号社区综合窗口"),
    ("户籍地街道受理", "居住地街道受理"),
    ("户口簿原件", "户口簿复印件"),  # a paper
    ("父亲的身份证", "母亲的身份证"),
    ("从次月起发放", "从次月启发放"),  # maybe a slip, but of a word that counts
    ("初审后报区民政", "复审后报区民政"),
    ("报街道审核", "报街道审核并公示"),
    ("社会保障卡", "市民卡"),
    ("办好后凭短信领证", "办好后凭短信取件"),
    ("江苏政务服务网", "江苏政务服务站"),
]
# They sound alike, and a card that says the other one says another thing.
HOMOPHONES = [
    ("每人每月补贴十元", "每人每月补贴四元"),  # numbers
    ("满八十周岁发二成", "满八十周岁发二乘"),
    ("发放人民币柒佰元整", "发放人民币柒百元整"),
    ("最多补贴两亩地", "最多补贴俩亩地"),
    ("领取时间是每月三十号", "领取时间是每月散十号"),
    ("每季发放一次到社保卡", "每计发放一次到社保卡"),  # days and units
    ("满一年的可以申请补贴", "满一念的可以申请补贴"),
    ("上旬到社区窗口办理手续", "上寻到社区窗口办理手续"),
    ("未成年的由监护人办理", "为成年的由监护人办理"),  # whether
    ("不发放给在职职工本人", "补发放给在职职工本人"),
    ("无业人员到社区去登记", "五业人员到社区去登记"),
    ("可以由街道直接受理", "科以由街道直接受理"),
    ("应当提供收入的证明", "因当提供收入的证明"),
    ("必须提供收入的证明", "必需提供收入的证明"),
    ("至本人到场签字确认", "只本人到场签字确认"),
    ("由子女代办并签字确认", "有子女代办并签字确认"),  # by whom
    ("以户籍地街道意见为准", "已户籍地街道意见为准"),
    ("材料不全的中止办理手续", "材料不全的终止办理手续"),  # both are words
    ("材料没有带全的中止办理所有的手续", "材料没有带全终止办理所有的手续"),
    ("保费可以缓交到下一次", "保费可以换交到下一次"),
    ("父母有抚养孩子的责任", "父母有扶养孩子的责任"),
    ("单位收的定金一律退还", "单位收的订金一律退还"),
    ("窗口工作者权利受保护", "窗口工作者权力受保护"),
    ("街道可以缓缴社会保险", "街道可以换缴社会保险"),  # neither is: who knows
]


@pytest.mark.parametrize(("was", "now"), HOMOPHONES)
def test_what_sounds_alike_and_means_something_else_is_a_change(was: str, now: str) -> None:
    assert not is_slip(was, now)
    assert not is_slip(now, was)


@pytest.mark.parametrize("word", list("不未无可应必须需至只每年月日十四元"))
def test_a_word_that_counts_is_never_a_slip_whatever_it_is_mistaken_for(word: str) -> None:
    line = "带好材料到窗口{}再登记一遍就行"
    for (
        other
    ) in "不布部未位为无五吴可科客应因英必笔比须需许至只指每美梅年念粘月越约日入十四是是元园员":
        if other != word:
            assert not is_slip(line.format(word), line.format(other))


@pytest.mark.parametrize(("was", "now"), SLIPS)
def test_a_slip_put_right_is_no_change(was: str, now: str) -> None:
    assert is_slip(was, now)
    assert is_slip(now, was)


@pytest.mark.parametrize(("was", "now"), CHANGES)
def test_what_bears_a_meaning_is_a_change(was: str, now: str) -> None:
    assert not is_slip(was, now)
    assert not is_slip(now, was)


def test_many_slips_in_a_line_are_told_to_be_safe() -> None:
    assert not is_slip("登计表、户口薄、帐单复印", "登记表、户口簿、账单复印")
