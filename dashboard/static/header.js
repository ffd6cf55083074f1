// Header of one chart: symbol and interval fields, price, change, strength.

const NUMBER = new Intl.NumberFormat("ko-KR")

function signedWon(change) {
  const mark = change > 0 ? "▲" : change < 0 ? "▼" : ""
  return mark + NUMBER.format(Math.abs(change))
}

function signedRate(rate) {
  const text = rate.toFixed(2)
  return (Number(text) > 0 ? "+" : "") + (Number(text) === 0 ? "0.00" : text) + "%"
}

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
  let cell = null
  const [symbol, interval, row] = [find("symbol"), find("interval"), find("row")]

  for (const [value, label] of Object.entries(model.intervals)) {
    interval.add(new Option(label, value))
  }

  let streamed = false // whether prices come with the frames that the chart draws

  const showPrice = (price, change, rate, direction) => {
    put(find("price"), price)
    put(find("change"), change)
    put(find("rate"), rate)
    row.dataset.direction = direction
  }
  const show = () => {
    put(find("title"), model.title)
    put(find("strength"), model.strength)
    put(find("message"), model.message)
    row.dataset.state = model.state
    if (!streamed) {
      showPrice(model.price, model.change_won, model.change_rate, model.direction)
    }
  }
  const showRecord = ({detail: {close, base}}) => {
    streamed = close > 0 && base > 0
    if (streamed) {
      const change = close - base
      const direction = change > 0 ? "up" : change < 0 ? "down" : "flat"
      showPrice(NUMBER.format(close), signedWon(change), signedRate(100 * change / base), direction)
    }
  }
  const identify = () => {
    symbol.value = model.symbol
    interval.value = model.interval
    const found = cellOf(el.getRootNode().host ?? el)
    if (found !== cell) {
      cell = found
      cell.addEventListener("kw-record", showRecord)
    }
    if (cell) {
      cell.dataset.symbol = model.symbol
      cell.dataset.interval = model.interval
    }
  }
  for (const name of ["title", "price", "change_won", "change_rate", "strength", "direction", "state", "message"]) {
    model.on(name, show)
  }
  for (const name of ["symbol", "interval"]) {
    model.on(name, () => {
      streamed = false
      identify()
      show()
    })
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
