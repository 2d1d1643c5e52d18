"""Words of this field that no dictionary holds, and that begin or end like a name."""

from __future__ import annotations

WORDS_OF_THE_FIELD = frozenset(
    (
        "低保 高龄 尊老金 尊老卡 苏惠保 苏周到 长护险 长护 门特 公租房 安居 安置房 康养 康复 惠民 惠企 居住证 优待证 社保卡 社保 医保 参保 "
        "临时救助 居委会 业委会 网格员 社工 社工站 适老化 助浴 助餐 群租 群租房 违建 飞线 家医 签约 孤老 独居 失独 特困 残联 民政 人社 卫健 "
        "住建 信访 司法所 派出所 综合窗口 街道 社区 户籍 落户 迁移 过户 房本 不动产 公积金 灵活就业 退役 双拥 军属 烈属 吴江 吴中 相城 姑苏 "
        "虎丘 工业园区 高新区 昆山 太仓 常熟 张家港 平江 金阊 沧浪 葑门 娄葑 胥口 木渎 甪直 东山 周庄 黎里 盛泽 震泽 同里 黄埭 望亭 渭塘 "
        "浒墅关 狮山 枫桥 横塘 唯亭 胜浦 斜塘 石湖 白洋湾 双塔 沧浪新城"
    ).split()
)
