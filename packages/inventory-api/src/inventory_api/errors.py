"""What goes wrong, as RFC 9457 problem details.

    Problem
      BadRequest 400      Unauthorized 401    Forbidden 403       NotFound 404     NotAcceptable 406     Conflict 409
      PreconditionFailed 412    ContentTooLarge 413    UnsupportedMediaType 415    UnprocessableContent 422
      TooManyRequests 429       Unavailable 503

A problem's `detail` is a sentence for people, `code` a stable name for machines. Neither ever holds internals.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar


class Problem(Exception):
    """One answer that is no success."""

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(detail)
        self.code, self.detail, self.headers, self.more = code, detail, headers or {}, more


class BadRequest(Problem):
    """What was sent makes no sense; `errors` may name fields."""

    status = HTTPStatus.BAD_REQUEST


class Unauthorized(Problem):
    """Nobody is signed in, or the token is no longer good."""

    status = HTTPStatus.UNAUTHORIZED


class Forbidden(Problem):
    """Signed in, but not allowed to do that."""

    status = HTTPStatus.FORBIDDEN


class NotFound(Problem):
    """There is no such thing, or it is somebody else's: the two are not told apart."""

    status = HTTPStatus.NOT_FOUND


class NotAcceptable(Problem):
    """The route answers in no media type that the client takes."""

    status = HTTPStatus.NOT_ACCEPTABLE


class Conflict(Problem):
    """It cannot be done in the present state."""

    status = HTTPStatus.CONFLICT


class PreconditionFailed(Problem):
    """It changed since it was read (If-Match)."""

    status = HTTPStatus.PRECONDITION_FAILED


class ContentTooLarge(Problem):
    """More was sent than is taken."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UnsupportedMediaType(Problem):
    """The route does not take a body of that media type."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class UnprocessableContent(Problem):
    """It can be read, but contradicts what was said before."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooManyRequests(Problem):
    """Too often; Retry-After says when again."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class Unavailable(Problem):
    """Something that is needed is missing or down for now."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
