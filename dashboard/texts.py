"""Every sentence and label that a user of the wall reads, in one place."""

from typing import Any

from kiwoom import FeedState, Interval, Market, MarketPhase, Mode, SeriesState

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

MARKETS = {
    Market.KOSPI: "코스피",
    Market.KOSDAQ: "코스닥",
    Market.ETF: "ETF",
    Market.OTHER: "기타",
}

INDICATORS = {
    "ma": "이동평균 5·20·60·120",
    "bollinger": "볼린저 밴드",
    "vwap": "VWAP",
    "ichimoku": "일목균형표",
    "volume_ma": "거래량 이동평균 20",
    "rsi": "RSI",
    "macd": "MACD",
    "stochastic": "스토캐스틱",
}

# What a cell's header says of its state, where that is not the usual one.
BADGES: dict[FeedState, str] = {
    FeedState.CONNECTING: "연결 중",
    FeedState.CATCHING_UP: "빈 구간 채우는 중",
    FeedState.CLOSED: "장 마감",
    FeedState.STALE: "지연",
    FeedState.RECONNECTING: "연결 끊김",
    FeedState.TAKEN_OVER: "다른 접속",
    FeedState.REFUSED: "등록 거부",
}

LEVELS = {"base": "전일", "upper": "상한", "lower": "하한", "expected": "예상"}

CELL = {
    "all": "모든 차트에",
    "csv": "CSV 저장",
    "indicators": "지표",
    "interval": "봉 간격",
    "maximise": "크게 보기",
    "menu": "차트 메뉴",
    "png": "PNG 저장",
    "restore": "되돌리기",
    "search": "종목 찾기",
    "value": "대금",
}

SEARCH = {
    "hint": "종목 찾기: 이름·코드·초성",
    "interval": "{label} 봉으로",
    "nothing": "맞는 종목이 없습니다",
    "title": "종목 찾기",
}

# Keys and what they do, in the order in which the help lists them.
KEYS = {
    "글자·숫자": "종목 찾기 (이름, 코드, 초성, 영문)",
    "↑ ↓ Enter": "찾은 종목 고르기",
    "1·3·5·10·15·30·60 Enter": "분봉 간격",
    "D Enter": "일봉",
    "← ↑ → ↓": "셀 옮기기",
    "Enter": "크게 보기",
    "Esc": "되돌리기, 찾기 닫기",
    "머리글 끌기": "두 셀 맞바꾸기",
    "머리글 두 번 누르기": "크게 보기",
    "차트 두 번 누르기": "최근 봉으로",
    "?": "이 도움말",
}
KEYS_TITLE = "단축키"

BAR: dict[str, Any] = {
    "shape": "화면 나누기",
    "sync": "연동",
    "syncs": {
        "symbol": "종목",
        "interval": "봉 간격",
        "crosshair": "십자선",
        "dates": "기간",
    },
    "layouts": "배치",
    "fill": "채우기",
    "rankings": {
        "value": "거래대금 상위",
        "volume": "거래량 상위",
        "rise": "등락률 상위",
        "fall": "등락률 하위",
    },
    "groups": "관심 그룹",
    "no_groups": "저장한 그룹이 없습니다",
    "no_layouts": "저장한 배치가 없습니다",
    "keep_layout": "지금 배치 저장",
    "keep_group": "지금 종목을 그룹으로 저장",
    "layout_name": "배치 이름",
    "group_name": "그룹 이름",
    "save": "저장",
    "drop": "지우기",
    "export": "설정 내보내기",
    "import": "설정 불러오기",
    "output": "내보내기",
    "snapshot": "HTML 스냅숏",
    "png": "화면 PNG",
    "csv": "화면 CSV",
    "dark": "어두운 화면",
    "light": "밝은 화면",
    "help": "단축키",
}

OWN_FRAME = "내 데이터"
FRAME_LACKS = (
    "DataFrame에 {names} 열이 없습니다; open high low close 열이 있어야 합니다"
)
FRAME_WITHOUT_TIMES = "DataFrame의 색인이 시각이 아닙니다; DatetimeIndex로 바꾸세요"
FRAME_WITH_HOLES = "가격에 빈 칸이나 글자가 있습니다; dropna()로 먼저 지우세요"
NO_LOOP = "노트북의 칸에서 부르세요; 프로그램에서는 Client와 Hub를 씁니다"
BAD_BOOK = (
    "이 파일은 설정 파일이 아니거나 더 새로운 판입니다; 내보낸 JSON 파일을 고르세요"
)
BAD_ENTRY = (
    "이름은 1~40자, 배치와 그룹은 100개까지입니다; 이름을 줄이거나 몇 개를 지우세요"
)
DISK_REFUSES = "디스크에 쓰지 못했습니다 ({reason}); 빈 자리와 권한을 확인하세요"
DROPPED = "'{name}'을(를) 지웠습니다"
GROUP_KEPT = "관심 그룹 '{name}'에 {count}종목을 저장했습니다"
IMPORTED = "설정을 불러왔습니다"
LAYOUT_KEPT = "배치 '{name}'을(를) 저장했습니다"
NO_GROUP = "'{name}' 그룹이 없습니다; 다른 화면에서 지운 것 같습니다"
NO_LAYOUT = "'{name}' 배치가 없습니다; 다른 화면에서 지운 것 같습니다"
NO_RANKING = "아직 순위가 없습니다; 장이 시작한 뒤에 다시 하세요"
NOT_DONE = "하지 못했습니다: {reason}"
NOT_KEPT = "지금 화면을 저장하지 못했습니다: {reason}"

SOURCES = {
    Mode.REAL: "키움증권 실전 시세",
    Mode.MOCK: "키움증권 모의투자 시세",
    Mode.SIM: "시뮬레이터가 지어낸 모의 시세",
}

SNAPSHOT = {
    "disclaimer": "저장한 순간의 화면입니다. 투자 판단의 근거가 아니라 기록입니다.",
    "exchange": "거래소 시각",
    "gaps": "이 순간 온전하지 않던 시세:",
    "made": "만든 시각",
    "no_gaps": "이 순간 빈 구간은 없었습니다.",
    "source": "출처",
    "still": "스냅숏 · 움직이지 않습니다",
    "theme": "밝은 화면과 어두운 화면",
    "title": "스냅숏",
    "version": "버전",
}

KEYS_PAGE: dict[str, Any] = {
    "title": "키움증권 키 등록",
    "steps": [
        "키움 REST API 사이트(openapi.kiwoom.com)에서 사용을 신청합니다.",
        "이 컴퓨터의 공인 IP를 그 사이트에 등록합니다.",
        "앱 키와 시크릿 키를 내려받아 아래에 붙여 넣습니다.",
    ],
    "mock": "모의투자",
    "real": "실전",
    "app_key": "앱 키",
    "secret_key": "시크릿 키",
    "send": "시험하고 저장",
    "safety": (
        "키는 시험한 뒤 이 컴퓨터의 금고에 AES-256으로 잠가 둡니다. "
        "주문 기능은 없습니다."
    ),
    "back": "차트로 돌아가기",
    "missing": "앱 키와 시크릿 키를 모두 넣으세요",
    "done": "{mode} 키가 맞습니다. 금고에 넣었습니다. 이제 이렇게 시작하세요:",
    "next": "./run serve --mode ",
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
MOCK_SERVER = "모의투자 서버"
SIMULATED_HERE = "모의 시세 · 키를 등록하면 실제 시세를 봅니다"
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
