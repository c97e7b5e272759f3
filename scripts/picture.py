"""Run commands on a terminal of our own, and draw them and what they printed in an SVG file."""

import io
import os
import pty
import subprocess
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

WIDTH = 118
"""Characters in a line."""


def on_terminal(line: str, environment: dict[str, str]) -> str:
    """Return what the shell prints for `line` on a colour terminal `WIDTH` columns wide.

    Raises:
        subprocess.CalledProcessError: the command failed.
    """
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ["sh", "-c", line],
        env=plain | environment | {"PATH": path, "COLUMNS": str(WIDTH), "TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
    ) as process:
        os.close(theirs)
        printed = b"".join(_read(ours))
    os.close(ours)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, line)
    return printed.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(descriptor, 65536)
        except OSError:  # Linux says this way that the other side of a terminal was closed.
            return
        if not data:
            return
        yield data


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
    # Some viewers strip the spaces at the beginning of a line, no-break spaces included.
    frame = frame.replace("<svg ", '<svg xml:space="preserve" ', 1)
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
