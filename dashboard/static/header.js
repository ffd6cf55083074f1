// Header of one chart: symbol and interval fields, price, change, strength.

// The cell is the nearest ancestor with its class, across shadow roots.
function cellOf(node) {
  while (node && !node.classList?.contains("kw-cell")) {
    node = node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentNode
  }
  return node
}

function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text
  }
}

export function render({model, el}) {
  el.innerHTML = `
    <div class="row">
      <span class="title"></span>
      <input class="symbol" maxlength="9" spellcheck="false" autocomplete="off" aria-label="종목 코드">
      <select class="interval" aria-label="봉 간격"></select>
      <span class="space"></span>
      <span class="price"></span>
      <span class="change"></span>
      <span class="rate"></span>
      <span class="strength" title="체결강도"></span>
    </div>
    <div class="message" role="status"></div>
    <div class="notice" role="alert"></div>`
  const find = (name) => el.querySelector(`.${name}`)
  const [symbol, interval, row] = [find("symbol"), find("interval"), find("row")]

  for (const [value, label] of Object.entries(model.intervals)) {
    interval.add(new Option(label, value))
  }

  const show = () => {
    put(find("title"), model.title)
    put(find("price"), model.price)
    put(find("change"), model.change_won)
    put(find("rate"), model.change_rate)
    put(find("strength"), model.strength)
    put(find("message"), model.message)
    row.dataset.direction = model.direction
    row.dataset.state = model.state
  }
  const identify = () => {
    symbol.value = model.symbol
    interval.value = model.interval
    const cell = cellOf(el.getRootNode().host ?? el)
    if (cell) {
      cell.dataset.symbol = model.symbol
      cell.dataset.interval = model.interval
    }
  }
  for (const name of ["title", "price", "change_won", "change_rate", "strength", "direction", "state", "message"]) {
    model.on(name, show)
  }
  for (const name of ["symbol", "interval"]) {
    model.on(name, identify)
  }
  model.on("msg:custom", ({notice}) => {
    identify()
    const fresh = find("notice").cloneNode()
    fresh.textContent = notice
    find("notice").replaceWith(fresh) // a new node starts its fading anew
  })

  const submit = () => {
    const wanted = symbol.value.trim().toUpperCase()
    if (wanted !== "" && wanted !== model.symbol) {
      model.send_msg({symbol: wanted})
    } else {
      symbol.value = model.symbol
    }
  }
  symbol.addEventListener("focus", () => symbol.select())
  symbol.addEventListener("change", submit)
  symbol.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      symbol.blur()
    } else if (event.key === "Escape") {
      symbol.value = model.symbol
      symbol.blur()
    }
    event.stopPropagation()
  })
  interval.addEventListener("change", () => model.send_msg({interval: interval.value}))

  show()
  // The cell exists once the component is in the page.
  requestAnimationFrame(identify)
  model.on("after_render", identify)
}
