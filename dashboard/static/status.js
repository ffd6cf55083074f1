// One line about the connection, the market and the load.

function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text
  }
}

export function render({model, el}) {
  el.innerHTML = `
    <div class="kw-status" role="status">
      <span class="state"><i></i><b></b><button type="button"></button></span>
      <span class="phase"></span>
      <span class="space"></span>
      <span class="figures"></span>
    </div>`
  const bar = el.querySelector(".kw-status")
  const again = el.querySelector(".state button")
  again.addEventListener("click", () => model.send_msg({reconnect: true}))
  const figures = el.querySelector(".figures")
  const cells = new Map()
  let connected = true

  const show = () => {
    bar.dataset.state = connected ? model.state : "lost"
    put(el.querySelector(".state b"), connected ? model.state_text : model.lost_text)
    put(el.querySelector(".phase"), model.phase)
    put(again, model.reconnect_text)
    for (const [label, value] of Object.entries(model.figures)) {
      if (!cells.has(label)) {
        const cell = document.createElement("span")
        cell.innerHTML = "<label></label> <output></output>"
        cell.querySelector("label").textContent = label
        figures.append(cell)
        cells.set(label, cell.querySelector("output"))
      }
      put(cells.get(label), value)
    }
  }
  for (const name of ["figures", "phase", "state", "state_text"]) {
    model.on(name, show)
  }
  // Without its server the page knows nothing of the market any more, and says so.
  const changed = ({detail}) => {
    connected = detail
    show()
  }
  document.addEventListener("kw-connection", changed)
  model.on("remove", () => document.removeEventListener("kw-connection", changed))
  show()
}
