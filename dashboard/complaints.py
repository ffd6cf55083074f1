"""What is said to a user whose command cannot be carried out: one Korean sentence."""

import errno

import typer
from pydantic import ValidationError

# typer carries its own copy of click and exports only this subclass of its UsageError.
UsageError: type[Exception] = typer.BadParameter.__bases__[0]


def start_failure(error: OSError) -> str:
    """Return one Korean sentence about why a server could not start."""
    if error.errno == errno.EADDRINUSE:
        return (
            "포트를 다른 프로그램이 쓰고 있습니다; "
            "--port나 --gateway-port로 다른 포트를 고르세요"
        )
    if error.errno == errno.EACCES:
        return "이 포트를 열 권한이 없습니다; 1024보다 큰 포트를 고르세요"
    return f"시작하지 못했습니다 ({error})"


def setting_sentence(error: ValidationError) -> str:
    """Return one Korean sentence about a setting of the environment."""
    names = ", ".join(f"KIWOOM_WALL_{e['loc'][0]}".upper() for e in error.errors())
    return f"{names}: 환경 변수의 값이 올바르지 않습니다"


_EXPECTED = {
    "float_parsing": "수를 쓰세요",
    "greater_than_equal": "{ge:g} 이상의 수를 쓰세요",
    "int_parsing": "정수를 쓰세요",
    "less_than_equal": "{le:g} 이하의 수를 쓰세요",
}


def usage_sentence(error: Exception) -> str:
    """Return one Korean sentence about a wrong argument."""
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    name = parameter.opts[0] if parameter is not None else ""
    option = getattr(error, "option_name", "")
    if kind == "NoSuchOption":
        return f"{option}: 없는 옵션입니다 (--help로 확인하세요)"
    if kind == "BadOptionUsage":
        return f"{option}: 값이 필요합니다 (--help로 확인하세요)"
    if kind == "BadParameter":
        return f"{name}: 값이 올바르지 않습니다 ({_expected(error)})"
    return f"명령을 알아듣지 못했습니다 ({error}); --help로 확인하세요"


def _expected(error: Exception) -> str:
    # The sentences of our own parsers are Korean already.
    text = str(getattr(error, "message", error))
    cause = error.__cause__
    if not text.isascii() or not isinstance(cause, ValidationError):
        return text
    (fault, *_) = cause.errors()
    sentence = _EXPECTED.get(fault["type"], "값의 형식이 다릅니다")
    return sentence.format(**fault.get("ctx", {}))
