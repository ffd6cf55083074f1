"""English words of Korean companies' names, for who searches in English.

The broker's list names companies in Korean only; these words are what their own English
names and the English press call them.
"""

from functools import cache

_WORDS = """
aerospace 에어로스페이스 항공우주
ahnlab 안랩
air 항공
amore 아모레
amorepacific 아모레퍼시픽
aviation 항공
bank 은행 뱅크
battery 배터리 2차전지
bio 바이오
biologics 바이오로직스
biopharm 바이오팜
binggrae 빙그레
card 카드
celltrion 셀트리온
chemical 화학 케미칼
chemicals 화학 케미칼
cheil 제일
construction 건설
cosmetics 화장품
daewoo 대우
daou 다우
db db 디비
display 디스플레이
doosan 두산
ecopro 에코프로
ecoprobm 에코프로비엠
elec 전자 전기 일렉
electric 전기 일렉트릭
electro 전기
electronics 전자
enerbility 에너빌리티
energy 에너지
engineering 엔지니어링
entertainment 엔터 엔터테인먼트
fashion 패션
financial 금융
fire 화재
food 식품 푸드
foods 식품 푸드
future 퓨처
games 게임즈
gas 가스
group 지주 그룹
gs gs
hana 하나
hanjin 한진
hankook 한국
hanmi 한미
hanwha 한화
heavy 중공업
hite 하이트
holdings 지주 홀딩스
hotel 호텔
hugel 휴젤
hybe 하이브
hynix 하이닉스
hyosung 효성
hyundai 현대
industrial 산업
innovation 이노베이션
insurance 화재 생명 보험
inverse 인버스
jinro 진로
kakao 카카오
kepco 한국전력
kia 기아
kogas 한국가스공사
kolmar 콜마
kolon 코오롱
korea 한국
korean 대한
kosdaq 코스닥
krafton 크래프톤
kumho 금호
leverage 레버리지
life 생명
line 라인
logistics 로지스틱스 글로비스
lotte 롯데
machinery 기계
marine 해상 조선해양
materials 머티리얼즈 소재
meritz 메리츠
mipo 미포
mirae 미래에셋
mobis 모비스
motor 자동차 현대차
motors 자동차
naver naver 네이버
ncsoft 엔씨소프트
nexon 넥슨
next1 넥스원
nextone 넥스원
nongshim 농심
ocean 오션
oil 오일 정유
orion 오리온
ottogi 오뚜기
pan 팬오션
pay 페이
pearlabyss 펄어비스
petrochemical 석유화학
pharma 제약 약품
pharmaceutical 제약 약품
poongsan 풍산
posco posco 포스코
power 전력
rainbow 레인보우
robotics 로보틱스 로보
rotem 로템
s-oil s-oil
samsung 삼성
samyang 삼양
sdi sdi
sds 에스디에스
secondary 2차전지
securities 증권
semiconductor 반도체
seegene 씨젠
shinhan 신한
shinsegae 신세계
ship 조선
shipbuilding 조선
sk sk
sm 에스엠
solution 솔루션
solutions 솔루션
soulbrain 솔브레인
steel 제철 철강
system 시스템
systems 시스템
tech 테크
techwin 테크윈
telecom 텔레콤
tire 타이어
us 미국
wemade 위메이드
woori 우리
yuhan 유한양행
zinc 아연
"""


@cache
def _dictionary() -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in _WORDS.strip().splitlines())
    return {word: tuple(meanings) for word, *meanings in rows}


def meanings_of(beginning: str) -> frozenset[str]:
    """Return the Korean words for the English ones that begin so, and the text itself.

    Examples
    --------
    >>> sorted(meanings_of("sams")), sorted(meanings_of("xyz"))
    (['sams', '삼성'], ['xyz'])
    """
    found = {beginning}
    if beginning.isascii() and len(beginning) > 1:
        for word, meanings in _dictionary().items():
            if word.startswith(beginning):
                found.update(meanings)
    return frozenset(found)
