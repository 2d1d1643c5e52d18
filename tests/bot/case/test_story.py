import pytest

from bot.case.settling import Trouble
from bot.case.story import StoryReader
from tests.bot.case.conftest import TODAY, told

OLD = (
    "独居的陈奶奶今年八十六了，户口就在我们街道，两个女儿都在国外，上星期在卫生间摔了一跤骨折，"
    "现在走路要人扶，烧不了饭，退休金每月两千六。"
)
JAILED = (
    "女孩十岁，爸爸坐牢判了三年，妈妈离家出走两年多没联系，跟奶奶过，奶奶七十二岁，户口本街道。"
)
MOURNING = "昨天早上我公公在家里突然去世，七十四岁，苏州户口，领职工养老金，一家人不知道先办什么。"


def read(reader: StoryReader, story: str) -> dict[str, dict[str, str]]:
    return told(reader.read(story, TODAY))


def troubles(reader: StoryReader, story: str) -> list[Trouble]:
    return [remark.trouble for remark in reader.read(story, TODAY).remarks]


def test_a_story_gives_what_it_says_and_nothing_else(reader: StoryReader) -> None:
    assert read(reader, OLD) == {
        "陈奶奶": {
            "年龄": "86",
            "独居": "是",
            "有子女": "是",
            "子女在身边": "否",
            "行动不便": "是",
            "做饭困难": "是",
            "工作": "退休",
            "意外受伤": "是",
            "户籍": "本区",
            "养老待遇": "机关事业退休金/职工养老金",
            "受伤日期": "2026-11-16–2026-11-22",
        },
        "": {"家里要适老改造": "是", "低保标准倍数": "1.79–2.15"},
    }


def test_a_space_after_a_figure_changes_nothing(reader: StoryReader) -> None:
    found = read(reader, "83 岁独居，刚摔断腿出院，女儿在外地")
    assert found == {
        "本人": {"年龄": "83", "独居": "是", "子女在身边": "否", "意外受伤": "是"},
    }


def test_a_fact_is_of_the_one_it_was_said_of(reader: StoryReader) -> None:
    found = read(reader, "王师傅五十岁，老母亲82岁失智两年，儿子读高二，户口都在本区。")
    assert found["王师傅"] == {"年龄": "50", "户籍": "本区"}
    assert found["老母亲"]["失智"] == "是"
    assert found["老母亲"]["失能月数"] == "24"
    assert found["儿子"]["学段"] == "高中"
    assert [facts["户籍"] for facts in found.values()] == ["本区"] * 3


def test_a_grown_up_is_in_no_nursery_and_no_school(reader: StoryReader) -> None:
    found = read(reader, "妈妈产假早歇完，想找个靠得住的托班，囡囡十个月")
    assert found == {"孩子": {"工作": "学龄前"}}
    found = read(reader, "儿子原先跟奶奶，今年九月接来，奶奶舍不得，该念初一")
    assert "奶奶" not in found
    assert found["儿子"]["学段"] == "初中"


@pytest.mark.parametrize(
    ("story", "fact"),
    [
        ("女孩去年六月大专毕业，自己开了间小店八个多月。", "年龄"),
        ("女的三十岁，在家带三个小囡，老大三年级。", "学段"),
        ("面馆关了门，老板四十三岁，执照还没注销。", "户口已注销"),
        ("宝妈二十九岁，坐在社区哭，说死了算了。", "亲人去世"),
        ("阿伯七十二，全靠这房租，罚了就没饭吃。", "断炊断药"),
        ("女孩二十四岁，社保每月自己掏一千四吃不消。", "医疗负担重"),
        ("女孩二十四岁，社保每月自己掏一千四吃不消。", "照料人吃力"),
    ],
)
def test_what_only_sounds_like_a_fact_is_none(reader: StoryReader, story: str, fact: str) -> None:
    assert all(fact not in known for known in read(reader, story).values())


def test_what_stands_before_a_person_describes_them(reader: StoryReader) -> None:
    found = read(reader, "三十岁的女儿带着自闭症儿子住。")
    assert found["女儿"] == {"年龄": "30"}
    assert found["儿子"]["孤独症"] == "是"


