"""The form that takes a broker's keys: tries them, then puts them into the vault.

Keys pass from the browser to the vault and appear nowhere else: not in a session's
document, an address, an answer or a log line. It is offered on this machine alone.
"""

import asyncio
import hmac
import ipaddress
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment
from markupsafe import Markup
from tornado.web import HTTPError, RequestHandler

from dashboard import texts
from dashboard.components import read_style
from kiwoom import (
    Client,
    Credentials,
    KiwoomError,
    Mode,
    Server,
    ensure_vault,
    explain,
    store_credentials,
)

if TYPE_CHECKING:
    from dashboard.services import Services

log = logging.getLogger(__name__)

KEYS_PAGE = "keys"
ROUTE = f"/{KEYS_PAGE}"
_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND = 400, 403, 404
_MODES = {"mock": Mode.MOCK, "real": Mode.REAL}
_LONGEST = 200
_FORM_TOKEN_PURPOSE = b"keys form"


class KeysPage(RequestHandler):
    """Shows the form, and takes it from a browser on this machine."""

    def initialize(self, services: "Callable[[], Services]") -> None:
        """Remember how to reach what the process shares."""
        self._services = services()

    def prepare(self) -> None:
        """Refuse whoever is not a person at this machine.

        The wall's own guard has looked at host and origin already; a login, where one
        is asked for, is needed here too.
        """
        if not self._services.keys_page or not _is_local(self.request.remote_ip):
            raise HTTPError(_NOT_FOUND)
        access = self._services.access
        cookies = self.request.headers.get("Cookie", "")
        if access.needs_login and not access.has_login(cookies):
            raise HTTPError(_FORBIDDEN)

    def get(self) -> None:
        """Show the empty form."""
        self._show()

    async def post(self) -> None:
        """Try the keys, and keep them if the broker takes them."""
        given = self.get_body_argument("form", "")
        if not hmac.compare_digest(given.encode(), self._form_token().encode()):
            raise HTTPError(_FORBIDDEN)
        origin = self.request.headers.get("Origin", "")
        if urlsplit(origin).netloc != self.request.host:
            raise HTTPError(_FORBIDDEN)
        mode = _MODES.get(self.get_body_argument("mode", ""))
        pair = [
            self.get_body_argument(name, "")[:_LONGEST]
            for name in ("app_key", "secret_key")
        ]
        if mode is None or not all(pair):
            self._show(fault=texts.KEYS_PAGE["missing"], mode=mode)
            return
        try:
            await self._take(mode, Credentials(*pair))
        except (KiwoomError, OSError) as error:
            self._show(fault=_sentence(error), mode=mode)
        else:
            self._show(done=texts.KEYS_PAGE["done"].format(mode=mode), mode=mode)

    async def _take(self, mode: Mode, credentials: Credentials) -> None:
        sim = self._services.settings.sim
        server = Server.of(mode) if sim is None else Server.simulated(sim)
        async with Client(server, credentials) as client:
            await client.start()
        data_dir = self._services.settings.data_dir

        def keep() -> None:
            store_credentials(ensure_vault(data_dir), mode, credentials)

        await asyncio.to_thread(keep)
        log.info("keys were stored", extra={"mode": str(mode)})

    def _form_token(self) -> str:
        # Only a page that this process has served knows it.
        key = self._services.access.session_key.encode()
        return hmac.new(key, _FORM_TOKEN_PURPOSE, "sha256").hexdigest()

    def _show(
        self, *, fault: str = "", done: str = "", mode: Mode | None = None
    ) -> None:
        self.set_header("Cache-Control", "no-store")
        if fault:
            self.set_status(_BAD_REQUEST)
        template = Environment(autoescape=True).from_string(read_style("keys.html"))
        said, _, remedy = fault.partition("; ")
        self.write(
            template.render(
                style=Markup(read_style("form.css")),  # noqa: S704 - our own
                words=texts.KEYS_PAGE,
                form_token=self._form_token(),
                fault=said,
                remedy=remedy,
                done=done,
                mode=str(mode or Mode.MOCK),
            )
        )


def _is_local(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _sentence(error: KiwoomError | OSError) -> str:
    if isinstance(error, KiwoomError):
        return explain(error)
    return texts.DISK_REFUSES.format(reason=error.strerror or type(error).__name__)
