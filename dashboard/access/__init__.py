"""Who may look: one login for wall and gateway, and the names they answer to."""

from dashboard.access.access import Access
from dashboard.access.credentials import (
    has_credentials,
    make_token,
    read_token,
    set_password,
)
from dashboard.access.names import Names
from dashboard.access.opening import is_loopback, open_access

__all__ = [
    "Access",
    "Names",
    "has_credentials",
    "is_loopback",
    "make_token",
    "open_access",
    "read_token",
    "set_password",
]
