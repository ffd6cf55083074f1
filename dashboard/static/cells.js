// The cells of a component: an element for each chart, in rows and columns, and what Python
// tells of it.

// What a chart knows of its cell. It is told to and hears from Python by the component.
class Cell {
  constructor(component, values) {
    this.component = component
    this.watchers = []
    Object.assign(this, values)
  }

  // Have an action done when one of these values changed; a list of names, or one.
  on(names, action) {
    this.watchers.push({names: [names].flat(), action})
  }

  off(_names, action) {
    this.watchers = this.watchers.filter((watcher) => watcher.action !== action)
  }

  // Take the values as they are now: whoever watches some that changed is told once.
  update(values) {
    const changed = Object.keys(values).filter((name) => values[name] !== this[name])
    Object.assign(this, values)
    for (const {names, action} of this.watchers) {
      if (names.some((name) => changed.includes(name))) {
        action()
      }
    }
  }

  hear(message) {
    for (const {names, action} of this.watchers) {
      if (names.includes("msg:custom")) {
        action(message)
      }
    }
  }

  send_msg(message) {
    this.component.send_msg({...message, cell: this.key})
  }
}

// Make the cells within an element; return what charts are made of, by key.
export function placeCells(model, el) {
  const grid = document.createElement("div")
  grid.className = "kw-grid"
  const cells = new Map()
  for (const values of model.cells) {
    const cell = document.createElement("div")
    cell.className = "kw-cell"
    cells.set(values.key, {model: new Cell(model, values), el: cell})
  }
  const arrange = () => {
    grid.style.gridTemplate = `repeat(${model.rows}, minmax(0, 1fr)) / repeat(${model.columns}, minmax(0, 1fr))`
    for (const cell of cells.values()) {
      cell.el.hidden = !cell.model.visible
    }
  }
  model.on("cells", () => {
    for (const values of model.cells) {
      cells.get(values.key).model.update(values)
    }
    arrange()
  })
  model.on(["rows", "columns"], arrange)
  model.on("msg:custom", ({cell, ...message}) => cells.get(cell)?.model.hear(message))
  arrange()
  grid.append(...[...cells.values()].map((cell) => cell.el))
  el.append(grid)
  return cells
}
