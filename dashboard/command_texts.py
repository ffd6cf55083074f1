"""Every sentence that a command says, in one place."""

PROMPTS = {
    "app_key": "앱 키 (입력해도 보이지 않습니다)",
    "secret_key": "시크릿 키 (입력해도 보이지 않습니다)",
    "passphrase": "금고의 암호 문구",
    "new_passphrase": "새 암호 문구 (12자 이상)",
}
NO_VAULT = "금고가 없습니다; kiwoom-dashboard keys add 로 키를 넣으면 만들어집니다"
NO_KEYS = (
    "금고에 {mode} 키가 없습니다; kiwoom-dashboard keys add --mode {mode} 로 넣으세요"
)
NO_KEYS_NEEDED = "시뮬레이터에는 키가 필요 없습니다; --mode real이나 mock을 쓰세요"
TWO_LINES = "첫 줄에 앱 키, 둘째 줄에 시크릿 키를 두거나 .env 형식으로 쓰세요"
UNREADABLE_FILE = "{file}을 읽지 못했습니다; 경로와 권한을 확인하세요"
KEYS_STORED = "{mode} 키를 금고에 넣었습니다"
KEYS_FILE_REMAINS = "{file}에는 키가 그대로 남아 있습니다; 더 필요 없으면 지우세요"
UNLOCKED = "금고를 열었습니다; 화면이 곧 이어집니다"
NOT_REVOKED = (
    "증권사에서 토큰을 끝내지 못했습니다 ({reason}); 하루가 지나면 저절로 끝납니다"
)
KEYS_REMOVED = "{mode} 키를 금고에서 지웠습니다"
KEYS_WORK = "{mode} 키로 토큰을 받았습니다; 키가 맞습니다"
VAULT_OPENS_WITH = "금고를 여는 것: {kinds}"
SECRET_KINDS = {"passphrase": "암호 문구", "keyfile": "열쇠 파일"}
ENTRY_NAMES = {"keys": "키", "token": "토큰", "wall": "화면"}
NO_FOLDER = "{folder} 폴더가 없습니다; 먼저 만들거나 다른 곳을 고르세요"
SNAPSHOT_IN_PART = "다 받지 못한 시세가 있습니다; 파일에 적어 두었습니다"
SNAPSHOT_WRITTEN = "{file}에 썼습니다 ({size:.1f} MB)"
BAD_SYMBOL = "종목코드 6자리를 쓰세요, 예: 005930"
BAD_DAY = "2026-11-23처럼 쓰세요"
ONE_OF = "{names} 가운데 하나를 쓰세요"
PARQUET_NEEDS_FILE = "Parquet은 화면에 찍을 수 없습니다; --out 파일을 함께 쓰세요"
UNWRITABLE_FILE = "{file}에 쓰지 못했습니다 ({cause}); 폴더와 남은 자리를 확인하세요"
CANDLES_WRITTEN = "봉 {count:,}개를 {file}에 썼습니다"
COLUMNS = {
    "open": "시가",
    "high": "고가",
    "low": "저가",
    "close": "종가",
    "volume": "거래량",
    "value": "거래대금",
}
