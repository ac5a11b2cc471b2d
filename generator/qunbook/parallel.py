"""Work in processes beside this one: they share what was read before, and nothing else."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing.connection import Connection
from typing import Generic, TypeVar, cast

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def each(work: Callable[[I], R], items: Sequence[I]) -> list[R]:
    """`[work(item) for item in items]`, with a process for every item but the last.

    What `work` returns or raises travels between processes, so it must be picklable. Raises what `work` raised first.
    """
    with ExitStack() as stack:
        answers = [stack.enter_context(beside(partial(work, item))) for item in items[:-1]]
        last = [work(item) for item in items[-1:]]
        return [answer() for answer in answers] + last


@contextmanager
def beside(work: Callable[[], R]) -> Iterator[Callable[[], R]]:
    """`work()` in a process beside this one: a function that waits for its answer, or raises what it raised.

    Where the system does not fork cheaply, the work is done when the answer is asked for.
    """
    if sys.platform != "linux":  # elsewhere a fork may meet threads of the system's own
        yield work
        return
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_work, args=(work, theirs))
    process.start()
    theirs.close()
    try:
        yield lambda: cast("_Answer[R]", _received(ours)).value()
    finally:
        process.kill()  # it has answered, or nobody wants its answer any more
        process.join()
        ours.close()


class _Answer(Generic[R]):
    def __init__(self, result: R | None, error: Exception | None) -> None:
        self.result = result
        self.error = error

    def value(self) -> R:
        if self.error:
            raise self.error
        return cast("R", self.result)


def _work(work: Callable[[], R], to: Connection[object, object]) -> None:
    try:
        answer = _Answer(work(), None)
    except Exception as error:  # noqa: BLE001 - it is raised again where it was asked for
        answer = _Answer(None, error)
    to.send(answer)


def _received(ours: Connection[object, object]) -> object:
    try:
        return ours.recv()
    except EOFError:
        return _Answer(None, RuntimeError("a process ended before it had answered"))
