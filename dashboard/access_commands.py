"""``kiwoom-dashboard token`` and ``password``: what one logs in with."""

import sys
from typing import Annotated

import typer

from dashboard.access import make_token, set_password
from dashboard.options import DataDir, data_directory


def token(
    *,
    rotate: Annotated[
        bool,
        typer.Option("--rotate", help="새 토큰으로 바꿉니다. 로그인이 풀립니다."),
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """게이트웨이에 물을 때 쓰는 토큰을 보입니다. 없으면 만듭니다."""
    sys.stdout.write(f"{make_token(data_directory(data_dir), anew=rotate)}\n")


def password(*, data_dir: DataDir = None) -> None:
    """화면에 로그인할 비밀번호를 정합니다. 비밀번호 자체는 남기지 않습니다."""
    chosen = typer.prompt(
        "새 비밀번호", hide_input=True, confirmation_prompt="한 번 더", err=True
    )
    set_password(data_directory(data_dir), chosen)
    sys.stderr.write("비밀번호를 정했습니다. 다음 로그인부터 쓰입니다.\n")
