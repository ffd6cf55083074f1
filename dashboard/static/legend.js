// The line at the top of a chart: prices of the bar under the pointer, values of its lines.

import {barTime, inUnits, won} from "./numbers.js"

function valueText(value) {
  return Math.abs(value) >= 1000 ? won(Math.round(value)) : value.toFixed(2)
}

function coloured(text, colour) {
  const node = document.createElement("b")
  node.textContent = text
  node.style.cssText = `font-weight:600;color:${colour}`
  return node
}

// Write a bar into the legend's element: `labels` by price, `lines` with their colours.
export function showBar(node, bar, labels, lines, palette) {
  const colour = bar.close > bar.open ? palette.rising : bar.close < bar.open ? palette.falling : palette.text
  const parts = [barTime(bar.time)]
  for (const [name, label] of Object.entries(labels)) {
    parts.push(` ${label} `, coloured(name === "volume" ? inUnits(bar[name]) : won(bar[name]), colour))
  }
  lines.forEach((line, i) => {
    if (Number.isFinite(bar.values[i])) {
      parts.push(i === 0 ? "\n" : " ", coloured(`${line.label} ${valueText(bar.values[i])}`, palette.indicators[line.colour]))
    }
  })
  node.replaceChildren(...parts)
}
