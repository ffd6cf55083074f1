// Entry of the LiveCharts component: draws charts into the cells that belong to it.

import {Wall} from "./wall.js"

export function show(model) {
  const wall = new Wall(model)
  const cells = globalThis.kiwoomCells ??= new Map()
  const mine = (key) => model.cells.includes(key)
  const joined = ({detail: key}) => {
    if (mine(key)) {
      wall.join(key, cells.get(key))
    }
  }
  const left = ({detail: key}) => wall.leave(key)
  const recolour = () => wall.paintIn(model.palette)
  document.addEventListener("kw-cell-joined", joined)
  document.addEventListener("kw-cell-left", left)
  model.on("palette", recolour)
  model.on("remove", () => {
    document.removeEventListener("kw-cell-joined", joined)
    document.removeEventListener("kw-cell-left", left)
    wall.close()
  })
  globalThis.kiwoomWall = wall
  for (const key of model.cells) {
    if (cells.has(key)) {
      wall.join(key, cells.get(key))
    }
  }
}
