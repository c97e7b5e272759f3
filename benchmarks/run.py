"""Run every quick benchmark that compares two sides, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

OTHERS = ("common", "run", "reading", "scoring", "throughput")
"""What the benchmarks share, what prints no ratio, and what takes minutes."""


def main() -> int:
    """Return 1 if one of them failed."""
    here = Path(__file__).resolve().parent
    print("   ratio  of what")
    sys.stdout.flush()
    scripts = sorted(path for path in here.glob("*.py") if path.stem not in OTHERS)
    return max(subprocess.run([sys.executable, script, *sys.argv[1:]]).returncode for script in scripts) and 1


if __name__ == "__main__":
    sys.exit(main())
