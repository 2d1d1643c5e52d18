"""A YAML file as a pydantic model; what does not fit is a finding in Chinese, at its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from indexer.yaml_file import Path, Plain, YamlFile

DATE_REMEDY = "写成 2026、2026-07 或 2026-07-01 的样子。"
REMEDIES = {
    "bad-date": ("「{value}」不是日期", DATE_REMEDY),
    "bad-period": ("「{value}」不是周期", "写几个月，例如「6个月」。"),
    "bad-number": ("「{value}」不是数", "只写数字，例如「60」「1.5」，不带单位。"),
    "bad-duration": (
        "「{value}」不是一段时间",
        "写成「60天」「6个月」「3年」；期限的「内」还可以写「当年底」「次年底」。",
    ),
}


def read_model(file: YamlFile, kind: Any, context: dict[str, str] | None = None) -> Any | None:
    """Validate a file's values as `kind`; findings go to `file.problems`, and None comes back."""
    if file.problems:
        return None
    try:
        return TypeAdapter(kind).validate_python(file.values, context=context)
    except ValidationError as error:
        report(file, kind, error.errors())
        return None


def report(file: YamlFile, kind: Any, errors: list[ErrorDetails]) -> None:
    """Turn pydantic's findings into ours: a misspelt required key is one finding, not two."""
    taken: set[Path] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            path = real_path(file, error["loc"])
            missing = [
                e["loc"][-1]
                for e in errors
                if e["type"] == "missing" and e["loc"][:-1] == error["loc"][:-1]
            ]
            meant = unknown_key(file, path, keys_at(kind, path[:-1]), [str(m) for m in missing])
            if meant:
                taken.add((*error["loc"][:-1], meant))
    for error in errors:
        follows = tuple(error["loc"]) in taken or (
            error["type"] == "too_short" and any(is_inside(other, error) for other in errors)
        )
        if error["type"] != "extra_forbidden" and not follows:
            explain(file, error)


def is_inside(inner: ErrorDetails, outer: ErrorDetails) -> bool:
    """Whether a finding is about an item of what another is about: pydantic then counts it as absent."""
    depth = len(outer["loc"])
    return len(inner["loc"]) > depth and inner["loc"][:depth] == outer["loc"]


def unknown_key(file: YamlFile, path: Path, known: list[str], missing: list[str]) -> str | None:
    """Report a key that has no meaning here; return the missing key it was meant to be."""
    key = str(path[-1])
    written = set(mapping_at(file, path[:-1]))
    unused = [word for word in known if word not in written]
    close = difflib.get_close_matches(key, [*missing, *unused], 1, 0.5)
    allowed = f"这里可以写：{'、'.join(known)}。"
    remedy = f"写成「{close[0]}」。{allowed}" if close else allowed
    file.report(file.key_place(path), "unknown-key", f"不认识「{key}」", remedy)
    return close[0] if close and close[0] in missing else None


def explain(file: YamlFile, error: ErrorDetails) -> None:
    """Report one finding of pydantic's."""
    path = real_path(file, error["loc"])
    name = name_of(path)
    value = error.get("input")
    place = file.place_of(path)
    match error["type"]:
        case "missing":
            key = str(error["loc"][-1])
            file.report(
                file.key_place(path),
                "missing-key",
                f"{name_of(path)}缺「{key}」",
                f"补上「{key}:」。写法见 _template.yaml。",
            )
        case "value_error":
            rule = str(error["ctx"]["error"])
            message, remedy = REMEDIES[rule]
            file.report(place, rule, f"{name}的" + message.format(value=value), remedy)
        case "enum" | "literal_error":
            allowed = (
                str(error["ctx"]["expected"])
                .replace("'", "")
                .replace(" or ", "、")
                .replace(", ", "、")
            )
            file.report(place, "bad-choice", f"{name}写了「{value}」", f"只能写：{allowed}。")
        case _ if value in (None, "", [], {}):
            file.report(
                file.key_place(path), "empty-value", f"{name}是空的", "写上内容，或删掉这一行。"
            )
        case "too_short":
            least, actual = error["ctx"]["min_length"], error["ctx"]["actual_length"]
            file.report(
                file.key_place(path), "too-few", f"{name}只有 {actual} 条", f"至少要 {least} 条。"
            )
        case "too_long":
            most, actual = error["ctx"]["max_length"], error["ctx"]["actual_length"]
            file.report(
                file.key_place(path), "too-many", f"{name}有 {actual} 条", f"最多 {most} 条。"
            )
        case _:
            file.report(place, "wrong-type", *wrong_type(error["type"], name, value))


