"""The fixtures everybody needs: a small sound knowledge base, and an index of it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.build import build
from indexer.index import Index
from indexer.knowledge_base import KnowledgeBase
from indexer.settings import IndexSettings
from tests.fake_embedder import FakeEmbedder

# The tests run in as many processes as there are cores. An engine that wants all cores in each of
# them waits at every step for the slowest thread: measured eleven times slower.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["OMP_NUM_THREADS"] = "1"

ALLOWANCE = """\
类型: 办事
事项: 最低生活保障申请
别名: [低保, 吃低保]
部门: 民政
一句话: 收入低于标准的户籍家庭按月领低保金。
条件:
  - 本市户籍
  - 人均收入低于标准
材料:
  - 身份证、户口簿
  - 核对授权书
  - 收入申报表
  - 银行卡
  - 病历（有则交）
流程:
  - 谁: 社区社工
    做: 一次性告知
    时限: 当场
  - 谁: 街道
    做: 受理审核
渠道:
  现场: 社区综合窗口
  网上: [江苏政务服务网]
时限: 30 个工作日
收费: 不收费
金额:
  - 项目: 低保标准
    自: 2025-07-01
    内容: 每人每月 1208 元
    地区: 苏州市
    依据: 市政府办公室通知
    核实: 转引
  - 项目: 低保标准
    自: 2026-07-01
    内容: 以街道当前口径为准
    地区: 苏州市
    依据: 每年 7 月调整
    核实: 待核
注意:
  - 授权书漏签一人就启动不了
依据:
  - 文件: 社会救助法
    施行: 2026-07-01
    条款: [第九条]
    核实: 原文
问法:
  - 低保怎么申请
  - 吃低保要啥条件
  - 家里穷得揭不开锅
  - 低保材料清单
  - 低保多久批下来
  - 两口子没收入能不能领钱
  - 低保审核
  - 地保怎么办
考题:
  - 家里没钱吃饭低保找谁
相关: [elderly-allowance]
状态: 初编
核对: {日期: 2026-11-23, 核对人: 编写组, 周期: 6个月}
"""
ELDERLY = """\
类型: 标准
事项: 尊老金发放
别名: [尊老金]
部门: 民政
一句话: 八十周岁以上老人按月领取。
要点:
  - 年满八十周岁
  - 多数自动发放
依据:
  - 文件: 老年人权益保障法
    核实: 待核
问法:
  - 尊老金怎么没发
  - 老人八十岁有没有钱
  - 高龄津贴标准
  - 奶奶八十一能领啥
  - 尊老金
  - 阿爹高龄津贴
  - 尊老金几号到账
  - 老人津贴谁发
考题:
  - 外婆八十多了有高龄津贴吗
状态: 已核
核对: {日期: 2026-11-23, 核对人: 编写组, 周期: 12个月}
"""
NOISE = """\
类型: 实务
事项: 邻里噪音纠纷处理
部门: 街道社区
一句话: 先劝阻调解，再报告主管部门。
步骤:
  - 谁: 社工
    做: 记录时间和声源
  - 谁: 社工
    做: 约双方调解
红线:
  - 已经动手的报警
依据:
  - 文件: 人民调解法
    文号: 主席令第34号
    核实: 转引
问法:
  - 楼上太吵怎么办
  - 邻居半夜装修
  - 广场舞扰民
  - 噪音投诉
  - 楼上小孩跑跳
  - 隔壁唱歌唱到半夜
  - 邻里噪音
  - 吵得睡不着
考题:
  - 楼上半夜拖椅子吵人
状态: 初编
核对: {日期: 2026-11-23, 核对人: 编写组, 周期: 12个月}
"""
TOPICS = "social-assistance: 社会救助\nelderly-care: 养老\ndisputes: 纠纷调处\n"


def write_base(folder: Path) -> Path:
    """Write the small base into a folder."""
    files = {
        "_topics.yaml": TOPICS,
        "_unanswerable.yaml": "- {问: 明天下雨吗, 分类: 无关, 原因: 天气}\n",
        "social-assistance/living-allowance.yaml": ALLOWANCE,
        "elderly-care/elderly-allowance.yaml": ELDERLY,
        "disputes/neighbor-noise.yaml": NOISE,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the file that builds the index of the real base; what waits for it comes last."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.path.parent.name != "knowledge":
        return 1
    return 0 if item.path.name == "test_questions.py" else 2


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """Undo what a verb run in this process did to the log."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.fixture
def knowledge_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three sound entries; it is `knowledge` in the working folder."""
    monkeypatch.chdir(tmp_path)
    return write_base(tmp_path / "knowledge")


@pytest.fixture
def knowledge(knowledge_folder: Path) -> KnowledgeBase:
    """The small base, read."""
    return KnowledgeBase.load(knowledge_folder)


@pytest.fixture
def index_settings(tmp_path: Path) -> IndexSettings:
    """Where the small base's index is kept."""
    return IndexSettings(folder=tmp_path / "var" / "index")


@pytest.fixture
def embedder() -> FakeEmbedder:
    """An embedder that needs no model."""
    return FakeEmbedder()


@pytest.fixture
def index(knowledge: KnowledgeBase, embedder: FakeEmbedder, index_settings: IndexSettings) -> Index:
    """The small base's published index."""
    report = build(knowledge, embedder, index_settings)
    assert report.published, report.misses
    return Index.open(index_settings, embedder)
