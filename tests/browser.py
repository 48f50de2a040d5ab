"""A headless Chromium that opens one file and tells what went wrong there."""
from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]
PHONE, DESK = 390, 1280          # widths in pixels at which pages are opened


def chromium() -> str | None:
    """The program, or None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def opened(browser: Any, path: Path, width: int = DESK, height: int = 900, touch: bool = False) -> Iterator[Any]:
    """A page of Playwright with a file open; at the end it must have said no error and asked the network for nothing."""
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch)
    page, errors, requests = context.new_page(), [], []
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: requests.append(request.url) if request.url != path.resolve().as_uri()
            and not request.url.startswith(("data:", "blob:")) else None)
    try:
        page.goto(path.resolve().as_uri())
        yield page
        assert not errors, errors
        assert not requests, requests
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the screen"
    finally:
        context.close()
