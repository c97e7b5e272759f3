"""Run every benchmark, each in a process of its own."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Return 1 if one of them failed."""
    here = Path(__file__).resolve().parent
    print("   ratio  of what")
    sys.stdout.flush()
    scripts = sorted(path for path in here.glob("*.py") if path.stem not in ("common", "run"))
    return max(subprocess.run([sys.executable, script, *sys.argv[1:]]).returncode for script in scripts) and 1


if __name__ == "__main__":
    sys.exit(main())
