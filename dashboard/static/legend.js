// The line of prices at the top of a chart: of the bar under the pointer.

const NUMBER = new Intl.NumberFormat("ko-KR")

// Return the bar under an x position in bar numbers: closed, live, or null.
export function barAt(x, columns, live) {
  const number = Math.round(x)
  const newest = live.find((bar) => bar.number === number)
  if (newest !== undefined) {
    return newest
  }
  const at = number - (columns.number.length > 0 ? columns.number[0] : 0)
  if (at < 0 || at >= columns.number.length) {
    return null
  }
  const bar = {}
  for (const name of ["number", "time", "open", "high", "low", "close", "volume"]) {
    bar[name] = columns[name][at]
  }
  return bar
}

// Return the start of a bar as people write it: the day alone for daily bars.
export function barTime(ms) {
  const [day, clock] = new Date(ms).toISOString().split("T")
  return clock.startsWith("00:00") ? day : `${day.slice(5).replace("-", "/")} ${clock.slice(0, 5)}`
}

// Write a bar into the legend's element.
export function showBar(node, bar, labels, palette) {
  const colour = bar.close > bar.open ? palette.rising : bar.close < bar.open ? palette.falling : palette.text
  const parts = [document.createTextNode(barTime(bar.time))]
  for (const [name, label] of Object.entries(labels)) {
    const value = document.createElement("b")
    value.textContent = NUMBER.format(bar[name])
    value.style.cssText = `font-weight:600;color:${colour}`
    parts.push(document.createTextNode(` ${label} `), value)
  }
  node.replaceChildren(...parts)
}
