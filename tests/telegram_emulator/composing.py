"""A message as a bot asks for it: text, keyboard, files, and the checks that Telegram makes."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
import struct
import time
from typing import Any

from tests.telegram_emulator.formatting import (
    MAX_TEXT,
    Entities,
    Params,
    ParseError,
    auto_entities,
    fix_url,
    merge_entities,
    parse,
    trim,
    u16,
)
from tests.telegram_emulator.state import (
    MAX_CAPTION,
    ApiError,
    Bot,
    Chat,
    State,
    Stored,
    Upload,
    bad,
    clean,
    p_bool,
    p_int,
    p_json,
    p_str,
    plain_user,
)


def image_size(data: bytes) -> Any:
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return struct.unpack("<HH", data[6:10])
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return 512, 512
    if data[:2] == b"\xff\xd8":
        i = 2
        while i + 9 < len(data):
            if data[i] != 0xFF:
                i += 1
                continue
            k = data[i + 1]
            if 0xC0 <= k <= 0xCF and k not in (0xC4, 0xC8, 0xCC):
                h, w = struct.unpack(">HH", data[i + 5 : i + 9])
                return w, h
            i += 2 + (
                struct.unpack(">H", data[i + 2 : i + 4])[0]
                if k not in (0xFF, 0x01) and not 0xD0 <= k <= 0xD9
                else 0
            )
    return None


class Composing(State):
    """Makes messages."""

    def text_of(
        self,
        p: Params,
        key: str = "text",
        mode_key: str = "parse_mode",
        ent_key: str = "entities",
        limit: int = MAX_TEXT,
        required: bool = True,
        too_long: str = "message is too long",
    ) -> tuple[str | None, Entities]:
        raw = p_str(p, key)
        mode = p_str(p, mode_key)
        try:
            text, ents = parse(raw, mode)
        except ParseError as error:
            raise bad(f"can't parse entities: {error}") from None
        except ValueError:
            raise bad("unsupported parse_mode") from None
        if not mode and p.get(ent_key):
            ents = self.given_entities(p_json(p, ent_key, "entities"), text)
        text, ents = trim(text, ents)
        if not text:
            if required:
                raise bad("message text is empty")
            return None, []
        if u16(text) > limit:
            raise bad(too_long)
        fixed: Entities = []
        for e in ents:
            if e["type"] == "text_mention":
                u = self.users.get(e["user"].get("id"))
                if u is None:
                    continue
                fixed.append(dict(e, user=plain_user(u)))
            else:
                fixed.append(e)
        return text, merge_entities(fixed, auto_entities(text, fixed))

    def given_entities(self, items: Any, text: str) -> Entities:
        if not isinstance(items, list):
            raise bad("can't parse entities: entities must be an Array")
        total = u16(text)
        res: Entities = []
        for e in items:
            if not isinstance(e, dict) or not isinstance(e.get("type"), str):
                raise bad(
                    'can\'t parse MessageEntity: an Object with the field "type" was expected'
                )
            try:
                off, length = int(e["offset"]), int(e["length"])
            except (KeyError, TypeError, ValueError):
                raise bad(
                    'can\'t parse MessageEntity: fields "offset" and "length" must be Integers'
                ) from None
            if off < 0 or length < 0 or off + length > total:
                raise bad("ENTITY_BOUNDS_INVALID")
            if length:
                res.append(dict(e, offset=off, length=length))
        return res

    def markup_of(
        self, p: Params, chat: Chat | None = None, inline_only: bool = False, bot: Bot | None = None
    ) -> tuple[str | None, Any]:
        """(kind, markup) of reply_markup; kind is None, inline, keyboard, remove or force."""
        v = p_json(p, "reply_markup", "reply keyboard markup")
        if v is None or v == {}:
            return None, None
        if not isinstance(v, dict):
            raise bad("object expected as reply markup")
        if "inline_keyboard" in v:
            rows = v["inline_keyboard"]
            if not isinstance(rows, list) or any(not isinstance(r, list) for r in rows):
                raise bad(
                    'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
                )
            res = [[self.inline_button(b) for b in row] for row in rows if row]
            if sum(len(r) for r in res) > 100:
                raise bad("reply markup is too long")
            if len(json.dumps(res, ensure_ascii=False).encode()) > 10240:
                raise bad("reply markup is too long")
            if any(len(r) > 8 for r in res):
                self.warn("an inline keyboard row has more than 8 buttons: clients cut it", bot)
            return ("inline", {"inline_keyboard": res}) if res else (None, None)
        if inline_only:
            raise bad("inline keyboard expected")
        if "keyboard" in v:
            rows = v["keyboard"]
            if not isinstance(rows, list) or any(not isinstance(r, list) for r in rows):
                raise bad('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
            out = []
            for row in rows:
                line = []
                for b in row:
                    b = {"text": b} if isinstance(b, str) else b
                    if not isinstance(b, dict) or not isinstance(b.get("text"), str):
                        raise bad(
                            "can't parse keyboard button: KeyboardButton must be an Object with a text"
                        )
                    if not b["text"].strip():
                        raise bad("keyboard button text must be non-empty")
                    if (
                        (b.get("request_contact") or b.get("request_location"))
                        and chat is not None
                        and chat.kind != "private"
                    ):
                        raise bad(
                            "phone number and location can be requested in private chats only"
                        )
                    line.append(b)
                if line:
                    out.append(line)
            if not out:
                raise bad("reply markup is empty")
            if sum(len(r) for r in out) > 300:
                raise bad("reply markup is too long")
            return "keyboard", dict(v, keyboard=out)
        if v.get("remove_keyboard"):
            return "remove", v
        if v.get("force_reply"):
            return "force", v
        return None, None

    def inline_button(self, b: Any) -> Any:
        if not isinstance(b, dict):
            raise bad("can't parse inline keyboard button: expected an Object")
        text = b.get("text")
        if not isinstance(text, str):
            raise bad("can't parse inline keyboard button: Can't find field \"text\"")
        if not text.strip():
            raise bad("can't parse inline keyboard button: text must be non-empty")
        kinds = [
            "url",
            "callback_data",
            "web_app",
            "login_url",
            "switch_inline_query",
            "switch_inline_query_current_chat",
            "switch_inline_query_chosen_chat",
            "copy_text",
            "callback_game",
            "pay",
        ]
        have = [k for k in kinds if b.get(k) is not None]
        if not have:
            raise bad(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
            )
        if len(have) > 1:
            raise bad(
                "can't parse inline keyboard button: exactly one of the optional fields must be used"
            )
        k = have[0]
        if k == "callback_data" and not (isinstance(b[k], str) and 1 <= len(b[k].encode()) <= 64):
            raise bad("BUTTON_DATA_INVALID")
        if k == "url":
            u = fix_url(str(b[k]))
            if u is None:
                raise bad(f"inline keyboard button URL '{b[k]}' is invalid: Wrong HTTP URL")
            b = dict(b, url=u)
        if k == "web_app" and not str((b[k] or {}).get("url", "")).startswith("https://"):
            raise bad("inline keyboard button Web App URL is invalid: Only HTTPS links are allowed")
        if k == "copy_text" and not 1 <= len(str((b[k] or {}).get("text", ""))) <= 256:
            raise bad("BUTTON_COPY_TEXT_INVALID")
        return b

    def add_message(
        self,
        chat: Chat,
        sender: Params,
        content: Params,
        *,
        reply_to: Any = None,
        markup: Any = None,
        bot: Bot | None = None,
        silent: bool = False,
        date: Any = None,
        extra: Any = None,
    ) -> Stored:
        mid = chat.next_id
        chat.next_id += 1
        api = {
            "message_id": mid,
            "from": sender,
            "chat": chat.api(),
            "date": int(date or time.time()),
        }
        if reply_to is not None:
            api["reply_to_message"] = {
                k: v for k, v in reply_to["api"].items() if k != "reply_to_message"
            }
        api.update(content)
        if extra:
            api.update(extra)
        kind: str | None
        value: Any
        kind, value = markup or (None, None)
        if kind == "inline":
            api["reply_markup"] = value
        m = {
            "api": api,
            "deleted": False,
            "edits": [],
            "bot": bot.id if bot else None,
            "silent": silent,
        }
        if kind in ("keyboard", "remove", "force"):
            m["markup"] = {"kind": kind, **value}
            chat.keyboard = (
                value if kind == "keyboard" else (None if kind == "remove" else chat.keyboard)
            )
        chat.messages[mid] = m
        return m

    def reply_target(self, bot: Bot, chat: Chat, p: Params) -> Stored | None:
        rp = p_json(p, "reply_parameters", "reply parameters")
        if rp:
            mid, lenient, other = (
                rp.get("message_id"),
                rp.get("allow_sending_without_reply"),
                rp.get("chat_id"),
            )
        else:
            mid, lenient, other = (
                p_int(p, "reply_to_message_id"),
                p_bool(p, "allow_sending_without_reply"),
                None,
            )
        if not mid:
            return None
        src = chat if other is None else self.api_chat(bot, {"chat_id": other})
        m = src.messages.get(int(mid))
        if m is None or m["deleted"]:
            if lenient:
                return None
            raise bad("message to be replied not found")
        quote = str((rp or {}).get("quote") or "")
        if quote not in (m["api"].get("text") or m["api"].get("caption") or ""):
            raise bad("QUOTE_TEXT_INVALID")
        return m

    def bot_sends(
        self,
        bot: Bot,
        p: Params,
        content: Params,
        chat: Chat | None = None,
        checked: bool = False,
        **extra: Any,
    ) -> Any:
        chat = chat or self.api_chat(bot, p)
        reply_to = self.reply_target(bot, chat, p)
        markup = self.markup_of(p, chat, bot=bot)
        if not checked:
            self.check_limits(bot, chat)
        if p_bool(p, "protect_content"):
            extra["has_protected_content"] = True
        m = self.add_message(
            chat,
            bot.api(),
            content,
            reply_to=reply_to,
            markup=markup,
            bot=bot,
            silent=p_bool(p, "disable_notification"),
            extra=extra,
        )
        chat.last_bot_id = bot.id
        self.note_bot_message(bot, chat, m)
        return m["api"]

    def note_bot_message(self, bot: Bot, chat: Chat, m: Stored) -> None:
        after = None
        if chat.last_user_event:
            after = round((time.time() - chat.last_user_event) * 1000)
        self.stats["bot_messages"] += 1
        self.emit("bot_message", bot, chat, message=self.view(chat, m), after_ms=after)

    def preview(self, p: Params) -> Any:
        v = p_json(p, "link_preview_options", "link preview options")
        if v is None and p_bool(p, "disable_web_page_preview"):
            v = {"is_disabled": True}
        return {"link_preview_options": v} if v else {}

    def caption_of(self, p: Params) -> Any:
        text, ents = self.text_of(
            p,
            "caption",
            "parse_mode",
            "caption_entities",
            MAX_CAPTION,
            False,
            "message caption is too long",
        )
        c: Params = {}
        if text:
            c["caption"] = text
            if ents:
                c["caption_entities"] = ents
        return c

    def store(self, name: str, data: bytes, mime: Any) -> Any:
        n = next(self.file_ids)
        tag = hashlib.sha256(data).hexdigest()
        fid = f"BQACAgUAAxkB{n:06d}{tag[:40]}"
        f = {
            "file_id": fid,
            "file_unique_id": "AgAD" + tag[:12],
            "name": name or "file",
            "data": data,
            "mime": mime or mimetypes.guess_type(name or "")[0] or "application/octet-stream",
            "n": n,
        }
        self.files[fid] = f
        return f

    def file_of(self, p: Params, key: str, value: Any = None, limit: int | None = None) -> Any:
        """The file a request sends: an upload, attach://name or a known file_id."""
        v = p.get(key) if value is None else value
        if isinstance(v, str) and v.startswith("attach://"):
            v = p.get(v[9:])
            if not isinstance(v, Upload):
                raise bad("wrong file identifier/HTTP URL specified")
        if isinstance(v, Upload):
            if not v.data:
                raise bad("file must be non-empty")
            if len(v.data) > (limit or self.config["max_upload"]):
                raise ApiError(413, "Request Entity Too Large")
            return self.store(v.name, v.data, v.mime)
        if not v:
            raise bad(f"there is no {key} in the request")
        if v in self.files:
            return self.files[v]
        if re.match(r"(?i)https?://", str(v)):
            raise bad("failed to get HTTP URL content")
        raise bad("wrong file identifier/HTTP URL specified")

    @staticmethod
    def file_json(f: Params, **extra: Any) -> Any:
        return clean(
            {
                "file_id": f["file_id"],
                "file_unique_id": f["file_unique_id"],
                "file_size": len(f["data"]),
                **extra,
            }
        )

    def media_content(self, kind: str, f: Params) -> Any:
        if kind == "photo":
            size = image_size(f["data"])
            if size is None:
                raise bad("IMAGE_PROCESS_FAILED")
            w, h = size
            if w + h > 10000 or max(w, h) > 20 * min(w, h):
                raise bad("PHOTO_INVALID_DIMENSIONS")
            return {"photo": [self.file_json(f, width=w, height=h)]}
        name = {"file_name": f["name"], "mime_type": f["mime"]}
        if kind == "document":
            return {"document": self.file_json(f, **name)}
        if kind == "audio":
            return {"audio": self.file_json(f, duration=1, **name)}
        if kind == "voice":
            return {"voice": self.file_json(f, duration=1, mime_type=f["mime"])}
        if kind == "video":
            return {"video": self.file_json(f, width=640, height=360, duration=1, **name)}
        if kind == "animation":
            return {
                "animation": self.file_json(f, width=320, height=240, duration=1, **name),
                "document": self.file_json(f, **name),
            }
        if kind == "sticker":
            return {
                "sticker": self.file_json(
                    f, type="regular", width=512, height=512, is_animated=False, is_video=False
                )
            }
        raise bad("unsupported media")
