"""JSON-RPC that survives whatever is sent: every request is answered, every other fault is logged."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol

from agentlint.records import record

if TYPE_CHECKING:
    from collections.abc import Callable

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
NOT_INITIALIZED = -32002

_OURS = (
    types.TEXT_DOCUMENT_DID_OPEN, types.TEXT_DOCUMENT_DID_CHANGE, types.TEXT_DOCUMENT_DID_CLOSE,
    types.NOTEBOOK_DOCUMENT_DID_OPEN, types.NOTEBOOK_DOCUMENT_DID_CHANGE, types.NOTEBOOK_DOCUMENT_DID_CLOSE,
)  # fmt: skip
"""What pygls does by itself and we do otherwise: it takes a form feed for the end of a line."""


@record()
class _Malformed:
    """A message that is no proper request, notification or response."""

    id: Any
    error: types.ResponseError


class Protocol(LanguageServerProtocol):
    """pygls' protocol with an answer to malformed messages, and without its copies of the documents."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initialized = False
        self.log: Callable[[str], None] = lambda text: None
        """Where faults are told."""
        for method in _OURS:
            self.fm.builtin_features.pop(method, None)

    @property
    def ended(self) -> bool:
        """Whether the client has asked for the shutdown that comes before the end."""
        return self._shutdown

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message as the type that it claims to be. Called for every object inside one as well."""
        if "jsonrpc" not in data:
            return data
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            return _Malformed(data.get("id") if "method" in data else None, error.to_response_error())

    def handle_message(self, message: Any) -> None:
        """Hand a message to whoever handles it, or say what is wrong with it."""
        if isinstance(message, _Malformed):
            self.refuse(message.id, message.error.code, message.error.message)
        elif not hasattr(message, "jsonrpc"):
            self.refuse(None, INVALID_REQUEST, "this is no JSON-RPC message")
        else:
            method = getattr(message, "method", None)
            if method == types.INITIALIZE and not self.initialized:
                self.initialized = True
            elif method == types.INITIALIZE:
                self.refuse(message.id, INVALID_REQUEST, "the server was initialized before")
                return
            elif method not in (None, types.EXIT) and not self.initialized:
                self.refuse(getattr(message, "id", None), NOT_INITIALIZED, "the server waits for `initialize`")
                return
            elif method not in (None, types.EXIT) and self.ended:
                self.refuse(getattr(message, "id", None), INVALID_REQUEST, "the server was asked to shut down")
                return
            super().handle_message(message)

    def refuse(self, message_id: Any, code: int, reason: str) -> None:
        """Answer with an error; to what cannot be answered, being no request, log it."""
        self.log(f"message refused: {reason}")
        if isinstance(message_id, str | int):
            self._send_response(message_id, error=types.ResponseError(code, reason))
        elif code in (PARSE_ERROR, INVALID_REQUEST):
            error = {"code": code, "message": reason}
            self._send_data({"jsonrpc": "2.0", "id": None, "error": error})

    def _send_data(self, data: Any) -> None:
        try:
            super()._send_data(data)
        except (BrokenPipeError, ValueError):
            # Nobody reads: the client is gone, and the thread that waits for its next word may wait for ever.
            os._exit(1)
