"""What a page of ours never says, and so nobody may say to a kernel.

Our page sends messages of one kind, as JSON text, on one channel. Whatever else arrives was made by hand (or by a
broken program): it is dropped, and the reason goes into the log, in words of ours, because what was sent may hold a
learner's words, or line ends that would forge an entry.
"""

from __future__ import annotations

import json
import re

MOST_BYTES = 2_000_000
"""Of one message. An answer may have 100,000 characters, of up to 12 bytes each; longer ones are told so by the exercise."""
MOST_REFUSED = 50
"""Messages of one connection that are refused before it is closed."""
CHANNEL, TYPE = "shell", "comm_msg"

_HALF = re.compile("[\ud800-\udfff]")
_HALF_WRITTEN = re.compile(r"\\u[dD][89a-fA-F]")


def whole(message: str) -> str:
    """The message without half characters, which a browser can send and the way to a kernel cannot carry.

    They come of emoji cut in two. Each becomes the sign for an unreadable character.
    """
    if not _HALF_WRITTEN.search(message):
        return message
    return _HALF.sub("\ufffd", json.dumps(json.loads(message), ensure_ascii=False))


def why_refused(message: str | bytes) -> str:
    """Why a message from a visitor is not handed on; empty if it is."""
    if not isinstance(message, str):
        return "is not text"
    if len(message) > MOST_BYTES or len(message.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        return f"is longer than {MOST_BYTES:,} bytes"
    try:
        said = json.loads(message)
    except (ValueError, RecursionError):
        return "is not JSON"
    if not isinstance(said, dict):
        return "is not an object"
    for name in ("header", "parent_header", "metadata", "content"):
        if not isinstance(said.get(name), dict):
            return f"has no {name}"
    for name in ("msg_id", "msg_type", "session"):
        if not isinstance(said["header"].get(name), str):
            return f"has no {name} in its header"
    if said.get("channel") != CHANNEL:
        return "is not for our channel"
    if said.get("buffers"):
        return "carries buffers"
    if (kind := said["header"]["msg_type"]) != TYPE:
        known = kind if kind.replace("_", "").isalpha() and len(kind) < 40 else "unknown"
        return f"is a request that visitors may not make ({known})"
    if not isinstance(said["content"].get("comm_id"), str) or not isinstance(said["content"].get("data"), dict):
        return "is for no widget"
    return ""
