"""Work beside this process: the same answers in the same order, the same errors, and nobody left behind."""

from __future__ import annotations

import multiprocessing
import os
import time

import pytest

from conftest import ROOT
from qunbook import parallel, pipeline, world


def test_answers_come_in_the_order_of_the_items():
    assert parallel.each(lambda n: n * n, [1, 2, 3]) == [1, 4, 9]
    assert parallel.each(lambda n: n * n, []) == []


def test_every_item_but_the_last_has_a_process_of_its_own():
    pids = parallel.each(lambda _: os.getpid(), ["a", "b"])
    assert pids[1] == os.getpid() != pids[0]


def test_what_is_raised_there_is_raised_here():
    with pytest.raises(ValueError, match="invalid literal"):
        parallel.each(int, ["1", "x", "3"])
    with parallel.beside(lambda: 1 // 0) as answer, pytest.raises(ZeroDivisionError):
        answer()


def test_an_answer_that_nobody_waits_for_holds_nobody_up():
    """Neither a slow one nor one that fills the pipe."""
    began = time.monotonic()
    with parallel.beside(lambda: time.sleep(60)), parallel.beside(lambda: b"x" * 10_000_000):
        pass
    assert time.monotonic() - began < 30
    assert not multiprocessing.active_children()


def test_a_process_that_dies_is_an_error():
    with parallel.beside(lambda: os._exit(1)) as answer, pytest.raises(RuntimeError, match="before it had answered"):
        answer()


def test_a_second_processor_changes_no_byte():
    """One edition is the same files in the same order, whether feeds are made beside the pages or after them."""
    loaded = pipeline.load(ROOT / "tests" / "golden")
    settings = world.settings(loaded.handbook, None)
    assert list(pipeline.render(loaded, settings, "staff", apart=True)) == list(
        pipeline.render(loaded, settings, "staff")
    )
