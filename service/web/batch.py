"""POST /v1/sanitize/batch: many comments in, a result or a problem for each out, in their order, as they come.

A batch is history: comments that were posted, and counted, long ago. It asks no limit and counts nothing.
"""

import logging

from starlette.types import Receive, Scope

from service.core.comment import Comment
from service.core.shadow import with_shadows
from service.errors import MediaTypeError, OverloadedError, RequestError
from service.logs import REQUEST_ID as LOG_REQUEST_ID
from service.services import Services
from service.sites import Terms
from service.web.batch_items import Elements, Item, Lines
from service.web.batch_stream import Chunks, Shape, Share, Stream
from service.web.client_ip import Origins
from service.web.door import SITE
from service.web.faults import whole_body
from service.web.media_type import JSON, NDJSON, MediaType, announced
from service.web.responses import REQUEST_ID, Kind, Reply, json_answer, problem, refusal
from service.web.submission import read_comment
from service.web.workshop import Workshop

READABLE = (JSON, NDJSON)

_COMMENT = MediaType(JSON, "utf-8")
_BLANK = b" \t\r\n\xef\xbb\xbf"  # may stand before an array; the last three are a byte-order mark
_ARRAY = Shape(JSON, b"[", b",", b"", b"]")
_LINES = Shape(NDJSON, b"", b"", b"\n", b"")

_log = logging.getLogger(__name__)


class SanitizeBatch:
    """Reads and judges each comment as Sanitize would, but for the limits; all batches take turns."""

    def __init__(self, services: Services, *, most_body: int, workshop: Workshop) -> None:
        self._services = services
        self._most_item = most_body
        self._origins = Origins(services.trusted_proxies)
        self._share = Share(workshop.thread)  # a long comment of a batch waits for those that are posted

    async def __call__(self, scope: Scope, receive: Receive) -> Reply:
        """Answer with a Stream; RequestError when a body of JSON is no array, or when there are too many."""
        try:
            media = announced(scope["headers"], readable=READABLE)
        except MediaTypeError as error:
            return refusal(error, scope, readable=READABLE)
        chunks = Chunks(receive)
        first = await chunks.read()
        if media.essence == NDJSON:
            return self._stream(scope, Lines(most=self._most_item), _LINES, chunks=chunks, first=first)
        while not (first := first.lstrip(_BLANK)) and chunks.more:
            first = await chunks.read()
        if not first.startswith(b"["):
            raise whole_body("is no JSON array")
        return self._stream(scope, Elements(most=self._most_item), _ARRAY, chunks=chunks, first=first[1:])

    def _stream(self, scope: Scope, items: Lines | Elements, shape: Shape, *, chunks: Chunks, first: bytes) -> Stream:
        if self._share.places.is_full:  # before the Stream says 200; it begins before anybody else can come
            raise OverloadedError

        def answer(item: Item, index: int) -> bytes:
            if item.error is not None:
                return refusal(item.error, scope, index=index).body
            return self._judge(item.data, scope, index)

        return Stream(answer, items, shape, chunks=chunks, first=first, share=self._share)

    def _judge(self, data: bytes, scope: Scope, index: int) -> bytes:
        terms = self._services.terms[scope["state"][SITE]]
        try:
            comment = read_comment(data, _COMMENT, policies=terms.policies, default=terms.default_policy)
        except RequestError as error:
            return refusal(error, scope, index=index).body
        try:
            return _result(self._origins.believed(comment, terms, scope), terms)
        except Exception:  # noqa: BLE001 - it is logged, and the comments that follow are nobody's fault
            request_id = scope["state"][REQUEST_ID]
            _log.exception("comment %d of a batch failed", index, extra={LOG_REQUEST_ID: request_id})
            detail = "The error was logged under the request id."
            return problem(Kind.INTERNAL_ERROR, detail, scope, index=index).body


def _result(comment: Comment, terms: Terms) -> bytes:
    result = terms.pipelines[comment.policy or terms.default_policy].judge(comment)
    return json_answer(with_shadows(result, comment, terms.pipelines.__getitem__)).body
