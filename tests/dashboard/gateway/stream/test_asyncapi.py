"""The socket's description is whole, and its page needs no other server."""

import json
import re

import httpx

from tests.gateways import open_gateway
from tests.market import open_market


def references(document: object) -> set[str]:
    return set(re.findall(r'"\$ref": "(#[^"]*)"', json.dumps(document)))


def resolve(document: dict, reference: str) -> object:
    found: object = document
    for part in reference.removeprefix("#/").split("/"):
        assert isinstance(found, dict)
        found = found[part]
    return found


async def test_the_document_names_every_message_and_leads_nowhere_else():
    async with (
        open_market() as market,
        open_gateway(market) as gateway,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{gateway.port}") as http,
    ):
        document = (await http.get("/asyncapi.json")).json()
        page = (await http.get("/stream-docs")).text

    assert document["asyncapi"] == "3.0.0"
    names = set(document["components"]["messages"])
    assert {"TradeMessage", "CandleMessage", "Gap", "Snapshot", "Subscribe"} <= names
    for reference in references(document):
        assert resolve(document, reference)
    assert all(name in page for name in names)
    assert "//" not in re.sub(r"ws://…", "", page.split("</style>")[1])
