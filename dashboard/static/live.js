// Entry of the LiveCharts component: makes its cells and draws charts into them.

import {placeCells} from "./cells.js"
import {lendColours} from "./colours.js"
import {openEarly} from "./feed.js"
import {Wall} from "./wall.js"

const walls = new WeakMap() // element of a component's view -> what is drawn there

// Let bars come for a page whose components are still being loaded.
export function expect({feed_path, page, channels}) {
  openEarly(feed_path, page, channels)
}

export function show(model, el) {
  const {host} = el.getRootNode()
  walls.get(host)?.close() // what is rendered anew begins anew
  const wall = new Wall(model)
  walls.set(host, wall)
  const lend = () => model.is_wall || lendColours(el, model.palette)
  model.on("palette", () => {
    lend()
    wall.paintIn(model.palette)
  })
  model.on("remove", () => wall.close())
  globalThis.kiwoomWall = wall
  lend()
  wall.join(placeCells(model, el))
}
