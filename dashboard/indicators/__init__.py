from typing import Any
class Bars:
    @classmethod
    def of(cls, c): return cls()
class Pane: LOWER="lower"; PRICE="price"; VOLUME="volume"
Indicator = Line = Follower = Any
def default_indicators(): return ()
