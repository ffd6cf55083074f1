// The place of one chart. It announces itself; the page's LiveCharts draws into it.

function tell(event, key) {
  document.dispatchEvent(new CustomEvent(event, {detail: key}))
}

export function render({model, el}) {
  const cells = globalThis.kiwoomCells ??= new Map()
  const cell = {model, el}
  cells.set(model.key, cell)
  model.on("remove", () => {
    if (cells.get(model.key) === cell) {
      cells.delete(model.key)
      tell("kw-cell-left", model.key)
    }
  })
  tell("kw-cell-joined", model.key)
}
