"""The simulator as a process of its own, so that it does not share the wall's core.

It ends when its standard input closes, and so never outlives the process that started
it, however that one ended.
"""

import asyncio
import contextlib
import sys
from collections.abc import Sequence

from kiwoom import ConfigError

# Late enough that the opening auction, which dwarfs all other volume, is out of sight.
_OPTIONS = ("--always-open", "--start=11:30")
_READY_S = 60.0
_END_S = 5.0


class EmbeddedSimulator:
    """A child process that runs ``kiwoom-dashboard simulate`` on a free port.

    Parameters
    ----------
    options
        Arguments of the ``simulate`` command.
    """

    def __init__(self, options: Sequence[str]) -> None:
        self._options = tuple(options) or _OPTIONS
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> str:
        """Start the simulator and return its address.

        Raises
        ------
        ConfigError
            If it did not become ready.
        """
        command = ("-m", "dashboard", "simulate", "--attached", "--port", "0")
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *command, *self._options, stdin=pipe, stdout=pipe
        )
        try:
            return await asyncio.wait_for(self._address(), _READY_S)
        except TimeoutError as error:
            await self.aclose()
            raise ConfigError("시뮬레이터가 준비되지 않았습니다") from error

    async def aclose(self) -> None:
        """End the simulator."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _END_S)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _address(self) -> str:
        output = self._process.stdout if self._process else None
        while output is not None and (line := await output.readline()):
            words = line.decode().split()
            if words[:1] == ["ready"]:
                return words[1]
        raise ConfigError("시뮬레이터가 시작하지 못하고 끝났습니다")
