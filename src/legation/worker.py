"""A process of a crew: `python -m legation.worker`, which `crew` starts and asks; it ends with who started it.

On standard input come, pickled, the name of the language pipeline and then batches; on standard output goes the
outcome of each.
"""

import gc
import os
import pickle
import sys

from legation import loaders
from legation.checking import perform


def main() -> int:
    """Read batches until standard input ends."""
    # What a library prints must not come between the outcomes.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    loaders.loaders()  # what is pickled are their records
    first = True
    try:
        model = pickle.load(sys.stdin.buffer)
        while True:
            outcome = perform(pickle.load(sys.stdin.buffer), model)
            pickle.dump(outcome, out, pickle.HIGHEST_PROTOCOL)
            out.flush()
            if first:
                # The lexicon, the names and the shapes stay: no collection need look at them.
                gc.collect()
                gc.freeze()
                first = False
    except (EOFError, BrokenPipeError):
        # Nothing more is wanted; what is loaded need not be taken apart.
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
