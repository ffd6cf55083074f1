"""The names a server answers to, and the pages that may talk to it. Pure.

A foreign page can make a browser send requests here, by a name that it lets point to
this machine (DNS rebinding) or under its own origin; both show in the headers.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address
from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "localhost")
_ANY = "0.0.0.0"  # noqa: S104 - compared with, not bound to
_SCHEMES = ("http", "https")


class Names:
    """Hosts and origins that belong to this installation.

    Parameters
    ----------
    host
        The address that is listened on.
    others
        Further names of this machine, such as ``wall.lan`` or ``wall.lan:8443``.

    Attributes
    ----------
    is_everywhere
        Whether the server listens on all addresses of the machine.

    Examples
    --------
    >>> names = Names("127.0.0.1", ["wall.lan"])
    >>> names.add_port(5006)
    >>> names.is_host("wall.lan:5006"), names.is_host("evil.example:5006")
    (True, False)
    """

    def __init__(self, host: str, others: Iterable[str] = ()) -> None:
        self.is_everywhere = host == _ANY
        self._names = [*_LOOPBACK, host, *(n.lower() for n in others)]
        self._hosts: set[str] = set()
        self._ports: set[int] = set()

    def add_port(self, port: int) -> None:
        """Note a port that one of the servers listens on."""
        self._ports.add(port)
        self._hosts |= {
            name if _has_port(name) else f"{name}:{port}" for name in self._names
        }
        # A proxy before us listens on the standard port, and passes the name on.
        self._hosts |= set(self._names[len(_LOOPBACK) + 1 :])

    @property
    def hosts(self) -> list[str]:
        """Names with their ports, for the ``Host`` header."""
        return sorted(self._hosts)

    def is_host(self, given: str) -> bool:
        """Whether a ``Host`` header names this server.

        Where the server listens on all addresses, the machine's numbers are names too:
        nobody else can let them point here.
        """
        if given in self._hosts:
            return True
        name, _, port = given.rpartition(":")
        is_ours = port.isascii() and port.isdigit() and int(port) in self._ports
        return self.is_everywhere and is_ours and _is_number(name)

    def is_origin(self, given: str) -> bool:
        """Whether an ``Origin`` header names one of our own pages."""
        try:
            parts = urlsplit(given)
        except ValueError:
            return False
        if given != f"{parts.scheme}://{parts.netloc}" or parts.scheme not in _SCHEMES:
            return False
        return self.is_host(parts.netloc)


def _has_port(name: str) -> bool:
    return name.rpartition(":")[2].isdigit()


def _is_number(name: str) -> bool:
    try:
        return str(IPv4Address(name)) == name
    except ValueError:
        return False
