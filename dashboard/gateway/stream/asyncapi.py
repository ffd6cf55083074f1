"""The socket's description: an AsyncAPI document, and a page that shows it."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, select_autoescape
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from dashboard.gateway.stream.messages import MESSAGES
from dashboard.gateway.stream.requests import Ping, Subscribe, Unsubscribe

ADDRESS = "/api/v1/stream"
_REQUESTS: tuple[type[BaseModel], ...] = (Subscribe, Unsubscribe, Ping)
_REF = "#/components/schemas/{model}"
_ABOUT = """\
주소에 붙이는 값: `batch_ms`(0-1000; 0이면 메시지마다 프레임 하나, 아니면 간격마다 배열)
과 `format`(`json`, `msgpack`), `session`과 `since`(끊긴 곳에서 이어 가기, 10분까지).
"""
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[2] / "static"),
    autoescape=select_autoescape(),
)


@cache
def document(version: str) -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document of the socket."""
    _, found = models_json_schema(
        [(model, "validation") for model in (*MESSAGES, *_REQUESTS)],
        ref_template=_REF,
    )
    messages = {model.__name__: _message(model) for model in (*MESSAGES, *_REQUESTS)}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "키움 시세 스트림",
            "version": version,
            "description": _ABOUT,
        },
        "defaultContentType": "application/json",
        "channels": {
            "stream": {
                "address": ADDRESS,
                "messages": {
                    name: {"$ref": f"#/components/messages/{name}"} for name in messages
                },
            }
        },
        "operations": {
            "tell": _operation("send", MESSAGES),
            "ask": _operation("receive", _REQUESTS),
        },
        "components": {"messages": messages, "schemas": found["$defs"]},
    }


def _message(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": model.__name__,
        "summary": (model.__doc__ or "").strip().split("\n")[0].replace("`", ""),
        "payload": {"$ref": _REF.format(model=model.__name__)},
    }


def _operation(action: str, models: tuple[type[BaseModel], ...]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/stream"},
        "messages": [
            {"$ref": f"#/channels/stream/messages/{model.__name__}"} for model in models
        ],
    }


def routes(version: str) -> APIRouter:
    """Return the routes of the document and its page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/asyncapi.json")
    async def asyncapi() -> dict[str, Any]:
        """Return the AsyncAPI document."""
        return document(version)

    @router.get("/stream-docs", response_class=HTMLResponse)
    async def stream_docs() -> str:
        """Return a page that shows the document, and what the socket says."""
        told = document(version)
        return _PAGES.get_template("stream_docs.html").render(
            document=told,
            requests=[_shown(told, model) for model in _REQUESTS],
            messages=[_shown(told, model) for model in MESSAGES],
        )

    return router


def _shown(told: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    schema = told["components"]["schemas"][model.__name__]
    required = set(schema.get("required", ()))
    fields = [
        {
            "name": name,
            "kind": _kind(field),
            "about": field.get("description", ""),
            "is_required": name in required,
        }
        for name, field in schema["properties"].items()
    ]
    summary = told["components"]["messages"][model.__name__]["summary"]
    return {"name": model.__name__, "summary": summary, "fields": fields}


def _kind(field: dict[str, Any]) -> str:
    if "const" in field:
        return f'"{field["const"]}"'
    if "enum" in field:
        return " | ".join(f'"{value}"' for value in field["enum"])
    if "anyOf" in field:
        return " | ".join(dict.fromkeys(map(_kind, field["anyOf"])))
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    kind = str(field.get("type", "object"))
    if kind == "array":
        return f"{_kind(field['items'])}[]"
    return f"{kind} ({field['format']})" if "format" in field else kind
