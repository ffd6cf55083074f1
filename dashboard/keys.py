"""Which keys the program uses: the vault's, or else those of the environment."""

from pathlib import Path

from kiwoom import (
    Credentials,
    Mode,
    Secret,
    Server,
    VaultShelf,
    open_vault,
    read_credentials,
)


def broker_keys(
    server: Server, data_dir: Path, secret: Secret | None = None
) -> tuple[Credentials, VaultShelf | None]:
    """Return the keys for a server, and the shelf for their token where there is one.

    A simulator takes any keys, so the vault is not even opened for it. Opening with a
    passphrase takes half a second or more: not in the server's loop. ``secret`` is what
    a person has given to open it with.

    Raises
    ------
    VaultError
        If there is a vault that does not open.
    ConfigError
        If there are no keys anywhere.
    """
    if server.mode is not Mode.SIM:
        vault = open_vault(data_dir, secret=secret)
        found = vault and read_credentials(vault, server.mode)
        if vault and found:
            return found, VaultShelf(vault, server.mode, found)
    return Credentials.for_server(server), None
