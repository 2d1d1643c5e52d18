"""The kinds of personal data, each by the word that stands in its place."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What was blanked."""

    IDENTITY_NUMBER = "身份证号"
    MOBILE = "手机号"
    PHONE = "电话"
    BANK_CARD = "银行卡号"
    PERMIT = "证件号"
    PLATE = "车牌"
    EMAIL = "邮箱"
    WECHAT = "微信号"
    QQ = "QQ号"
    ADDRESS = "住址"
    NAME = "姓名"
    BIRTHDAY = "出生日期"

    @property
    def token(self) -> str:
        """What stands in the text instead."""
        return f"〔{self.value}〕"
