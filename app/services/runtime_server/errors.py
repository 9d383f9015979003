"""What the runtime answers when a request can't be served: a status and one clear sentence."""

from __future__ import annotations


class RequestError(Exception):
    """A request that is refused; the sentence goes to the caller as `{"error": …}`."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def bad_request(message: str) -> RequestError:
    return RequestError(400, message)
