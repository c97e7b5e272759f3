"""Draw commands and what they printed, as a terminal shows them, in an SVG file."""

import io
from collections.abc import Iterable
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

WIDTH = 118
"""Characters in a line."""


def draw(session: Iterable[tuple[str, str]], path: Path, title: str = "legation") -> None:
    """Write a picture of `session`, pairs of a command and its output with ANSI colours, to `path`."""
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    for command, output in session:
        console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
        console.print(Text.from_ansi(output.rstrip()))
        console.print()
    # Rich's own frame asks a web server for its font; a picture in a README must not ask anybody.
    frame = "\n".join(_without_web_fonts(CONSOLE_SVG_FORMAT.splitlines()))
    svg = console.export_svg(title=title, code_format=frame, unique_id="legation")
    path.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")


def _without_web_fonts(lines: Iterable[str]) -> Iterable[str]:
    inside = False
    for line in lines:
        inside = inside or "@font-face" in line
        if not inside:
            yield line.replace(
                "Fira Code, monospace", "Fira Code, Menlo, Consolas, DejaVu Sans Mono, monospace"
            )
        elif line.strip() == "}}":
            inside = False
