"""The wall as of the mock server, with a simulator in the place of that server.

python -m tests.mock_house http://127.0.0.1:9443 FOLDER [PORT]

The keys are those of the folder's vault, candles are kept there, and the pace is the
mock server's, as they are not where the wall knows that all is simulated.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from dashboard.services import Services
from dashboard.serving import serve
from dashboard.settings import WallSettings
from kiwoom import Client, ConfigError, Mode, Server, ensure_vault, read_credentials


async def run(simulator: str, folder: Path, port: int = 0) -> None:
    """Serve until the process is told to stop."""
    keys = read_credentials(ensure_vault(folder), Mode.MOCK)
    if keys is None:
        raise ConfigError("the vault holds no keys of the mock server")
    server = replace(Server.simulated(simulator), mode=Mode.MOCK)
    settings = WallSettings(mode=Mode.MOCK, data_dir=folder, port=port, gateway_port=0)
    async with Client(server, keys) as client:
        await serve(Services(settings, source=client), opens_browser=False)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:])))
