"""What charts touch of BokehJS beyond its documented models is where they expect it.

``figure.js`` and ``plain.js`` of ``dashboard/static`` are the files that do so. A new
version of Bokeh that moves one of these parts fails here, by name, before anybody sees
a frozen chart.
"""

import pytest

pytestmark = pytest.mark.ui

_FROM_JSON = "Bokeh.require('document/index').Document.from_json"
SURFACE = {
    "Bokeh.embed": "typeof Bokeh.embed.add_document_standalone === 'function'",
    "Document.from_json": f"typeof {_FROM_JSON} === 'function'",
    "defer": "typeof Bokeh.require('core/util/defer').defer === 'function'",
    "view.root": "view.root === view && view.canvas_view.root === view",
    "Bokeh.documents": "Bokeh.documents.includes(figure.model.document)",
    "view.repainted": "typeof view.repainted.connect === 'function'",
    "view.repaint": "typeof view.repaint === 'function'",
    "view.remove": "typeof view.remove === 'function'",
    "view.bbox": "view.bbox.width > view.frame.bbox.width",
    "frame.bbox": "view.frame.bbox.width > 100 && view.frame.bbox.height > 50",
    "frame.x_scale": "Number.isFinite(view.frame.x_scale.compute(chart.last))",
    "frame.x_scale.invert": "Number.isFinite(view.frame.x_scale.invert(10))",
    "frame.y_scale": "Number.isFinite(view.frame.y_scale.compute(1))",
    "frame.y_scales": "Number.isFinite(view.frame.y_scales.get('volume').compute(0))",
    "frame.y_ranges": "view.frame.y_ranges.get('volume').end > 0",
    "canvas_view.events_el": "view.canvas_view.events_el instanceof HTMLElement",
    "canvas_view.overlays.el": "view.canvas_view.overlays.el.tagName === 'CANVAS'",
    "range.setv": "typeof figure.range.setv === 'function'",
    "range.change": "typeof figure.range.change.connect === 'function'",
}


async def test_every_part_of_bokehjs_that_charts_need_is_there(wall):
    look = ", ".join(f"{name!r}: () => {test}" for name, test in SURFACE.items())

    missing = await wall.chart(
        0,
        "(() => {const {figure} = chart; const {view} = figure;"
        f" const look = {{{look}}};"
        " return Object.keys(look).filter((name) => {"
        "   try { return look[name]() !== true } catch { return true }"
        " })})()",
    )

    assert missing == []


async def test_a_repaint_paints_and_says_so(wall):
    said = await wall.chart(
        0,
        "(() => {let said = 0; const {view} = chart.figure;"
        " const slot = () => { said += 1 }; view.repainted.connect(slot);"
        " view.repaint(); view.repainted.disconnect(slot); return said})()",
    )

    assert said == 1


_SPARED = """async (ours) => {
    const plan = JSON.parse(Object.values(kiwoomWall.model.plans)[0])
    const {Document} = Bokeh.require("document/index")
    const document = Document.from_json(plan.item.doc)
    const [model] = document.roots()
    if (!ours) model.name = "of another"
    const place = window.document.body.appendChild(window.document.createElement("div"))
    place.style.cssText = "width:300px;height:200px;font-size:21px"
    const [view] = (await Bokeh.embed.add_document_standalone(document, place)).roots
    view.el.style.fontSize = "21px"
    view.el.style.setProperty("--bk-background-fill-color", "rgb(1, 2, 3)")
    const colour = view.visuals.background_fill._get_css_value("fill-color")
    const found = [view.base_font_size, colour.trim()]
    view.remove()
    place.remove()
    return found
}"""


@pytest.mark.parametrize(
    ("ours", "found"), [(True, [13, ""]), (False, [21, "rgb(1, 2, 3)"])]
)
async def test_only_our_figures_are_painted_without_asking_style_sheets(
    wall, ours, found
):
    assert await wall.page.evaluate(_SPARED, ours) == found
