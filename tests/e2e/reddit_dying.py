"""`python -m tests.e2e.reddit_dying before|after ARGS…`: the console, killed by SIGKILL as it posts to Reddit.

`before`: when the request is about to go out; `after`: when its answer is here and nobody has been told yet.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import requests

from social_console.cli import run


def main() -> int:
    """Run the console on the remaining arguments."""
    real, when = requests.Session.request, sys.argv[1]

    def request(self: requests.Session, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:
        posting = method.upper() == "POST" and "/api/comment" in url
        if posting and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        answer = real(self, method, url, *args, **kwargs)
        if posting:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    requests.Session.request = request  # type: ignore[method-assign,assignment]
    return run(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
