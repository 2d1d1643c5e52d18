"""HTML as Telegram reads it, and what it finds in a text by itself; offsets count UTF-16 units."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

Params: TypeAlias = dict[str, Any]
Entities: TypeAlias = list[dict[str, Any]]
MAX_TEXT = 4096
_HTML_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_HTML_ENT = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_AUTO = [
    # the Bot API documents commands as /name, latin letters, digits and underscores only
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])", re.ASCII),
    ),
    (
        "url",
        re.compile(
            r"(?i)(?:https?://[^\s<>\"'，。；！？、（）《》]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+"
            r"(?:com|org|net|cn|io|me|gov|edu|info)(?![\w-])(?:/[^\s<>\"'，。；！？、（）《》]*)?)",
            re.ASCII,
        ),
    ),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)),
    ("mention", re.compile(r"(?<![\w@])@[a-zA-Z][a-zA-Z0-9_]{2,31}(?![\w@])", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,255}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])", re.ASCII)),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d -]{6,16}\d(?!\w)", re.ASCII)),
]


class ParseError(Exception):
    """Raised with the text that follows "Bad Request: can't parse entities: "."""


def u16(text: str) -> int:
    """Length of text in UTF-16 code units."""
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF)


def u16_slice(text: str, offset: int, length: int) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[offset * 2 : (offset + length) * 2].decode("utf-16-le", "replace")


class Output:
    """Collects output text and knows its UTF-16 length."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pos = 0

    def add(self, s: str) -> None:
        self.parts.append(s)
        self.pos += u16(s)

    def text(self) -> str:
        return "".join(self.parts)


def user_or_link(url: str, offset: int, length: int) -> Params | None:
    m = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if m:
        return {
            "type": "text_mention",
            "offset": offset,
            "length": length,
            "user": {"id": int(m.group(1))},
        }
    fixed = fix_url(url)
    if fixed is None:
        return None
    return {"type": "text_link", "offset": offset, "length": length, "url": fixed}


def fix_url(url: str) -> str | None:
    """A usable URL in canonical form, or None when it is not one."""
    url = url.strip()
    if re.match(r"(?i)(tg|ton|tonsite)://\S+$", url):
        return url
    m = re.fullmatch(r"(?i)(?:(https?|ftp)://)?([^\s/?#:@]+)(:\d{1,5})?([/?#]\S*)?", url)
    if not m:
        return None
    scheme, host, port, rest = m.group(1) or "http", m.group(2), m.group(3) or "", m.group(4) or ""
    if "." not in host and host.lower() != "localhost":
        return None
    if not rest:
        rest = "/"
    elif rest[0] in "?#":
        rest = "/" + rest
    return f"{scheme.lower()}://{host.lower()}{port}{rest}"


def must(match: re.Match[str] | None) -> re.Match[str]:
    """Return a match of a pattern that always matches."""
    assert match is not None
    return match


def unescape(src: str, i: int) -> tuple[str | None, int]:
    """The character for the HTML entity at src[i], and where it ends; (None, i) if there is none."""
    m = re.compile(r"&#(x[0-9a-fA-F]{1,6}|\d{1,7});?").match(src, i)
    if m:
        v = m.group(1)
        code = int(v[1:], 16) if v[0] == "x" else int(v)
        if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000:
            return chr(code), m.end()
        return None, i
    m = re.compile(r"&(lt|gt|amp|quot);?").match(src, i)
    if m:
        return _HTML_ENT[m.group(1)], m.end()
    return None, i


