"""The page that ``panel serve dashboard`` serves: one wall for each browser session."""

from dashboard.app import open_page
from dashboard.texts import TITLE

open_page().servable(title=TITLE, location=False)
