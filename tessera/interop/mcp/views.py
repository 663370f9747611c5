"""``/mcp``: JSON-RPC 2.0 in single requests, answered as JSON.

Specification: https://modelcontextprotocol.io/specification/2025-06-18/basic/transports
"""

import json
import logging
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from tessera import __version__
from tessera.interop.api import limits
from tessera.interop.mcp.arguments import ToolError
from tessera.interop.mcp.tools import TOOLS
from tessera.search.engines.errors import SearchEngineError

logger = logging.getLogger(__name__)

VERSIONS: Final = ("2025-06-18", "2025-03-26")
_MOST_BYTES = 100_000
_PARSE, _INVALID, _NO_METHOD, _PARAMETERS = -32700, -32600, -32601, -32602
_INSTRUCTIONS = (
    "A clearinghouse on the integration of migrants. Search first, then read a record before "
    "relying on it. Cite every record by its permanent address (url), and say how strong its "
    "evidence is and which texts a machine translated."
)


class RpcError(Exception):
    """An error of the protocol, with its number."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@csrf_exempt  # Nothing is changed, and no cookie is looked at.
def mcp(request: HttpRequest) -> HttpResponse:
    """Answer one message; there is no stream to open and no session to end."""
    if request.method != "POST":
        response = HttpResponse(status=405)
        response["Allow"] = "POST"
        return response
    if not _is_own_origin(request):
        return _error(None, _INVALID, "Requests from pages of other sites are refused.", 403)
    if request.headers.get("MCP-Protocol-Version", VERSIONS[0]) not in VERSIONS:
        return _error(None, _INVALID, f"Versions spoken here: {', '.join(VERSIONS)}.", 400)
    allowance = limits.take(request)
    refused = limits.refusal(allowance) if allowance and allowance.is_used_up else None
    response = refused or _answer(request)
    limits.tell(response, allowance)
    return response


def _is_own_origin(request: HttpRequest) -> bool:
    """Programs send no origin; a page of another site has no business here (DNS rebinding)."""
    origin = request.headers.get("Origin")
    return not origin or urlsplit(origin)[:2] == urlsplit(settings.BASE_URL)[:2]


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        if int(request.headers.get("Content-Length") or 0) > _MOST_BYTES:
            return _error(None, _INVALID, "The message is too long.", 413)
        message = json.loads(request.body)
    except (ValueError, RecursionError, UnreadablePostError, RawPostDataException):
        return _error(None, _PARSE, "The message is no JSON.", 400)
    if not _is_message(message):
        return _error(None, _INVALID, "The message is no request of JSON-RPC 2.0.", 400)
    if "id" not in message:
        return HttpResponse(status=202)  # A notification.
    key = message["id"]
    try:
        result = _result(message["method"], message.get("params", {}))
    except RpcError as error:
        return _error(key, error.code, str(error), 200)
    return JsonResponse({"jsonrpc": "2.0", "id": key, "result": result})


def _is_message(message: object) -> bool:
    return (
        isinstance(message, dict)
        and message.get("jsonrpc") == "2.0"
        and isinstance(message.get("method"), str)
        and isinstance(message.get("params", {}), dict)
        and ("id" not in message or type(message["id"]) in {str, int})
    )


def _error(key: object, code: int, message: str, status: int) -> HttpResponse:
    content = {"jsonrpc": "2.0", "id": key, "error": {"code": code, "message": message}}
    return JsonResponse(content, status=status)


def _result(method: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    if method == "initialize":
        return _greeting(parameters)
    if method == "ping":
        return {}
    if method == "tools/list":
        return {"tools": [tool.told() for tool in TOOLS]}
    if method == "tools/call":
        return _call(parameters)
    raise RpcError(_NO_METHOD, "There is no such method.")


def _greeting(parameters: Mapping[str, Any]) -> dict[str, Any]:
    wanted = parameters.get("protocolVersion")
    return {
        "protocolVersion": wanted if wanted in VERSIONS else VERSIONS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "tessera", "title": settings.SITE_NAME, "version": __version__},
        "instructions": _INSTRUCTIONS,
    }


def _call(parameters: Mapping[str, Any]) -> dict[str, Any]:
    tool = next((each for each in TOOLS if each.name == parameters.get("name")), None)
    arguments = parameters.get("arguments", {})
    if tool is None or not isinstance(arguments, dict):
        raise RpcError(_PARAMETERS, "There is no such tool, or its arguments are no object.")
    unknown = sorted(set(arguments) - set(tool.properties))
    try:
        if unknown:
            raise ToolError(f"Unknown arguments: {', '.join(unknown)[:200]}.")
        content = tool.run(arguments)
    except ToolError as error:
        return {"content": [{"type": "text", "text": str(error)}], "isError": True}
    except SearchEngineError:
        text = "The search index is being built; try again in a few minutes."
        return {"content": [{"type": "text", "text": text}], "isError": True}
    text = json.dumps(content, ensure_ascii=False)
    return {"content": [{"type": "text", "text": text}], "structuredContent": content}
