"""The same work for several editions at once, one process each: they share what was read and nothing else."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import TypeVar

I = TypeVar("I")  # noqa: E741 - an item
R = TypeVar("R")


def each(work: Callable[[I], R], items: Sequence[I]) -> list[R]:
    """`[work(item) for item in items]`, with a process for every item but the last where the system forks cheaply.

    What `work` returns or raises travels between processes, so it must be picklable. Raises what `work` raised first.
    """
    if len(items) < 2 or sys.platform != "linux":  # elsewhere a fork may meet threads of the system's own
        return [work(item) for item in items]
    fork = multiprocessing.get_context("fork")
    started = []
    for item in items[:-1]:
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_answer, args=(work, item, theirs), daemon=True)
        process.start()
        theirs.close()
        started.append((process, ours))
    try:
        last = work(items[-1])
        answers = [_received(ours) for _, ours in started]
    finally:
        for process, _ in started:
            process.kill() if sys.exc_info()[0] else process.join()
    for answer in answers:
        if isinstance(answer, _Failure):
            raise answer.error
    return [*answers, last]  # type: ignore[list-item]


class _Failure:
    def __init__(self, error: Exception) -> None:
        self.error = error


def _answer(work: Callable[[I], R], item: I, to: Connection[object, object]) -> None:
    try:
        answer: object = work(item)
    except Exception as error:  # noqa: BLE001 - it is raised again where it was asked for
        answer = _Failure(error)
    to.send(answer)


def _received(ours: Connection[object, object]) -> object:
    try:
        return ours.recv()
    except EOFError:
        return _Failure(RuntimeError("a process ended before it had answered"))
