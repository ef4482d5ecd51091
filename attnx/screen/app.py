"""The program behind the screen: what it is made of, the picture of it, and how it ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from attnx.errors import AttnxError
from attnx.screen.main import Main
from attnx.screen.panes import ScreenLesson
from attnx.screen.reading import Models, Reading

FONTS = re.compile(r"@font-face\s*\{[^}]*\}\s*")  # a picture that loads them from the network would not be one file
PICTURE = "attnx-explore-{}.svg"


class Explorer(App[bool]):
    """`attnx explore`; `save` writes a file. It returns True where it was left, and None where it was interrupted."""

    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "explore.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "stop", priority=True),
        Binding("s", "save"),
        Binding("q", "quit"),
    ]

    def __init__(
        self, models: Models, first: Reading, language: str, save: Callable[[Path, bytes], object], folder: Path
    ) -> None:
        super().__init__()
        self.title = "attnx explore"
        self.say = ScreenLesson(language)
        self.save, self.folder = save, folder
        self.main = Main(models, first, self.say, colour=not self.no_color)

    def get_default_screen(self) -> Main:
        return self.main

    def picture(self) -> str:
        """What is seen now, as SVG."""
        return FONTS.sub("", self.export_screenshot())

    def action_save(self) -> None:
        names = (self.folder / PICTURE.format(number) for number in count(1))
        path = next(path for path in names if not path.exists())
        try:
            self.save(path, self.picture().encode())
        except AttnxError as error:
            self.main.tell(self.say.of(error))
        else:
            self.main.tell(self.say("explore_saved", path=path))

    def action_stop(self) -> None:
        self.exit()

    async def action_quit(self) -> None:
        self.exit(True)
