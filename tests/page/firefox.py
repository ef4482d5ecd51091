"""Firefox, driven by what it brings along: WebDriver BiDi (https://w3c.github.io/webdriver-bidi/) over a socket."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

PATIENCE = 30  # seconds for the browser to begin or to answer
HEARD = ["log.entryAdded", "network.beforeRequestSent"]


class Firefox:
    """One window. `heard` are words in the console, errors, and addresses that were asked for."""

    def __init__(self, socket: Any) -> None:
        self.socket, self.numbers, self.heard = socket, count(), list[str]()
        self.ask("session.new", capabilities={})
        self.ask("session.subscribe", events=HEARD)
        self.window = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Raises RuntimeError where the browser cannot."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self.socket.recv(PATIENCE))
            if told.get("method") == "log.entryAdded":
                self.heard.append(str(told["params"]["text"]))
            elif told.get("method") == "network.beforeRequestSent":
                address = told["params"]["request"]["url"]
                self.heard += [] if address.startswith("data:") else [address]  # its own font for controls
            elif told.get("id") == number:
                if told["type"] == "error":
                    raise RuntimeError(told["message"])
                result: dict[str, Any] = told["result"]
                return result

    def open(self, file: Path, view: str = "", wide: int = 1280) -> None:
        """A page from disk, in a view if one is named."""
        self.ask("browsingContext.setViewport", context=self.window, viewport={"width": wide, "height": 800})
        self.ask("browsingContext.navigate", context=self.window, url="about:blank", wait="complete")
        self.heard.clear()
        address = f"{file.as_uri()}#{view}" if view else file.as_uri()
        self.ask("browsingContext.navigate", context=self.window, url=address, wait="complete")

    def run(self, script: str) -> Any:
        """The value of an expression of JavaScript, as JSON has it."""
        told = self.ask(
            "script.evaluate",
            expression=f"JSON.stringify({script})",
            target={"context": self.window},
            awaitPromise=True,
        )
        if told["type"] != "success":
            raise RuntimeError(told["exceptionDetails"]["text"])
        return json.loads(told["result"]["value"]) if "value" in told["result"] else None

    def press(self, key: str) -> None:
        presses = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        actions = [{"type": "key", "id": "keyboard", "actions": presses}]
        self.ask("input.performActions", context=self.window, actions=actions)


@contextmanager
def firefox(program: str, profile: Path) -> Iterator[Firefox]:
    """A window of a browser of its own, which ends with it."""
    from websockets.sync.client import connect

    command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        try:
            listening = (re.search(r"WebDriver BiDi listening on (ws://\S+)", line) for line in process.stderr)
            address = next(found[1] for found in listening if found)
            with connect(f"{address}/session", max_size=None, open_timeout=PATIENCE) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()
