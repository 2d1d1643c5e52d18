"""People who do not exist, with names of all ages and addresses of more kinds than people.py has."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from bot.redaction import Kind
from tests.bot.redaction.people import MAKERS

# By how many bear them in the country, the commonest first; a third of the people below bear one of the first ten.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
    "康易乔赖文温芦柴盛柳阮翟施牛樊葛邢安齐伍庞颜倪庄聂章鲁岳翁殷詹申欧耿关兰焦俞左柯甘祝包宁尚舒路阳纪梅童"
    "凌毕单季成霍涂裴苗谷盖曲翁臧佟娄宫隋骆管游阎沙冉屈米全卜时池应尤宗卓谈冷郁闻桑宦茅惠平花屠车巩仇候查"
    "糜匡步都慎嵇滑景束龙印怀蒲邰从鄂索咸籍卞缪干解利师强荆游竺权逯桂濮牛寿通边扈燕冀"
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "皇甫", "司徒", "尉迟", "令狐", "淳于", "端木")
OLD = (
    "阿招 根娣 招娣 引珍 菊生 洪发 炳荣 雪妹 巧珍 银凤 寿根 火金 福林 白妹 三男 小毛 杏珍 水英 龙泉 关生 "
    "金根 毛男 阿二 全英 凤仙 桂珍 素琴 瑞芝 慧珍 佩华 定邦 学礼 道宏 克俭 守仁 汝贤 蕴章 毓秀 绍棠 景文 "
    "锡麟 宝珠 菊芬 秀宝 妙珍 织云 文彬 腊梅 四妹 九成 得胜 满堂 庆余 长生 来福 有财 富贵 保田 存良 连喜"
).split()
MIDDLE = (
    "建军 卫东 爱华 跃进 红卫 援朝 解放 国庆 抗美 胜利 向阳 丽萍 亚娟 晓燕 志刚 海波 秋萍 伟忠 惠良 建忠 "
    "美娟 秀兰 雅芬 泽民 立新 彩霞 振华 小平 革新 永红 少华 莉莉 春燕 文革 新民 凯歌 学军 绪芳 从容 顺英 "
    "世杰 耀祖 光明 正清 思源 广才 继红 培德 若男 怡君 万里 如意 平安 幸福 开心 得水 见贤 可人 进步 有为"
).split()
YOUNG = (
    "皓轩 沛霖 昱辰 钰涵 一鸣 沐宸 语桐 奕辰 梓睿 可馨 依诺 铭泽 芷若 宥廷 锦程 景行 星辰 书瑶 安琪 子墨 "
    "诗涵 俊熙 亦菲 佳怡 宇航 思齐 婉清 知夏 南乔 允儿 望舒 佑安 慕白 妤涵 珈玮 昊天 乐乐 多多 心悦 米乐 "
    "懿轩 晗玥 苡宁 暮雪 之恒 其琛 也然 乐为 果果 小满 谷雨 既白 承泽 听澜 时安 云舒 弋阳 初晴 未央 归尘"
).split()
SINGLE = "伟芳娜敏静强磊军洋勇艳杰涛明超霞平刚桂萍红玲波斌宇浩凯健俊帆雪鑫倩婷旭阳婧昕玥琛烨霖睿彤菡笙钰璟祺晟甜倬骞喆翊棣戎盼"
ROADS = (
    "竹辉路 三香路 十全街 临顿路 娄门路 桐泾北路 劳动路 新市路 狮山路 塔园路 滨河路 金山路 向阳路 现代大道 星湖街 "
    "苏茜路 葑谊街 中山南路 鲈乡北路 流虹路 齐门外大街 山塘街 南浩街 平泷路 东环路 南园北路 盘胥路 吴中东路 石湖西路 花园路"
).split()
ESTATES = (
    "新康花园 三元二村 彩香一村 南环新村 里河新村 狮林苑 师惠坊 新城花园 湖滨一号 都市花园 佳盛花园 馨泰花苑 东港新村 "
    "梅巷新村 金色里程 玲珑湾花园 万科金域 独墅苑 盛家里小区 苏安新村 朱家园 玉山公寓 锦泰苑 名馨花园 水岸家园 桂花新村"
).split()
VILLAGES = "西湖村 南港村 新华村 建林村 灵湖村 东泾村 双湾村 冯埂上 张家巷 许家浜".split()

# Names and places for the stories that nothing is tuned on: nobody looked at what is missed among these.
UNSEEN_GIVEN = (
    "阿四 根生 梅宝 福娣 水泉 巧妹 玉官 林宝 菊妹 招弟 云根 引娣 大男 小妹 纪生 火根 秀珠 芬娣 祖根 炳泉 茂林 伯年 "
    "仲华 叔平 季芳 鸿儒 显荣 树德 怀仁 敬之 维新 传喜 永年 恩泽 德全 立功 建设 建业 拥军 红兵 卫星 学雷 前进 和平 "
    "建华 惠芬 雅琴 丽君 国强 文英 志明 海峰 晓红 素珍 月娥 美华 爱玲 雪琴 龙宝 凤珍 祥生 泉根 荣华 兴旺 来娣 银宝 "
    "若曦 梓萌 浩宇 雨泽 欣妍 嘉懿 奕阳 沐阳 芸熙 子衿 予安 逸尘 清扬 斯年 以沫 千寻 念初 乐然 朵朵 豆豆 安然 嘉禾 "
    "语嫣 子豪 博文 思淼 晨希 一凡 天佑 皓月 睿阳 颜玉 言蹊 鹤鸣 梦洁 佩瑶 敏之 冰心 怡然 洛伊 楚涵 卓尔 启明 知行"
).split()
UNSEEN_SINGLE = "毅锋燕丹梅兰英琴珍华荣根福林云萌冉岚钧铮澄湛珏瑶蕊昱恺弘骏祥威"
UNSEEN_PLACES = (
    "干将西路 人民路 凤凰街 养育巷 景德路 西环路 何山路 玉山路 相门横街 莫邪路 钟园路 苏惠路 东兴路 笠泽路 永康路 虎泉路".split(),
    "胥江公寓 双塔新村 杨枝塘小区 润达花园 今日家园 天域 海悦花园 荣域花园 香雪海饭店宿舍 星屿仁恒 四季新家园 劳动新村 清塘新村 馨都广场".split(),
    "莫舍村 南宫村 旺山村 石舍村 陈家浜 钱家角 北塘岸村".split(),
)

Maker = Callable[[random.Random], str]


def surname(rng: random.Random) -> str:
    """A surname, in two of a hundred cases of two characters."""
    if rng.random() < 0.02:
        return rng.choice(COMPOUND)
    weights = [1 / (rank + 6) ** 0.9 for rank in range(len(SURNAMES))]
    return rng.choices(SURNAMES, weights)[0]


def full_name(rng: random.Random) -> str:
    """A full name; every fifth given name has one character."""
    if rng.random() < 0.2:
        return surname(rng) + rng.choice(SINGLE)
    return surname(rng) + rng.choice(rng.choice((OLD, MIDDLE, YOUNG)))


def unseen_name(rng: random.Random) -> str:
    """A full name of those that nobody looked at."""
    given = UNSEEN_SINGLE if rng.random() < 0.2 else UNSEEN_GIVEN
    return surname(rng) + rng.choice(given)


def address(rng: random.Random) -> str:
    """A road or estate with the number of the house, building or room."""
    return address_in(rng, ROADS, ESTATES, VILLAGES)


def unseen_address(rng: random.Random) -> str:
    """An address of places that nobody looked at."""
    return address_in(rng, *UNSEEN_PLACES)


def address_in(
    rng: random.Random, roads: Sequence[str], estates: Sequence[str], villages: Sequence[str]
) -> str:
    """An address of some places."""
    number, room = rng.randrange(1, 300), rng.randrange(1, 30) * 100 + rng.randrange(1, 9)
    building, unit = rng.randrange(1, 90), rng.randrange(1, 6)
    shapes: tuple[Maker, ...] = (
        lambda rng: f"{rng.choice(roads)}{number}号",
        lambda rng: f"{rng.choice(roads)}{number}号{building}幢{room}室",
        lambda rng: (
            f"{rng.choice(roads)}{number}号{rng.choice(estates)}{building}幢{unit}单元{room}"
        ),
        lambda rng: f"{rng.choice(estates)}{building}幢{room}",
        lambda rng: f"{rng.choice(estates)}{building}栋{unit}单元{room}室",
        lambda rng: f"{rng.choice(estates)}{building}-{room}",
        lambda rng: f"{rng.choice(estates)}{building}号楼{unit}单元",
        lambda rng: f"{rng.choice(estates)} {building}#{room}",
        lambda rng: f"{rng.choice(villages)}{number}号",
        lambda rng: f"{rng.choice(villages)}{unit}组{number}号",
    )
    return rng.choice(shapes)(rng)


RARE_MAKERS = MAKERS | {
    "姓": (Kind.NAME, surname),
    "姓名": (Kind.NAME, full_name),
    "地址": (Kind.ADDRESS, address),
}
UNSEEN_MAKERS = RARE_MAKERS | {
    "姓名": (Kind.NAME, unseen_name),
    "地址": (Kind.ADDRESS, unseen_address),
}
