"""The plot of README.md: seconds against triples, on axes of which each step is tenfold."""

from collections import defaultdict
from pathlib import Path
from statistics import median

import matplotlib
from common import Row

matplotlib.use("svg")
from matplotlib import pyplot

PANELS = {
    "Load": ("load of N-Triples", "load of Turtle"),
    "Reason": ("reason over a file", "reason over a store"),
    "Validate": ("validate a file",),
    "Export": ("export as Turtle",),
    "Stored queries (median of all)": ("query ",),
    "One brief more": (
        "load one brief more",
        "reason after one brief more",
        "validate a store after one brief more",
    ),
}
"""Title -> how the rows that belong there begin."""


def draw(rows: list[Row], path: Path) -> None:
    """Draw a panel for each verb as SVG; the same rows give the same bytes."""
    matplotlib.rcParams.update({"svg.hashsalt": "legation", "font.size": 8, "svg.fonttype": "none"})
    figure, axes = pyplot.subplots(2, 3, figsize=(10, 6), layout="constrained")
    for axis, (title, beginnings) in zip(axes.flat, PANELS.items(), strict=True):
        for beginning in beginnings:
            lines: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
            for row in rows:
                if row.what.startswith(beginning) and row.triples and row.ours:
                    lines[f"legation: {row.what}" if len(beginnings) > 1 else "legation"][row.triples].append(
                        row.ours
                    )
                    for peer, seconds in row.peers.items():
                        lines[peer][row.triples].append(seconds)
            for name, points in lines.items():
                sizes = sorted(points)
                style = "o-" if name.startswith("legation") else "s--"
                axis.plot(sizes, [median(points[size]) for size in sizes], style, label=name, markersize=3)
        axis.set(title=title, xscale="log", yscale="log", xlabel="triples", ylabel="seconds")
        axis.grid(alpha=0.3)
        if axis.lines:
            axis.legend(fontsize=6)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