def test_somebody_called_otherwise_later_is_the_same_person(reader: StoryReader) -> None:
    found = read(reader, "张阿姨66岁独居，老人有高血压，她户口在吴江。")
    assert found == {
        "张阿姨": {
            "年龄": "66",
            "独居": "是",
            "高血压糖尿病": "是",
            "户籍": "本区/本市外区",
        }
    }


def test_parents_are_told_of_their_child(reader: StoryReader) -> None:
    girl = read(reader, JAILED)["女孩"]
    assert girl["父亲状况"] == "服刑强戒"
    assert girl["母亲状况"] == "失联"
    assert girl["母亲缺位月数"] == "24–36"
    assert girl["户籍"] == "本区"


def test_who_died_is_no_person_any_more(reader: StoryReader) -> None:
    found = read(reader, MOURNING)
    assert "公公" not in found
    assert found[""] == {
        "逝者户籍": "本区/本市外区",
        "逝者参保": "职工养老",
        "亲人去世": "是",
        "去世日期": "2026-11-22",
        "去世地点": "家里",
    }


@pytest.mark.parametrize(
    ("story", "facts"),
    [
        ("奶奶80岁，没有高血压。", {"年龄": "80", "高血压糖尿病": "否"}),
        ("奶奶80岁，怕以后失智。", {"年龄": "80"}),
        ("奶奶80岁，能不能算低保户？", {"年龄": "80"}),
        ("奶奶80岁，以前开店。", {"年龄": "80"}),
        ("奶奶80岁，邻居说同事有精神分裂。", {"年龄": "80"}),
    ],
)
def test_what_is_denied_feared_asked_past_or_another_s_is_not_so(
    reader: StoryReader, story: str, facts: dict[str, str]
) -> None:
    assert read(reader, story) == {"奶奶": facts}


def test_an_age_at_which_something_was_or_will_be_is_none(reader: StoryReader) -> None:
    found = read(reader, "男孩七岁，四岁就确诊自闭症，到16岁还要康复训练。")
    assert found["男孩"]["年龄"] == "7"


def test_a_city_is_not_the_district(reader: StoryReader) -> None:
    assert read(reader, "老李70岁，苏州户籍。")["老李"]["户籍"] == "本区/本市外区"
    assert read(reader, "老李70岁，户口在安徽老家。")["老李"]["户籍"] == "外地"


def test_a_level_is_only_on_a_certificate(reader: StoryReader) -> None:
    assert read(reader, "男人45岁，肢体二级残疾。") == {
        "男人": {
            "年龄": "45",
            "长期障碍": "是",
            "残疾类别": "肢体",
            "残疾等级": "二级",
            "残疾证": "有效/要变更",
        }
    }


def test_income_is_told_a_head_only_where_nobody_else_s_can_be_missing(
    reader: StoryReader,
) -> None:
    assert "" not in read(reader, "老李70岁和老伴住，退休金三千。")
    assert read(reader, "老李70岁独居，退休金三千。")[""] == {"低保标准倍数": "2.07–2.48"}


def test_two_families_are_asked_for_one_by_one(reader: StoryReader) -> None:
    story = "王家老人80岁独居，另一户是单亲妈妈带孩子。"
    assert troubles(reader, story) == [Trouble.TWO_FAMILIES]
    assert read(reader, story) == {}


def test_what_contradicts_itself_is_left_open(reader: StoryReader) -> None:
    story = "老李户口在本区，七十岁，老李户口在安徽。"
    assert troubles(reader, story) == [Trouble.CONTRADICTION]
    assert read(reader, story) == {"老李": {"年龄": "70"}}


def test_an_impossible_age_is_left_out(reader: StoryReader) -> None:
    assert troubles(reader, "老人150岁，独居。") == [Trouble.IMPOSSIBLE]
    assert read(reader, "老人150岁，独居。") == {"老人": {"独居": "是"}}


def test_another_language_is_not_read(reader: StoryReader) -> None:
    story = "My grandmother is 83 and lives alone in 苏州."
    assert troubles(reader, story) == [Trouble.OTHER_LANGUAGE]
    assert read(reader, story) == {}