def parse_html(src: str) -> tuple[str, Entities]:
    out = Output()
    ents: Entities = []
    stack: list[Params] = []
    n, i = len(src), 0

    def b(k: int) -> int:
        return len(src[:k].encode("utf-8", "surrogatepass"))

    while i < n:
        c = src[i]
        if c == "&":
            ch, j = unescape(src, i)
            if ch is not None:
                out.add(ch)
                i = j
                continue
        if c != "<":
            out.add(c)
            i += 1
            continue
        begin = i
        i += 1
        if src[i : i + 1] != "/":
            m = must(re.compile(r"[^\s>/]*").match(src, i))
            name = m.group(0).lower()
            i = m.end()
            if name not in _HTML_TYPES:
                raise ParseError(f'Unsupported start tag "{name}" at byte offset {b(begin)}')
            attrs = {}
            while True:
                while i < n and src[i].isspace():
                    i += 1
                if i >= n:
                    raise ParseError(f"Unclosed start tag at byte offset {b(begin)}")
                if src[i] == "/":
                    i += 1
                    continue
                if src[i] == ">":
                    i += 1
                    break
                m = must(re.compile(r"[^\s=>/\"']+").match(src, i))
                if not m:
                    raise ParseError(
                        f'Empty attribute name in the tag "{name}" at byte offset {b(begin)}'
                    )
                attr = m.group(0).lower()
                i = m.end()
                while i < n and src[i].isspace():
                    i += 1
                value = ""
                if src[i : i + 1] == "=":
                    i += 1
                    while i < n and src[i].isspace():
                        i += 1
                    if i < n and src[i] in "\"'":
                        q = src[i]
                        end = src.find(q, i + 1)
                        if end < 0:
                            raise ParseError(f"Unclosed start tag at byte offset {b(begin)}")
                        value, i = src[i + 1 : end], end + 1
                    else:
                        m = must(re.compile(r"[^\s>]*").match(src, i))
                        value, i = m.group(0), m.end()
                    res, k = "", 0
                    while k < len(value):
                        ch, j = unescape(value, k) if value[k] == "&" else (None, k)
                        if ch is None:
                            res += value[k]
                            k += 1
                        else:
                            res += ch
                            k = j
                    value = res
                elif not (name == "blockquote" and attr == "expandable"):
                    raise ParseError(
                        f'Expected equal sign in declaration of an attribute of the tag "{name}" '
                        f"at byte offset {b(begin)}"
                    )
                attrs[attr] = value
            if name == "span" and attrs.get("class") != "tg-spoiler":
                raise ParseError(
                    f'Tag "span" must have class "tg-spoiler" at byte offset {b(begin)}'
                )
            stack.append(
                {
                    "tag": name,
                    "attrs": attrs,
                    "offset": out.pos,
                    "byte": b(begin),
                    "nested": len(ents),
                }
            )
            continue
        # an end tag
        if not stack:
            raise ParseError(f"Unexpected end tag at byte offset {b(begin)}")
        m = must(re.compile(r"/([^\s>]*)\s*").match(src, i))
        name, i = m.group(1).lower(), m.end()
        if src[i : i + 1] != ">":
            raise ParseError(f"Unclosed end tag at byte offset {b(begin)}")
        i += 1
        item = stack.pop()
        if name and name != item["tag"]:
            raise ParseError(
                f'Unmatched end tag at byte offset {b(begin)}, expected "</{item["tag"]}>", '
                f'found "</{name}>"'
            )
        tag, attrs, off, length = (
            item["tag"],
            item["attrs"],
            item["offset"],
            out.pos - item["offset"],
        )
        if length <= 0:
            continue
        t = _HTML_TYPES[tag]
        if tag == "a":
            url = attrs.get("href") or u16_slice(out.text(), off, length)
            e = user_or_link(url, off, length)
            if e:
                ents.append(e)
        elif tag == "code":
            if (
                stack
                and stack[-1]["tag"] == "pre"
                and stack[-1]["offset"] == off
                and attrs.get("class", "").startswith("language-")
            ):
                stack[-1]["language"] = attrs["class"][9:]
                stack[-1]["code_len"] = length
            else:
                ents.append({"type": "code", "offset": off, "length": length})
        elif tag == "pre":
            e = {"type": "pre", "offset": off, "length": length}
            if item.get("language") and item.get("code_len") == length:
                e["language"] = item["language"]
            ents.append(e)
        elif tag == "blockquote":
            ents.append(
                {
                    "type": "expandable_blockquote" if "expandable" in attrs else "blockquote",
                    "offset": off,
                    "length": length,
                }
            )
        elif tag == "tg-emoji":
            if not re.fullmatch(r"\d+", attrs.get("emoji-id", "")):
                raise ParseError("Invalid custom emoji identifier specified")
            ents.append(
                {"type": t, "offset": off, "length": length, "custom_emoji_id": attrs["emoji-id"]}
            )
        elif tag == "tg-time":
            if not re.fullmatch(r"\d+", attrs.get("unix", "")):
                raise ParseError("Invalid unix time specified")
            ents.append(
                {"type": t, "offset": off, "length": length, "unix_time": int(attrs["unix"])}
            )
        else:
            ents.append({"type": t, "offset": off, "length": length})
    if stack:
        raise ParseError(f'Can\'t find end tag corresponding to start tag "{stack[-1]["tag"]}"')
    return out.text(), ents


