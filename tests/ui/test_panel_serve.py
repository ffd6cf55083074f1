"""``panel serve dashboard`` shows the same wall, also while it is still starting."""

import pytest
from playwright.async_api import Page

from tests.programs import running
from tests.ui.wall import FEW, Wall

pytestmark = pytest.mark.ui


async def test_panel_s_own_command_serves_the_wall(page: Page):
    with running("serve", "dashboard", "--port", "0", module="panel", **FEW) as panel:
        line = panel.line_with("Bokeh app running at: ")

        wall = Wall(page, line.rsplit(" ", 1)[1])
        await wall.open()

        assert await wall.page.title() == "키움 16분할 차트"
