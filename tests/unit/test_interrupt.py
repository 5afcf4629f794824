"""Ctrl-C is remembered also where its exception is dropped."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from social_console.cli.interrupt import Interrupt


def test_a_lost_exception_is_still_known() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupt() as interrupt:
        assert not interrupt.is_asked()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert interrupt.is_asked()
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_nothing_changes(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)

    def run() -> None:
        with Interrupt() as interrupt:
            (tmp_path / "said").write_text(str(interrupt.is_asked()))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert (tmp_path / "said").read_text() == "False"
    assert signal.getsignal(signal.SIGINT) is before
