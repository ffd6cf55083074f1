"""Client and server halves of the dialect agree, whatever is wished and when.

Our protocol talks to the simulator's session. Frames travel when Hypothesis says so;
in the end the server must have registered just what was wished last.
"""

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from kiwoom.enums import LiveKind
from kiwoom.protocol import KiwoomProtocol, State
from kiwoom.simulator.sessions import PING_FRAME, Session
from tests.kiwoom.samples import DAY

SYMBOLS = [f"{number:06}" for number in range(230)]
WISHES = st.one_of(
    st.sets(st.sampled_from(SYMBOLS[:12])),
    st.integers(0, len(SYMBOLS)).map(lambda count: set(SYMBOLS[:count])),
)
# The server takes five registrations a second.
PACE_S = 0.25
MOST_ITEMS = 200


class Dialect(RuleBasedStateMachine):
    """A client and a server with a line between them that keeps the order."""

    def __init__(self) -> None:
        super().__init__()
        self.client = KiwoomProtocol(DAY)
        self.server = Session()
        self.now = 0.0
        self.to_server: list[str] = []
        self.to_client: list[bytes] = []
        self.trades: list[str] = []
        self.books: list[str] = []
        self.others: list[str] = []

    @initialize(trades=WISHES)
    def connect(self, trades: set[str]) -> None:
        self.wish(trades, set(), set())
        self.client.login("token")

    @rule(trades=WISHES, books=WISHES, others=WISHES)
    def wish(self, trades: set[str], books: set[str], others: set[str]) -> None:
        self.trades, self.books = sorted(trades), sorted(books & trades)
        self.others = sorted(others)
        self.client.want(
            {
                LiveKind.TRADE: self.trades,
                LiveKind.BOOK: self.books,
                LiveKind.PROGRAM: self.others,
            }
        )

    @rule()
    def send(self) -> None:
        self.now += PACE_S
        self.to_server += self.client.to_send()
        request = self.client.next_request(self.now)
        if request is not None:
            self.to_server.append(request)

    @rule()
    def send_too_fast(self) -> None:
        self.now -= PACE_S
        self.send()

    @precondition(lambda self: self.to_server)
    @rule()
    def reach_server(self) -> None:
        answer = self.server.receive(self.to_server.pop(0), self.now)
        self.to_client += answer.frames
        if answer.token is not None:
            self.to_client.append(self.server.accept())

    @precondition(lambda self: self.to_client)
    @rule()
    def reach_client(self) -> None:
        self.client.receive(self.to_client.pop(0).decode())

    @rule()
    def ping(self) -> None:
        self.to_client.append(PING_FRAME)

    @invariant()
    def nothing_is_asked_before_the_login(self) -> None:
        if self.client.state is not State.READY:
            names = [json.loads(frame)["trnm"] for frame in self.to_server]
            assert not {"REG", "REMOVE"} & set(names)

    @invariant()
    def the_server_never_holds_too_much(self) -> None:
        assert len({item for _, item in self.server.wanted}) <= MOST_ITEMS

    @invariant()
    def replies_stay_in_step(self) -> None:
        assert not self.client.is_out_of_step(self.now - 1_000)

    def teardown(self) -> None:
        for _ in range(60):
            self.now += 1
            self.send()
            while self.to_server:
                self.reach_server()
            while self.to_client:
                self.reach_client()
        symbols = list(dict.fromkeys([*self.trades, *self.books, *self.others]))
        kept = symbols[: MOST_ITEMS - 1]
        wanted = {("0s", ""), ("1h", "")}
        for kind, wished in (
            ("0B", self.trades),
            ("0D", self.books),
            ("0w", self.others),
        ):
            wanted |= {(kind, symbol) for symbol in wished if symbol in kept}
        assert self.server.wanted == wanted
        assert self.client.next_request(self.now) is None


Dialect.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestDialect = Dialect.TestCase
