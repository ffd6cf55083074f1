"""The wall as a visitor sees it, in the words of a test."""

from typing import Any

from playwright.async_api import Locator, Page

_LIMIT_MS = 60_000
# For programs of tests that need few charts: four are drawn in a quarter of the time.
FEW = {"KIWOOM_WALL_SYMBOLS": "005930,000660,373220,207940"}
_CHARTS = "[...window.kiwoomWall.charts.values()]"
_DRAWN = """() => {
    const shown = [...window.kiwoomWall?.takers.values() ?? []].flat()
    return shown.length > 0 && shown.length === kiwoomWall.desk.inSight.length
        && kiwoomWall.charts.size === kiwoomWall.model.cells.length
        && shown.every((chart) => chart.isDrawn && chart.painted > 100)
}"""

_IN_SIGHT_DRAWN = """() => window.kiwoomWall?.charts.size === 16
    && kiwoomWall.takers.size > 0
    && [...kiwoomWall.takers.values()].flat().every((chart) => chart.isDrawn)"""


class Wall:
    """An opened page with its charts."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    async def open(self) -> None:
        """Load the page and wait until all charts have history and a forming candle."""
        await self.page.goto(self.address)
        await self.drawn()

    async def open_any(self) -> None:
        """Load the page and wait until the charts in sight are drawn."""
        await self.page.goto(self.address)
        await self.until(_IN_SIGHT_DRAWN)

    async def drawn(self) -> None:
        """Wait until all charts in sight are drawn, with history."""
        await self.until(_DRAWN)

    async def until(self, condition: str, argument: object = None) -> None:
        """Wait until a condition of the page's own script holds."""
        await self.page.wait_for_function(condition, arg=argument, timeout=_LIMIT_MS)

    def cell(self, number: int) -> Locator:
        """Return one of the sixteen cells."""
        return self.page.locator(".kw-cell").nth(number)

    async def chart(self, number: int, expression: str) -> Any:
        """Return a figure of one chart, which the expression calls ``chart``."""
        return await self.page.evaluate(
            f"(({{chart}}) => {expression})({{chart: {_CHARTS}[{number}]}})"
        )

    async def until_chart(self, number: int, condition: str) -> None:
        """Wait until a condition about one chart holds."""
        await self.until(
            f"() => {{const chart = {_CHARTS}[{number}]; return {condition}}}"
        )

    async def choose(self, number: int, text: str) -> None:
        """Search in one cell, and take the first thing found."""
        await self.cell(number).locator("button.symbol").click()
        await self.page.locator(".kw-search").fill(text)
        await self.page.locator(".kw-search").press("Enter")

    async def status(self) -> str:
        """Return the status bar's text."""
        return await self.page.locator(".kw-status").inner_text()