def wrong_type(kind: str, name: str, value: Any) -> tuple[str, str]:
    """Say what form a value should have had."""
    if isinstance(value, dict) and kind == "string_type":
        key = next(iter(value))
        return (
            f"{name}应当是一句话，这里成了「{key}: …」的样子",
            "句子里的英文冒号换成中文冒号「：」，或用引号把整句括起来。",
        )
    forms = {
        "string_type": ("应当是一句话", "写成一行文字，不要分列表。"),
        "tuple_type": ("应当是列表", "一行一条，每行以「- 」开头。"),
        "list_type": ("应当是列表", "一行一条，每行以「- 」开头。"),
        "model_type": ("应当分项写", "写成「键: 内容」的样子，见 _template.yaml。"),
        "model_attributes_type": ("应当分项写", "写成「键: 内容」的样子，见 _template.yaml。"),
        "dict_type": ("应当分项写", "写成「键: 内容」的样子，见 _template.yaml。"),
        "int_parsing": ("应当是整数", "只写数字。"),
        "float_parsing": ("应当是数字", "只写数字。"),
        "bool_parsing": ("应当是 true 或 false", "写 true 或 false。"),
    }
    message, remedy = forms.get(kind, ("写法不对", "对照 _template.yaml 的写法改。"))
    return f"{name}{message}", remedy


def name_of(path: Path) -> str:
    """Return a path as a supervisor reads it: 「依据」第 2 条的「施行」."""
    words = ""
    for part in path:
        words += (
            f"第 {part + 1} 条"
            if isinstance(part, int)
            else ("的" if words else "") + f"「{part}」"
        )
    return words


def real_path(file: YamlFile, loc: tuple[int | str, ...]) -> Path:
    """Return the part of pydantic's location that stands in the file, without its union labels."""
    path: Path = ()
    for part in loc:
        if (*path, part) in file.places:
            path = (*path, part)
    return path


def mapping_at(file: YamlFile, path: Path) -> dict[str, Plain]:
    """Return the mapping that stands at a path."""
    value: Any = file.values
    for part in path:
        value = value[part]
    return value if isinstance(value, dict) else {}


def keys_at(kind: Any, path: Path) -> list[str]:
    """Return the keys that may be written at a path of a model."""
    for part in path:
        kind = inside(kind, part)
    return list(key_names(kind))


def inside(kind: Any, part: str | int) -> Any:
    """Return the type of what lies under a key or in a list."""
    if get_origin(kind) is dict:
        return get_args(kind)[1]  # its keys are names that the supervisors chose
    model = next(models(kind), None)
    if isinstance(part, int):
        return kind
    if model is None:
        return kind
    for field in model.model_fields.values():
        if field.alias == part:
            return field.annotation
    return next((f.annotation for n, f in model.model_fields.items() if n == part), None)


def models(kind: Any) -> Iterator[type[BaseModel]]:
    """Yield the models inside a type, however it is wrapped."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for argument in get_args(kind):
        yield from models(argument)


def key_names(kind: Any) -> Iterator[str]:
    """Yield the keys a model knows, in its order."""
    for model in models(kind):
        for name, field in model.model_fields.items():
            yield field.alias or name
        return
