"""People who do not exist: numbers, names and addresses in the shapes workers write them."""

from __future__ import annotations

import random
from collections.abc import Callable

from stdnum import luhn
from stdnum.cn import ric

from bot.redaction import Kind

SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱高林何郭马罗宋郑谢韩唐冯董程曹袁邓许傅沈曾彭吕苏卢蒋蔡丁魏薛叶潘杜戴夏钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎武贺龚陶洪翟颜倪严牛温季俞章鲁葛毕焦柳殷施翁惠闵浦"
GIVEN = [
    "建国",
    "秀英",
    "桂兰",
    "志强",
    "小红",
    "伟",
    "敏",
    "丽华",
    "玉珍",
    "国平",
    "阿根",
    "水根",
    "凤英",
    "雪芳",
    "金妹",
    "明华",
    "晓东",
    "子轩",
    "梓涵",
    "欣怡",
    "浩然",
    "思远",
    "雨桐",
    "文娟",
    "海燕",
    "永康",
    "福生",
    "根土",
    "淑芬",
    "俊杰",
    "静",
    "磊",
    "红梅",
    "春兰",
    "冬生",
    "爱民",
    "巧云",
    "月琴",
    "家栋",
    "嘉怡",
    "一诺",
    "德胜",
    "炳炎",
    "惠芳",
    "林生",
    "美玲",
    "宝根",
    "云龙",
    "佩华",
    "志明",
    "婷婷",
    "亚萍",
    "振华",
    "玲娣",
    "洪生",
    "杏珍",
]
COMPOUND = ["欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟"]
ROADS = [
    "人民路",
    "干将东路",
    "十全街",
    "三香路",
    "东吴北路",
    "桐泾北路",
    "苏州大道东",
    "金鸡湖大道",
    "山塘街",
    "平江路",
    "解放西路",
    "胥江路",
    "新市路",
    "葑门西街",
    "白塔东路",
    "长江路",
    "狮山路",
    "珠江路",
    "中山南路",
    "前进中路",
    "学士街",
    "劳动路",
    "大石头巷",
    "钮家巷",
]
ESTATES = [
    "彩香一村",
    "新康花园",
    "南环新村",
    "湖畔佳苑",
    "三元二村",
    "里河新村",
    "东港新村",
    "胥虹苑",
    "玲珑湾",
    "万科金域花园",
    "桂花公寓",
    "阳光水榭小区",
    "海悦花园",
    "金色家园",
    "何山花园",
    "枫桥新苑",
    "玉山公寓",
    "姑香苑",
    "梅花新村",
    "莲花四区新村",
]
REGIONS = [
    "320502",
    "320505",
    "320506",
    "320507",
    "320508",
    "320509",
    "320581",
    "320582",
    "320583",
    "320585",
    "340826",
    "411521",
    "110105",
    "510105",
]


def digits(rng: random.Random, count: int) -> str:
    """Return so many digits."""
    return "".join(rng.choices("0123456789", k=count))


def full_width(text: str) -> str:
    """Return the digits as a Chinese keyboard may type them."""
    return text.translate({ord("0") + n: ord("０") + n for n in range(10)})


def identity(rng: random.Random) -> str:
    """Return an identity number in one of its forms."""
    born = f"{rng.randint(1930, 2019)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = rng.choice(REGIONS) + born + digits(rng, 3)
    whole = body + ric.calc_check_digit(body)
    forms: tuple[Callable[[], str], ...] = (
        lambda: whole,
        lambda: whole,
        whole.lower,
        lambda: f"{whole[:6]} {whole[6:14]} {whole[14:]}",
        lambda: f"{whole[:6]}-{whole[6:14]}-{whole[14:]}",
        lambda: full_width(whole),
        lambda: f"{whole[:3]} {whole[3:6]} {whole[6:10]} {whole[10:14]} {whole[14:]}",
        lambda: body[:6] + body[8:],
    )
    return rng.choice(forms)()


def wrong_identity(rng: random.Random) -> str:
    """Return an identity number with its last place wrong."""
    whole = rng.choice(REGIONS) + f"19{digits(rng, 2)}1104" + digits(rng, 3)
    right = ric.calc_check_digit(whole)
    return whole + rng.choice([sign for sign in "0123456789X" if sign != right])


def mobile(rng: random.Random) -> str:
    """Return a mobile number in one of its forms."""
    number = "1" + rng.choice("3456789") + digits(rng, 9)
    parted = (
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
    )
    return rng.choice(
        (number, number, number, *parted, f"+86{number}", f"+86 {number}", f"86-{number}",
         full_width(number), f"{number[:4]} {number[4:7]} {number[7:]}")
    )  # fmt: skip


def landline(rng: random.Random) -> str:
    """Return a landline with its area code, perhaps with an extension."""
    number = rng.choice("5678") + digits(rng, 7)
    extension = digits(rng, 3)
    return rng.choice(
        (f"0512-{number}", f"0512{number}", f"（0512）{number}", f"(0512) {number}",
         f"0512-{number}-{extension}", f"0512-{number}转{extension}", f"021-{number}",
         f"0512 {number[:4]} {number[4:]}")
    )  # fmt: skip


def bank_card(rng: random.Random) -> str:
    """Return a card number of 16 or 19 places."""
    body = rng.choice(("622202", "621799", "622848", "436742", "621483")) + digits(
        rng, rng.choice((9, 12))
    )
    number = body + luhn.calc_check_digit(body)
    groups = [number[at : at + 4] for at in range(0, len(number), 4)]
    return rng.choice((number, number, " ".join(groups), "-".join(groups), full_width(number)))