def parse(text: str, mode: str | None) -> tuple[str, Entities]:
    """(text, entities) for a parse_mode; raises ParseError, or ValueError for an unknown mode."""
    m = (mode or "").lower()
    if not m or m == "none":
        return text, []
    if m == "html":
        return parse_html(text)
    raise ValueError(mode)


def trim(text: str, entities: Entities) -> tuple[str, Entities]:
    """Telegram drops white space around a message; entities move with it."""
    res: Entities = []
    stripped = text.strip(" \n\t\r\v\f\u00a0")
    if stripped == text:
        total, lead = u16(text), 0
    else:
        lead = u16(text[: text.find(stripped)]) if stripped else 0
        total = u16(stripped)
    for e in entities:
        start, end = max(e["offset"] - lead, 0), min(e["offset"] + e["length"] - lead, total)
        if end > start:
            res.append(dict(e, offset=start, length=end - start))
    res.sort(key=lambda e: (e["offset"], -e["length"]))
    return stripped, res


def auto_entities(text: str, have: Any = ()) -> Entities:
    """Entities Telegram finds by itself, never inside the given ones that forbid it."""
    taken = [
        (e["offset"], e["offset"] + e["length"])
        for e in have
        if e["type"] in ("code", "pre", "text_link", "text_mention", "custom_emoji")
    ]
    res = []
    prefix = [0]
    for ch in text:
        prefix.append(prefix[-1] + (2 if ord(ch) > 0xFFFF else 1))
    found = []
    for kind, rx in _AUTO:
        for m in rx.finditer(text):
            a, z = m.span()
            if kind == "url":
                while z > a and text[z - 1] in ".,;:!?)":
                    z -= 1
            found.append((kind, prefix[a], prefix[z]))
    for kind, a, z in found:
        if any(a < t and s < z for s, t in taken):
            continue
        taken.append((a, z))
        res.append({"type": kind, "offset": a, "length": z - a})
    return res


def merge_entities(explicit: Entities, auto: Entities) -> Entities:
    res = sorted(list(explicit) + list(auto), key=lambda e: (e["offset"], -e["length"]))
    return res[:100]  # Telegram keeps at most 100 entities of a message


def escape(s: str) -> str:
    return s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def to_html(text: str, entities: Entities) -> str:
    """The text as a reader sees it, with formatting shown as HTML tags."""
    if not entities:
        return escape(text)
    tags = {
        "bold": "b",
        "italic": "i",
        "underline": "u",
        "strikethrough": "s",
        "spoiler": "tg-spoiler",
        "code": "code",
        "pre": "pre",
        "blockquote": "blockquote",
        "expandable_blockquote": "blockquote",
    }
    raw = text.encode("utf-16-le", "surrogatepass")
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for _k, e in enumerate(sorted(entities, key=lambda e: (e["offset"], -e["length"]))):
        if e["type"] == "text_link":
            o, z = f'<a href="{escape(e["url"])}">', "</a>"
        elif e["type"] in tags:
            o, z = f"<{tags[e['type']]}>", f"</{tags[e['type']]}>"
        else:
            continue
        opens.setdefault(e["offset"], []).append(o)
        closes.setdefault(e["offset"] + e["length"], []).insert(0, z)
    out, last = [], 0
    for p in sorted(set(opens) | set(closes)):
        out.append(escape(raw[last * 2 : p * 2].decode("utf-16-le", "replace")))
        out += closes.get(p, []) + opens.get(p, [])
        last = p
    out.append(escape(raw[last * 2 :].decode("utf-16-le", "replace")))
    return "".join(out)


def split_like_a_client(text: str, limit: int = MAX_TEXT) -> list[str]:
    """Telegram's apps cut a long text in messages of at most 4096 characters."""
    if u16(text) <= limit:
        return [text]
    res: list[str] = []
    cur: list[str] = []
    n = 0
    for c in text:
        w = 2 if ord(c) > 0xFFFF else 1
        if n + w > limit:
            res.append("".join(cur))
            cur, n = [], 0
        cur.append(c)
        n += w
    res.append("".join(cur))
    return [r for r in res if r.strip()]