def test_a_story_without_facts_is_said_to_be_one(reader: StoryReader) -> None:
    assert troubles(reader, "今天天气不错。") == [Trouble.NOTHING]
    assert troubles(reader, "……") == [Trouble.NOTHING]


def test_a_long_story_is_read_from_its_beginning(reader: StoryReader) -> None:
    story = "奶奶80岁独居。" + "她每天散步。" * 500
    assert troubles(reader, story) == [Trouble.TOO_LONG]
    assert read(reader, story) == {"奶奶": {"年龄": "80", "独居": "是"}}


@pytest.mark.parametrize(
    ("story", "who", "age"),
    [
        ("王阿婆，八十八了，一个人住。", "王阿婆", "88"),
        ("陆叔叔六十八，身体蛮好。", "陆叔叔", "68"),
        ("我妈82，跟我住，我自己61刚退休。", "本人", "61"),
        ("小马，26，租房住。", "小马", "26"),
    ],
)
def test_an_age_without_its_unit_is_read_where_nothing_else_can_be_meant(
    reader: StoryReader, story: str, who: str, age: str
) -> None:
    assert read(reader, story)[who]["年龄"] == age


def test_a_number_of_something_is_no_age(reader: StoryReader) -> None:
    assert "年龄" not in read(reader, "老李欠了三十，租房住。").get("老李", {})


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("失业登记还没去弄", "否"),
        ("没去办失业登记", "否"),
        ("失业登记已经办好了", "是"),
        ("做过失业登记", "是"),
    ],
)
def test_a_step_is_done_or_not_in_whatever_order_it_is_said(
    reader: StoryReader, said: str, value: str
) -> None:
    assert read(reader, f"小夏26岁，{said}。")["小夏"]["失业登记"] == value


def test_asking_for_a_paper_is_not_having_it(reader: StoryReader) -> None:
    assert "居住证" not in read(reader, "小夏26岁，报名要有居住证吗？")["小夏"]


def test_another_family_s_relatives_are_nobody_here(reader: StoryReader) -> None:
    found = read(reader, "隔壁张家的儿子吸毒，我妈82岁，跟我住。")
    assert found == {"妈": {"年龄": "82", "独居": "否", "子女在身边": "是"}}


def test_a_child_of_parents_from_elsewhere_did_not_come_along_unless_it_was_said(
    reader: StoryReader,
) -> None:
    found = read(reader, "小两口都是外地户口，宝宝刚满月。")
    assert not any("随迁子女" in facts for facts in found.values())


def test_dialect_and_slips_are_read_as_what_was_meant(reader: StoryReader) -> None:
    found = read(reader, "阿爹八十一岁，户藉本区，囡婿吃勿消了。")
    assert found["阿爹"] == {"年龄": "81", "户籍": "本区"}
    assert found[""] == {"照料人吃力": "是"}


def test_who_walked_away_is_not_dead_unless_a_funeral_is_spoken_of(reader: StoryReader) -> None:
    gone = read(reader, "小王40岁，妻子走了四年没音讯。")
    assert "亲人去世" not in gone.get("", {})
    assert "去世日期" not in gone.get("", {})
    dead = read(reader, "昨天下午，张老伯走了，退休教师，问丧葬费怎么领。")
    assert dead == {"": {"亲人去世": "是", "去世日期": "2026-11-22", "逝者参保": "机关事业"}}


def test_whose_spouse_died_is_widowed(reader: StoryReader) -> None:
    assert read(reader, "周阿姨53岁，老公去年出车祸走的。")["周阿姨"]["婚姻"] == "丧偶"


def test_what_is_said_of_both_is_known_of_each(reader: StoryReader) -> None:
    found = read(reader, "女儿女婿都是外地户口，爸妈都下岗，爸爸有糖尿病。")
    assert found["女儿"]["户籍"] == found["女婿"]["户籍"] == "外地"
    assert found["爸爸"]["工作"] == "没有工作"


