"""The words a story has for people: relatives, names of their own, and those outside the household."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sex(StrEnum):
    """As far as what somebody is called tells it."""

    MALE = "男"
    FEMALE = "女"
    UNKNOWN = ""


class Age(StrEnum):
    """What somebody is called tells this of their age."""

    CHILD = "child"
    OFFSPRING = "offspring"  # somebody's child, of any age
    ADULT = "adult"
    OLD = "old"
    UNKNOWN = ""


@dataclass(frozen=True)
class Role:
    """One who can be spoken of, by all the words for them; `is_other` is outside the household."""

    key: str
    words: tuple[str, ...]
    sex: Sex = Sex.UNKNOWN
    age: Age = Age.UNKNOWN
    is_other: bool = False
    is_kin: bool = True  # somebody's relative rather than a name of their own
    is_several: bool = False


M, F, U = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN


def role(
    key: str,
    words: str,
    sex: Sex = U,
    age: Age = Age.UNKNOWN,
    *,
    is_other: bool = False,
    is_kin: bool = True,
    is_several: bool = False,
) -> Role:
    """Return a role from its words in one line."""
    return Role(key, (key, *words.split()), sex, age, is_other, is_kin, is_several)


ROLES = (
    role(
        "母亲",
        "老母亲 妈妈 单亲妈妈 单身妈妈 宝妈 二孩妈妈 妈 娘亲 老娘 娘 阿妈 姆妈",
        F,
        Age.ADULT,
    ),
    role("父亲", "老父亲 爸爸 单亲爸爸 爸 爹爹 爹 爷 阿爸", M, Age.ADULT),
    role("父母", "爸妈 爹妈 爷娘 爹娘 双亲 爸爸妈妈 老父母", U, Age.ADULT, is_several=True),
    role("丈夫", "男方 老公 男人家", M, Age.ADULT),
    role("妻子", "女方 老婆 爱人 媳妇 女主人", F, Age.ADULT),
    role("老伴", "老伴儿", U, Age.OLD),
    role("配偶", "那口子 另一半", U, Age.ADULT),
    role(
        "夫妻",
        "夫妇 两口子 老两口 小两口 夫妻俩 夫妻两个 老夫妻 两夫妻",
        U,
        Age.ADULT,
        is_several=True,
    ),
    role("儿子", "大儿子 独子 独生子", M, Age.OFFSPRING),
    role("小儿子", "", M, Age.OFFSPRING),
    role("女儿", "大女儿 独女 独生女 囡儿", F, Age.OFFSPRING),
    role("小女儿", "", F, Age.OFFSPRING),
    role("儿媳", "儿媳妇 媳妇儿", F, Age.ADULT),
    role("女婿", "", M, Age.ADULT),
    role("孙子", "小孙子 孙儿 外孙", M, Age.OFFSPRING),
    role("孙女", "小孙女 外孙女", F, Age.OFFSPRING),
    role("爷爷", "祖父", M, Age.OLD),
    role("奶奶", "祖母", F, Age.OLD),
    role("外公", "姥爷", M, Age.OLD),
    role("外婆", "姥姥 好婆", F, Age.OLD),
    role("外公外婆", "爷爷奶奶 祖父母 外祖父母", U, Age.OLD, is_several=True),
    role("公公", "", M, Age.OLD),
    role("婆婆", "", F, Age.OLD),
    role("岳父", "丈人", M, Age.OLD),
    role("岳母", "丈母娘", F, Age.OLD),
    role("哥哥", "大哥 阿哥 哥", M, Age.ADULT),
    role("弟弟", "小弟 阿弟 弟", M),
    role("姐姐", "大姐 阿姐 姐", F, Age.ADULT),
    role("妹妹", "小妹 阿妹 妹", F),
    role("大宝", "老大", U, Age.CHILD),
    role("二宝", "老二 二孩", U, Age.CHILD),
    role("三宝", "老三 三孩", U, Age.CHILD),
    role("父子", "母子 母女 父女 父子俩 母子俩 母女俩 父女俩 娘俩 爷俩", is_several=True),
    role("双胞胎", "龙凤胎", U, Age.CHILD, is_several=True),
)
# Who is brought in by a word of their own rather than as somebody's relative.
ALONE = (
    role(
        "老太",
        "老太太 老太婆 老奶奶 老阿婆 阿婆 老婆婆 老妈妈 老大娘 大娘 大妈 老阿姨 太婆",
        F,
        Age.OLD,
        is_kin=False,
    ),
    role(
        "老伯",
        "老大爷 大爷 老头 老头子 老汉 老爷子 老先生 大伯 老爹爹 伯伯 阿爹 老爹",
        M,
        Age.OLD,
        is_kin=False,
    ),
    role("老人", "老年人 高龄老人 老人家 孤老", U, Age.OLD, is_kin=False),
    role(
        "男子",
        "男人 男的 男主人 爷叔 汉子 先生 小伙子 小伙 中年男 单身汉 光棍 大叔 小哥",
        M,
        Age.ADULT,
        is_kin=False,
    ),
    role(
        "女子", "女的 女人 女士 妇女 小姐 姑娘 寡妇 产妇 孕妇 大姐 大婶", F, Age.ADULT, is_kin=False
    ),
    role("阿姨", "", F, Age.ADULT, is_kin=False),
    role("女孩", "小女孩 丫头", F, Age.CHILD, is_kin=False),
    role("男孩", "小男孩", M, Age.CHILD, is_kin=False),
    role("女生", "小姑娘", F, is_kin=False),
    role("男生", "", M, is_kin=False),
    role(
        "孩子",
        "小孩 小孩子 宝宝 娃 娃娃 婴儿 新生儿 小囡 小朋友 小家伙 毛毛头",
        U,
        Age.CHILD,
        is_kin=False,
    ),
    role(
        "职工",
        "工人 小工 员工 师傅 打工者 民工 农民工 电工 焊工 木工 瓦工 钳工 泥水匠 冲床工 女工 厨师 摄影师 程序员 快递员 环卫工 骑手 外卖员",
        U,
        Age.ADULT,
        is_kin=False,
    ),
    role("毕业生", "", U, Age.ADULT, is_kin=False),
    role("退役军人", "退伍兵 老兵 退伍军人", U, Age.ADULT, is_kin=False),
    role("租客", "租户", U, Age.ADULT, is_kin=False),
    role("残疾人", "盲人 聋人", U, Age.UNKNOWN, is_kin=False),
    role("社工", "", U, Age.ADULT, is_kin=False),
    role("业主", "", U, Age.ADULT, is_kin=False),
)
OTHERS = role(
    "别人",
    "邻居 楼上 楼下 街坊 街坊邻居 左邻右舍 房东 老板 包工头 工头 保姆 护工 医生 老师 同事 中介 亲戚 朋友 班长"
    " 工友 社区主任 网格员 督导 银行 物业 单位 法院 肇事方 侄子 侄女 外甥 外甥女 舅舅 叔叔 姑姑 姨妈 舅妈 主任"
    " 肇事司机 肇事者 骑车的 开车的 同学 总包 项目部 公司 厂里 学校 医院 警察 民警 前夫 前妻 男朋友 女朋友 对方 客户 店家 村里 村委 居委"
    " 骗子 志愿者 社区 熟人 老乡 室友 护士 校长 经理 街道 监护人 人家 领导 隔壁 对门 别家",
    is_other=True,
)
FAMILY = role("全家", "一家 一家人 全家人 家里人 大家 家人", is_several=True)
# Where somebody works, learns or is treated: what is said beside it is not said of it.
PLACES = frozenset(
    [
        "银行",
        "物业",
        "单位",
        "法院",
        "项目部",
        "公司",
        "厂里",
        "学校",
        "医院",
        "社区",
        "村里",
        "村委",
        "居委",
        "街道",
    ]
)
# What somebody is rather than who: after a person it is no other one.
CALLINGS = frozenset({"职工", "毕业生", "退役军人", "租客", "残疾人", "业主"})
FIRST_PERSON = ("我自己", "我", "俺")
PRONOUNS = {"他": M, "她": F, "我自己": U, "自己": U, "本人": U, "我": U, "俺": U}
