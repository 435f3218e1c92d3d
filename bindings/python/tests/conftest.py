"""What several tests share."""

import contextlib
import signal

import pytest


@pytest.fixture
def interrupted():
    """A context in which Ctrl-C is pressed after some seconds, and must be heard."""

    @contextlib.contextmanager
    def after(seconds):
        def interrupt(_signal, _frame):
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            with pytest.raises(KeyboardInterrupt):
                yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    return after
