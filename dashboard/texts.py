"""Every sentence and label that a user of the wall reads, in one place."""

from kiwoom import FeedState, Interval, MarketPhase, SeriesState

TITLE = "키움 16분할 차트"

INTERVALS: dict[Interval, str] = {
    Interval.M1: "1분",
    Interval.M3: "3분",
    Interval.M5: "5분",
    Interval.M10: "10분",
    Interval.M15: "15분",
    Interval.M30: "30분",
    Interval.M60: "60분",
    Interval.D1: "일",
}

LEGEND = {
    "open": "시",
    "high": "고",
    "low": "저",
    "close": "종",
    "volume": "량",
}

# Day's high and low on the chart's right edge.
MARKS = {"high": "고", "low": "저"}

PHASES: dict[MarketPhase, str] = {
    MarketPhase.CLOSED: "장 마감",
    MarketPhase.OPENING_AUCTION: "장 시작 동시호가",
    MarketPhase.CONTINUOUS: "정규장",
    MarketPhase.CLOSING_AUCTION: "장 마감 동시호가",
    MarketPhase.AFTER_HOURS: "시간외",
}

FEED_STATES: dict[FeedState, str] = {
    FeedState.CONNECTING: "연결 중",
    FeedState.CATCHING_UP: "과거 데이터 받는 중",
    FeedState.LIVE: "실시간",
    FeedState.CLOSED: "장 마감",
    FeedState.STALE: "시세 지연",
    FeedState.RECONNECTING: "다시 연결 중",
    FeedState.TAKEN_OVER: "다른 곳에서 같은 키로 접속함",
    FeedState.REFUSED: "접속 거부됨",
}

SERIES_STATES: dict[SeriesState, str] = {
    SeriesState.LOADING: "차트를 불러오는 중…",
    SeriesState.READY: "",
    SeriesState.EMPTY: "표시할 데이터가 없습니다",
    SeriesState.FAILED: "차트를 불러오지 못했습니다",
}

MOVING_AVERAGE = "MA{length}"
VOLUME_AVERAGE = "거래량 MA{length}"
INDICATOR_LINES = {
    "bollinger_middle": "볼린저 중심",
    "bollinger_upper": "볼린저 상단",
    "bollinger_lower": "볼린저 하단",
    "vwap": "VWAP",
    "ichimoku_conversion": "전환선",
    "ichimoku_base": "기준선",
    "ichimoku_lead_a": "선행스팬1",
    "ichimoku_lead_b": "선행스팬2",
    "ichimoku_lagging": "후행스팬",
    "rsi": "RSI",
    "macd": "MACD",
    "macd_signal": "시그널",
    "macd_histogram": "오실레이터",
    "stochastic_k": "%K",
    "stochastic_d": "%D",
}

STARTING = "시세 서버를 준비하는 중입니다…"
RECONNECT = "다시 연결"
SERVER_LOST = "서버 연결 끊김"
STRENGTH = "강도"
LOGIN_FAULTS = {
    "wrong": "비밀번호나 토큰이 맞지 않습니다",
    "often": "너무 자주 틀렸습니다. 1분 뒤에 다시 해 보세요",
}
SIMULATED = "모의 시세"
RELAYED = "다른 서버의 시세"
BAD_SYMBOL = "종목 코드 6자리를 입력하세요 (예: 005930)"
UNKNOWN_SYMBOL = "{symbol}: 없는 종목 코드입니다"
FAILED_CHART = "이 차트를 그리지 못했습니다. 새로 고쳐 주세요"

STATUS_LABELS = {
    "trades": "체결",
    "age": "마지막 체결",
    "rest": "REST",
    "viewers": "화면",
    "version": "버전",
}


def series_message(state: SeriesState, error: str) -> str:
    """Return what an empty chart says in place of its candles."""
    return error if state is SeriesState.FAILED and error else SERIES_STATES[state]
