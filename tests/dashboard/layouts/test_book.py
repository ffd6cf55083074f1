"""The house's book lies in the vault, and several processes write it."""

import asyncio
import stat
from pathlib import Path

import pytest

from dashboard.layouts import Book, CellLayout, Layout, WallBook
from kiwoom import (
    KEY_FILE,
    ConfigError,
    Mode,
    Passphrase,
    Vault,
    VaultLocked,
    ensure_vault,
    vault_path,
)

WALL = Layout(shape=4, cells=(CellLayout(symbol="005930"),))
PASSPHRASE = Passphrase("correct horse battery staple")


@pytest.fixture
def house(tmp_path) -> Path:
    return tmp_path / "house"


async def opened(house: Path) -> WallBook:
    book = WallBook(house)
    await book.open()
    return book


async def test_the_first_start_makes_a_vault_that_nobody_has_to_open(house):
    book = await opened(house)

    assert book.current is None
    for name in (KEY_FILE, vault_path(house).name):
        assert stat.S_IMODE((house / name).stat().st_mode) == 0o600


async def test_what_is_changed_is_there_after_a_restart(house):
    book = await opened(house)
    await book.change(lambda known: known.with_current(WALL))

    assert (await opened(house)).current == WALL


async def test_names_and_symbols_are_not_readable_on_disk(house):
    book = await opened(house)
    await book.change(lambda known: known.with_group("비밀 그룹", ("005930",)))

    written = b"".join(path.read_bytes() for path in house.iterdir())

    assert "비밀 그룹".encode() not in written
    assert b"005930" not in written


async def test_two_processes_lose_nothing_of_each_other(house):
    one, other = await opened(house), await opened(house)

    async def keep(book: WallBook, name: str) -> None:
        await book.change(lambda known: known.with_layout(name, WALL))

    await asyncio.gather(*(keep((one, other)[n % 2], str(n)) for n in range(10)))

    assert set((await one.read()).layouts) == {str(n) for n in range(10)}


async def test_two_processes_may_make_the_vault_at_once(house):
    books = [WallBook(house) for _ in range(6)]

    await asyncio.gather(*(book.read() for book in books))

    await books[0].change(lambda known: known.with_layout("하나", WALL))
    assert [list((await book.read()).layouts) for book in books] == [["하나"]] * 6


async def test_a_change_that_is_refused_changes_nothing(house):
    book = await opened(house)

    with pytest.raises(ConfigError):
        await book.change(lambda known: known.with_layout("", WALL))

    assert await book.read() == Book()


async def test_a_locked_vault_costs_the_keeping_and_says_so(house, caplog):
    house.mkdir()
    Vault.create(vault_path(house), PASSPHRASE)
    book = await opened(house)

    assert book.known == Book()
    assert "layouts are not kept" in caplog.text
    with pytest.raises(VaultLocked):
        await book.change(lambda known: known.with_current(WALL))


async def test_a_vault_that_a_person_opened_keeps_layouts_too(house):
    house.mkdir()
    Vault.create(vault_path(house), PASSPHRASE)
    book = WallBook(house, PASSPHRASE)

    await book.change(lambda known: known.with_current(WALL))

    assert (await book.read()).current == WALL


async def test_a_folder_that_cannot_be_written_costs_the_keeping(tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    book = await opened(tmp_path / "file" / "house")

    assert book.known == Book()
    assert "layouts are not kept" in caplog.text


async def test_a_folder_that_fills_up_is_told_and_the_old_book_stays(house):
    book = await opened(house)
    await book.change(lambda known: known.with_current(WALL))
    # A directory in the place of the journal: no change can be written any more.
    journal = house / f"{vault_path(house).name}-journal"
    journal.mkdir()

    with pytest.raises(ConfigError, match="금고를 쓰지 못했습니다"):
        await book.change(lambda known: known.with_layout("하나", WALL))

    journal.rmdir()
    assert await book.read() == Book(current=WALL)


async def test_a_later_book_is_not_overwritten(house):
    ensure_vault(house).write("wall", None, b'{"format": 2, "new": true}')
    book = await opened(house)

    with pytest.raises(ConfigError):
        await book.change(lambda known: known.with_current(WALL))

    assert ensure_vault(house).read("wall", None) == b'{"format": 2, "new": true}'


async def test_keys_and_layouts_share_a_vault_and_a_new_data_key(house):
    vault = ensure_vault(house)
    vault.write("keys", Mode.MOCK, b"{}")
    book = await opened(house)
    await book.change(lambda known: known.with_current(WALL))

    vault.rekey(PASSPHRASE)

    assert vault.read("keys", Mode.MOCK) == b"{}"
    assert WALL.model_dump_json(exclude_defaults=True).encode() in (
        vault.read("wall", None) or b""
    )
    assert {entry.mode for entry in vault.entries()} == {Mode.MOCK, None}
