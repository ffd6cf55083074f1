"""``kiwoom-dashboard doctor``: prints what the examination found."""

import asyncio
import sys

import typer

from dashboard.doctor import Verdict, examine
from dashboard.options import DataDir, GatewayPort, ModeOption, Port, SimulatorUrl
from dashboard.settings import WallSettings
from kiwoom import Mode

_SIGNS = {Verdict.GOOD: "✓", Verdict.NOTE: "!", Verdict.BAD: "✗"}


def doctor(
    *,
    mode: ModeOption = Mode.SIM,
    sim: SimulatorUrl = None,
    port: Port = 5006,
    gateway_port: GatewayPort = 5007,
    data_dir: DataDir = None,
) -> None:
    """돌릴 준비가 되었는지 살피고, 아니면 무엇을 할지 알려 줍니다."""
    chosen: dict[str, object] = {"mode": mode, "sim": sim, "port": port}
    chosen |= {"gateway_port": gateway_port}
    chosen |= {"data_dir": data_dir} if data_dir else {}
    found = asyncio.run(examine(WallSettings(**chosen)))  # type: ignore[arg-type]
    for finding in found:
        sys.stdout.write(f"{_SIGNS[finding.verdict]} {finding.about}: {finding.said}\n")
        if finding.remedy:
            sys.stdout.write(f"    → {finding.remedy}\n")
    if any(finding.verdict is Verdict.BAD for finding in found):
        raise typer.Exit(1)