def permit(rng: random.Random) -> str:
    """Return the number of a passport or a travel permit."""
    return rng.choice(
        (f"E{digits(rng, 8)}", f"EB{digits(rng, 7)}", f"G{digits(rng, 8)}", f"C{digits(rng, 8)}",
         f"H{digits(rng, 8)}", f"M{digits(rng, 8)}", f"e{digits(rng, 8)}")
    )  # fmt: skip


def plate(rng: random.Random) -> str:
    """Return a licence plate, of seven places or of eight."""
    letter, tail = rng.choice("ABEUJ"), rng.choice("ABCDHKM")
    return rng.choice(
        (f"苏{letter}{digits(rng, 4)}{tail}", f"苏{letter}{digits(rng, 5)}",
         f"苏{letter}D{digits(rng, 5)}", f"苏{letter}·{digits(rng, 2)}{tail}{digits(rng, 2)}",
         f"皖{letter} {tail}{digits(rng, 4)}", f"苏{letter.lower()}{digits(rng, 5)}")
    )  # fmt: skip


def email(rng: random.Random) -> str:
    """Return an e-mail address."""
    return rng.choice(
        (
            f"wang.{digits(rng, 3)}@163.com",
            f"{digits(rng, 9)}@qq.com",
            f"lin-{digits(rng, 2)}@mail.sina.com.cn",
        )
    )


def wechat(rng: random.Random) -> str:
    """Return a WeChat id."""
    return rng.choice(
        (
            f"wxid_{digits(rng, 8)}",
            f"aying{digits(rng, 4)}",
            f"Lily-{digits(rng, 5)}",
            f"sz_baba{digits(rng, 2)}",
        )
    )


def qq(rng: random.Random) -> str:
    """Return a QQ number."""
    return rng.choice("123456789") + digits(rng, rng.randint(5, 9))


def address(rng: random.Random) -> str:
    """Return an exact address, from the road's or the estate's name on."""
    house, unit, floor, room = (
        rng.randint(1, 90),
        rng.randint(1, 5),
        rng.randint(1, 18),
        rng.randint(1, 4),
    )
    door = f"{floor}0{room}"
    road, estate = rng.choice(ROADS), rng.choice(ESTATES)
    return rng.choice(
        (f"{road}{house}号", f"{road}{house}号{unit}幢{door}室", f"{road}{house}弄{unit}号{door}室",
         f"{estate}{house}幢{door}室", f"{estate}{house}幢{unit}单元{door}室", f"{estate}{house}栋{door}",
         f"{estate}{house}号楼{unit}单元{door}", f"{estate}{house}-{door}", f"{estate} {house} 幢 {door} 室",
         f"{estate}{house}幢", f"{road}{house}号{estate}{unit}幢{door}室", f"{estate}{house}-{unit}-{door}",
         f"{estate}{full_width(str(house))}幢{full_width(door)}室", f"{road}{house}-{unit}号")
    )  # fmt: skip


def building(rng: random.Random) -> str:
    """Return an address without the estate's name."""
    return rng.choice(
        (f"{rng.randint(1, 60)}幢{rng.randint(2, 6)}0{rng.randint(1, 4)}室", f"{rng.randint(1, 60)}栋{rng.randint(1, 4)}单元{rng.randint(2, 6)}0{rng.randint(1, 4)}",
         "三幢二单元五零一室", "12幢1单元", f"{rng.randint(1, 4)}单元{rng.randint(2, 6)}0{rng.randint(1, 4)}室")
    )  # fmt: skip


def surname(rng: random.Random) -> str:
    """Return a surname, now and then a compound one."""
    return rng.choice(COMPOUND) if rng.random() < 0.05 else rng.choice(SURNAMES)


def full_name(rng: random.Random) -> str:
    """Return a surname and a given name."""
    return surname(rng) + rng.choice(GIVEN)


def somebody(rng: random.Random) -> str:
    """Return a name as officials hide it."""
    return surname(rng) + rng.choice(("某", "某某", "某某", "某"))


def birthday(rng: random.Random) -> str:
    """Return a day."""
    year, month, day = rng.randint(1932, 2024), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"{year}年{month}月{day}日",
            f"{year}-{month:02}-{day:02}",
            f"{year}.{month}.{day}",
            f"{year} 年 {month} 月 {day} 日",
            f"{year}/{month}/{day}",
        )
    )


MAKERS: dict[str, tuple[Kind, Callable[[random.Random], str]]] = {
    "身份证": (Kind.IDENTITY_NUMBER, identity),
    "错身份证": (Kind.IDENTITY_NUMBER, wrong_identity),
    "手机": (Kind.MOBILE, mobile),
    "座机": (Kind.PHONE, landline),
    "银行卡": (Kind.BANK_CARD, bank_card),
    "证件": (Kind.PERMIT, permit),
    "车牌": (Kind.PLATE, plate),
    "邮箱": (Kind.EMAIL, email),
    "微信": (Kind.WECHAT, wechat),
    "QQ": (Kind.QQ, qq),
    "地址": (Kind.ADDRESS, address),
    "门牌": (Kind.ADDRESS, building),
    "姓": (Kind.NAME, surname),
    "姓名": (Kind.NAME, full_name),
    "某": (Kind.NAME, somebody),
    "生日": (Kind.BIRTHDAY, birthday),
}