def test_a_date_without_its_event_is_none(reader: StoryReader) -> None:
    assert "释放日期" not in read(reader, "小李40岁，前年从公司出来开店。")["小李"]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (
            "她老公在工地上班，工资拖了三个月，她怀孕五个月，没工作。",
            {
                "老公": {"工作": "单位上班", "拖欠工资": "是"},
                "本人": {"工作": "没有工作", "怀孕": "是", "孕周": "21–24"},
            },
        ),
        (
            "女儿说妈妈最近半夜跑出去，妈妈八十一，户口本区。",
            {"妈妈": {"年龄": "81", "走失风险": "是", "户籍": "本区"}},
        ),
        (
            "丈夫瘫痪了，我一个人照顾他，自己也有糖尿病，五十八岁。",
            {"本人": {"年龄": "58", "高血压糖尿病": "是"}},
        ),
        (
            "老公没了工作，我怀孕了，房子是租的。",
            {
                "老公": {"工作": "没有工作"},
                "本人": {"怀孕": "是"},
                "": {"住房": "租住"},
            },
        ),
        (
            "我爸是退役军人，去世了，我妈八十。",
            {"妈": {"年龄": "80"}, "": {"亲人去世": "是"}},
        ),
        ("老人九十，儿子打老人。", {"老人": {"年龄": "90", "老人受虐待": "是"}}),
        (
            "外婆七十，外孙5岁自闭症，妈妈上夜班。",
            {"妈妈": {"工作": "单位上班"}, "外婆": {"年龄": "70"}},
        ),
        (
            "女方四十，男方打人，女方在家带孩子没收入。",
            {"女方": {"年龄": "40", "工作": "没有工作", "生活无来源": "是"}},
        ),
        ("医生说可能是癌症，怀疑老年痴呆，我七十。", {"本人": {"年龄": "70"}}),
    ],
)
def test_who_is_named_in_passing_takes_nothing_of_the_one_who_is_meant(
    reader: StoryReader, story: str, expected: dict[str, dict[str, str]]
) -> None:
    found = read(reader, story)
    assert {who: found.get(who) for who in expected} == expected


@pytest.mark.parametrize(
    ("story", "gone"),
    [
        ("外公九十一，今早在家里睡过去了，殡仪馆说没单子不来接，外婆八十五。", "外公"),
        ("低保孤老许伯今早在家走的，79，隔壁邻居守着。", "许伯"),
        ("老李来敲门，他娘九十一，夜里在床上走了，没送医院。", "娘"),
    ],
)
def test_who_died_at_home_is_not_among_the_living(
    reader: StoryReader, story: str, gone: str
) -> None:
    facts = read(reader, story)
    assert gone not in facts
    assert facts[""]["亲人去世"] == "是"
    assert facts[""]["去世地点"] == "家里"


