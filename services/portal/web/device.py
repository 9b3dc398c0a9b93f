"""What a browser calls itself, in short: its person recognizes it in the list of where they are signed in."""

from __future__ import annotations

from fastapi import Request

#: mark in User-Agent -> name; the first that fits, since each later one also stands in those before it.
BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser/": "Samsung Internet", "Firefox/": "Firefox", "FxiOS/": "Firefox",
    "CriOS/": "Chrome", "Chrome/": "Chrome", "Safari/": "Safari",
}  # fmt: skip
SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS", "Windows": "Windows",
    "Macintosh": "Mac", "Linux": "Linux",
}  # fmt: skip


def device_of(request: Request) -> str | None:
    said = request.headers.get("user-agent", "")
    found = [named for marks in (BROWSERS, SYSTEMS) for named in [first(marks, said)] if named]
    return ", ".join(found) or None


def first(marks: dict[str, str], said: str) -> str | None:
    return next((name for mark, name in marks.items() if mark in said), None)
