"""Reading with several processes: batches go out in order, and what was read comes back in the same order.

Each worker is a Python of its own (`legation.worker`) that is asked through its standard input, so that nothing rests
on how the platform forks, or on the caller's main module. Workers are started once there is enough to read to be worth
their start, which takes as long as some thousand words: what is less is read in this process.
"""

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import Final

from legation.checking import Batch, Outcome, perform
from legation.errors import LegationError

MOST: Final = 8
"""Workers at most, unless more are asked for: each takes some 400 MB."""

START_AFTER: Final = 40_000
"""Characters to read before workers are started: about 6000 words, two seconds of reading."""

ONE_THREAD: Final = ("OPENBLAS_NUM_THREADS", "1")
"""For numpy, before it is imported: the matrices of sentences are so small that threads only wait for each other."""

_AHEAD: Final = 3
"""Batches on the way for each worker: enough that none waits, and as much as is held in memory."""


class WorkerDied(Exception):
    """A worker ended before it answered; the text is a sentence."""


class Ticket:
    """A batch that was handed in."""

    def __init__(self, batch: Batch, model: str | None) -> None:
        self._batch = batch
        self._model = model
        self.future: Future[Outcome] | None = None

    def outcome(self) -> Outcome:
        """Wait for what was read; where no worker has the batch, read it now.

        Raises:
            WorkerDied: the worker that read it was killed.
        """
        return perform(self._batch, self._model) if self.future is None else self.future.result()


class Crew:
    """Workers that read batches with language pipeline `model`; close it, or use it as a context manager."""

    def __init__(self, jobs: int, model: str | None) -> None:
        self._jobs = jobs if sys.executable else 1
        self._model = model
        self._held: list[tuple[Ticket, Batch]] = []
        self._size = 0
        self._workers: list[_Worker] = []
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def ahead(self) -> int | None:
        """Batches that may be on the way before one has to be waited for; None while workers are not started."""
        if self._jobs == 1:
            return 0
        return _AHEAD * self._jobs if self._threads else None

    def hand_in(self, batch: Batch) -> Ticket:
        """Have a batch read."""
        ticket = Ticket(batch, self._model)
        if self._jobs == 1:
            return ticket
        if self._threads is not None:
            ticket.future = self._threads.submit(self._ask, batch)
            return ticket
        self._held.append((ticket, batch))
        self._size += sum(len(document.text) for _, document in batch.pages)
        if self._size >= START_AFTER:
            self._start()
        return ticket

    def release(self) -> None:
        """Forget what was handed in: it is read in this process when its outcome is asked for."""
        self._held.clear()
        self._size = 0

    def close(self) -> None:
        """End the workers, whatever they do."""
        for worker in self._workers:
            worker.end()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def _start(self) -> None:
        self._threads = ThreadPoolExecutor(self._jobs)
        try:
            for _ in range(self._jobs):
                worker = _Worker(self._model)
                self._workers.append(worker)
                self._idle.put(worker)
        except OSError as error:
            raise LegationError(
                f"no process can be started to read with ({error.strerror or error}); load with --jobs 1"
            ) from error
        for ticket, batch in self._held:
            ticket.future = self._threads.submit(self._ask, batch)
        self.release()

    def _ask(self, batch: Batch) -> Outcome:
        # There are as many workers as threads: one is idle.
        worker = self._idle.get()
        try:
            return worker.ask(batch)
        finally:
            self._idle.put(worker)


class _Worker:
    """A process that reads one batch after another."""

    def __init__(self, model: str | None) -> None:
        # Ctrl-C is for this process to answer: it ends the workers.
        own = (
            {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
            if sys.platform == "win32"
            else {"start_new_session": True}
        )
        # -P: a file of the user's beside which this runs is no module.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "legation.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**dict([ONE_THREAD]), **os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            **own,
        )
        self._tell(model)

    def _tell(self, what: object) -> None:
        assert self._process.stdin is not None
        pickle.dump(what, self._process.stdin, pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()

    def ask(self, batch: Batch) -> Outcome:
        """Have a batch read, and wait for it.

        Raises:
            WorkerDied: the process ended.
        """
        assert self._process.stdout is not None
        try:
            self._tell(batch)
            outcome: Outcome = pickle.load(self._process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            raise WorkerDied(
                f"a process that read '{batch.path}' {self._end()}; what was loaded before is kept: load again, with "
                "--jobs 1 if memory is short"
            ) from None
        return outcome

    def _end(self) -> str:
        status = self._process.wait()
        if status >= 0:
            return f"ended with status {status}"
        with suppress(ValueError):
            return f"was ended by {signal.Signals(-status).name}"
        return f"was ended by signal {-status}"

    def end(self) -> None:
        """Kill the process: it has nothing to lose."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()


def cores() -> int:
    """Return the number of workers that pay on this machine: one for each core it lets us use, 8 at most."""
    known = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(known, MOST)