@pytest.mark.parametrize(
    ("story", "who", "facts"),
    [
        ("我夜里陪瘫了三年的爸，没睡过一个整觉。", "爸", {"行动不便": "是"}),
        ("我家五岁丫头给狗咬了。", "丫头", {"年龄": "5"}),
        ("五十三的离异男人，带十四岁儿子和七十八岁老父亲。", "男人", {"年龄": "53"}),
        ("她公公不见了，79岁，老年痴呆。", "公公", {"年龄": "79", "失智": "是"}),
        ("我白天上班。爸82，苏州户口，他有职工医保。", "爸", {"医保": "职工医保"}),
        ("婆婆八十二一个人住里头，老忘事。", "婆婆", {"年龄": "82", "独居": "是"}),
        ("老周九月刚满60，去厂里问退休。", "老周", {"年龄": "60"}),
        ("38岁电工在园区一家厂上班，老婆孩子明年过来。", "电工", {"年龄": "38"}),
        ("小伙子腿有残疾，三级证，二十七。", "小伙子", {"残疾等级": "三级", "年龄": "27"}),
        ("王老师七十四，老伴没了，女儿在国外。", "王老师", {"年龄": "74", "婚姻": "丧偶"}),
        ("床上躺着93岁的太婆，全靠小顾喂饭换尿片。", "太婆", {"年龄": "93", "需长期照护": "是"}),
        ("太婆92岁，家里媳妇女儿轮流翻身擦洗。", "太婆", {"需长期照护": "是"}),
        ("小伙子三十岁，坐轮椅，爸爸天天背。户口本区。", "小伙子", {"户籍": "本区"}),
        ("同居十个月生了个儿子，三个月大。", "儿子", {"年龄": "0"}),
        ("陶阿婆在抢救，家里还有个四十六岁的傻儿子。", "儿子", {"年龄": "46"}),
        ("老母亲九十岁，儿子八三年牺牲的。现在一个人住。", "老母亲", {"独居": "是"}),
        ("老朱当过十二年兵，退下来跑运输。", "老朱", {"退役军人": "是"}),
        ("大姐四十六，坐了十四年牢，上个礼拜回来。", "大姐", {"刑满释放": "是"}),
        ("老公小孟在园区上班，户口本区。", "老公", {"户籍": "本区"}),
        ("老钮83，一世没讨老婆，上月底跌一跤。", "老钮", {"意外受伤": "是"}),
        ("我爹爹87岁，瘫在床上整两年了。", "爹爹", {"年龄": "87", "行动不便": "是"}),
        ("女的上个月18号在市立医院生了个女儿。", "女的", {"分娩日期": "2026-10-18"}),
        ("曹好婆一家头住在平江路。", "曹好婆", {"独居": "是"}),
        ("乐乐四岁，爷娘都在深圳打工。", "乐乐", {"父亲状况": "外出务工"}),
        ("郑某视力一级，女儿郑小妹智力三级。", "女儿", {"残疾类别": "智力"}),
        ("对门小囝九岁，后妈带着，天冷还穿单衣。", "孩子", {"年龄": "9"}),
        (
            "老李来敲门，家里剩他小弟，五十八，智力二级。",
            "小弟",
            {"年龄": "58", "残疾等级": "二级"},
        ),
        ("女婿被裁，社保交了九年；丈母娘肠癌，职工医保。", "丈母娘", {"医保": "职工医保"}),
        ("女儿脑瘫，三级肢体证。", "女儿", {"残疾类别": "肢体", "残疾等级": "三级"}),
    ],
)
def test_what_is_said_goes_to_whom_it_is_said_of(
    reader: StoryReader, story: str, who: str, facts: dict[str, str]
) -> None:
    assert facts.items() <= read(reader, story)[who].items()


@pytest.mark.parametrize(
    ("story", "fact"),
    [
        ("男的查出胃癌动手术，户口本区。", "家暴"),
        ("小陆酒后打架，户口本区。", "家暴"),
        ("公司叫她“自己写个辞职”，户口本区。", "失业原因"),
        ("汪某要送强制隔离戒毒，户口本区。", "社区戒毒"),
        ("吴阿婆四万是留着办后事的，户口本区。", "亲人去世"),
        ("阿姨前年借给工友四万八，人家拖着不还，户口本区。", "欠债"),
        ("装修公司收了全款，老板不见了，户口本区。", "走失风险"),
        ("昨天儿子摔了碗，户口本区。", "意外受伤"),
        ("听人讲失业了有钱领，户口本区。", "工作"),
        ("火一烧，两个娃书包课本都没了，户口本区。", "亲人去世"),
        ("五保老钱认定那会样样自己来，户口本区。", "自理"),
        ("男人在楼道里喊要放火烧光，户口本区。", "火灾"),
        ("小周讲快憋疯了，户口本区。", "精神病发作"),
        ("老朱当过十二年兵，退下来跑运输，户口本区。", "工作"),
        ("手机也被他摔了，户口本区。", "意外受伤"),
    ],
)
def test_words_of_another_matter_are_no_fact(reader: StoryReader, story: str, fact: str) -> None:
    assert all(fact not in facts for facts in read(reader, story).values())


def test_who_is_spoken_to_is_none_of_the_household(reader: StoryReader) -> None:
    assert set(read(reader, "阿姐，伲爷今年七十九，糖尿病，户口在吴中。")) == {"爷"}


def test_who_died_outright_is_dead_though_the_clause_names_nobody(reader: StoryReader) -> None:
    facts = read(reader, "老公在厂里开叉车，夜班翻车压死了，他贵州户口，我没工作。")
    assert "老公" not in facts
    assert facts[""]["逝者户籍"] == "外地"
