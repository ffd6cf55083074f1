"""Twenty thousand damaged frames and replies: our own error types and nothing else."""

import json
import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kiwoom import Interval, KiwoomError
from kiwoom.endpoints import candles_request, read_reply, rows_of
from kiwoom.protocol import KiwoomProtocol
from kiwoom.simulator.sessions import TAKEN_OVER_FRAME
from kiwoom.wire import read_minute, read_rows
from tests.kiwoom.samples import DAY, real_frame, real_row, session_row
from tests.kiwoom.test_protocol import LOGIN_OK

COUNT = 20_000
BOOK = {
    "type": "0D",
    "name": "주식호가잔량",
    "item": "005930",
    "values": {"21": "101502", "121": "500", "125": "700"}
    | {f"{40 + n}": f"-{71_000 + 100 * n}" for n in range(1, 11)}
    | {f"{50 + n}": f"-{71_000 - 100 * n}" for n in range(1, 11)}
    | {f"{60 + n}": "50" for n in range(1, 11)}
    | {f"{70 + n}": "70" for n in range(1, 11)},
}
FRAMES = [
    real_frame(real_row(), real_row("000660", fid_15="+3")),
    real_frame(BOOK, session_row("3", "090000")),
    '{"trnm":"REG","return_code":0,"return_msg":""}',
    '{"trnm":"PING"}',
    TAKEN_OVER_FRAME.decode(),
    LOGIN_OK,
]
MINUTE = {
    "cur_prc": "+70100",
    "trde_qty": "1095888",
    "cntr_tm": "20260918153000",
    "open_pric": "+70100",
    "high_pric": "+70100",
    "low_pric": "+70100",
    "acc_trde_qty": "20645411",
    "pred_pre": "+1000",
    "pred_pre_sig": "2",
}
REPLY = json.dumps(
    {
        "stk_cd": "005930",
        "stk_min_pole_chart_qry": [MINUTE, dict.fromkeys(MINUTE, ""), MINUTE],
        "return_code": 0,
        "return_msg": "정상적으로 처리되었습니다",
    },
    ensure_ascii=False,
)
PIECES = [
    b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"\0", b"\xff", b"-", b"+", b"--",
    b"null", b"true", b"NaN", b"1e999", b"9" * 400, b'""', b" 0", b"\\ud800", b"[" * 60,
]  # fmt: skip


def cut(source: random.Random, text: bytearray) -> None:
    start = source.randrange(len(text))
    del text[start : start + source.randint(1, 40)]


def insert(source: random.Random, text: bytearray) -> None:
    place = source.randrange(len(text))
    text[place:place] = source.choice(PIECES)


def flip(source: random.Random, text: bytearray) -> None:
    place = source.randrange(len(text))
    text[place] ^= 1 << source.randrange(8)


def repeat(source: random.Random, text: bytearray) -> None:
    start = source.randrange(len(text))
    part = text[start : start + source.randint(1, 60)]
    text[start:start] = part


def truncate(source: random.Random, text: bytearray) -> None:
    del text[source.randrange(len(text)) :]


DAMAGES: list[Callable[[random.Random, bytearray], None]] = [
    cut,
    insert,
    flip,
    repeat,
    truncate,
]


def damaged(source: random.Random, whole: str) -> bytes:
    text = bytearray(whole.encode())
    for _ in range(source.randint(1, 4)):
        if text:
            source.choice(DAMAGES)(source, text)
    return bytes(text)


def as_sent(source: random.Random, frame: bytes) -> str | bytes:
    # A text frame that is no UTF-8 never gets as far as us.
    return frame if source.random() < 0.5 else frame.decode("utf-8", "replace")


def test_no_frame_breaks_the_protocol() -> None:
    source = random.Random(20_260_918)
    protocol = KiwoomProtocol(DAY)
    protocol.login("token")
    protocol.receive(LOGIN_OK)

    events = 0
    for _ in range(COUNT):
        frame = damaged(source, source.choice(FRAMES))
        events += len(protocol.receive(as_sent(source, frame)))
        protocol.to_send()

    assert events > COUNT / 2
    assert protocol.dropped_rows > 0


def test_no_reply_raises_anything_but_our_own_errors() -> None:
    source = random.Random(20_260_919)
    request = candles_request("005930", Interval.M1, date.min)
    headers = {"cont-yn": "N"}

    read, refused = 0, 0
    for _ in range(COUNT):
        status = source.choice([200, 200, 200, 429, 401, 500])
        content = damaged(source, REPLY)
        try:
            rows: list[Any] = rows_of(
                request, read_reply(request, status, headers, content)
            )
        except KiwoomError:
            refused += 1
        else:
            read += len(read_rows(read_minute, rows)[0])

    assert read > 0
    assert refused > 0


@pytest.mark.parametrize("frame", FRAMES)
def test_the_frames_are_good_before_they_are_damaged(frame: str) -> None:
    protocol = KiwoomProtocol(DAY)
    protocol.receive(frame)

    assert protocol.dropped_rows == 0
