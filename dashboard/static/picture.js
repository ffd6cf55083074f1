// Charts as files: a PNG of what is on the screen, and a CSV of the bars in view.

import {barTime} from "./numbers.js"

const BYTE_ORDER_MARK = "\ufeff" // without it, spreadsheets take Korean for another encoding
const COLUMNS = ["time", "open", "high", "low", "close", "volume"]

// Save charts as one picture, each at its place on the screen.
export async function savePicture(charts, palette) {
  const canvas = draw(charts, palette)
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"))
  offer(fileName(charts, "png"), blob)
}

// Save the bars that charts show, as one table.
export function saveCsv(charts, labels) {
  const text = BYTE_ORDER_MARK + tableOf(charts, labels)
  offer(fileName(charts, "csv"), new Blob([text], {type: "text/csv;charset=utf-8"}))
}

// Let the browser save a file.
export function offer(name, blob) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

function fileName(charts, suffix) {
  const what = charts.length === 1 ? `${charts[0].model.symbol}-${charts[0].model.interval}` : "wall"
  const now = new Date(Date.now() + 9 * 3_600_000).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15)
  return `kiwoom-${what}-${now}.${suffix}`
}

export function tableOf(charts, labels) {
  const lines = [["symbol", "name", "interval", ...COLUMNS].join()]
  for (const chart of charts) {
    const {symbol, title, interval} = chart.model
    for (const bar of chart.barsInView()) {
      const cells = [symbol, quoted(title), labels.intervals[interval], fullTime(bar.time), ...COLUMNS.slice(1).map((name) => bar[name])]
      lines.push(cells.join())
    }
  }
  return lines.join("\r\n") + "\r\n"
}

function quoted(text) {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function fullTime(ms) {
  return barTime(ms).includes(":") ? new Date(ms).toISOString().slice(0, 16).replace("T", " ") : barTime(ms)
}

function draw(charts, palette) {
  const boxes = charts.map((chart) => chart.header.host.getBoundingClientRect())
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))]
  const ratio = window.devicePixelRatio || 1
  const canvas = document.createElement("canvas")
  canvas.width = Math.round((Math.max(...boxes.map((box) => box.right)) - left) * ratio)
  canvas.height = Math.round((Math.max(...boxes.map((box) => box.bottom)) - top) * ratio)
  const context = canvas.getContext("2d")
  context.scale(ratio, ratio)
  context.translate(-left, -top)
  context.fillStyle = palette.grid
  context.fillRect(left, top, canvas.width, canvas.height)
  charts.forEach((chart, i) => {
    context.save()
    context.beginPath()
    context.rect(boxes[i].left, boxes[i].top, boxes[i].width, boxes[i].height)
    context.clip()
    drawChart(context, chart, boxes[i], palette)
    context.restore()
  })
  return canvas
}

function drawChart(context, chart, box, palette) {
  context.fillStyle = palette.background
  context.fillRect(box.left, box.top, box.width, box.height)
  for (const layer of chart.figure?.layers ?? []) {
    if (layer.tagName === "CANVAS") {
      const {left, top, width, height} = layer.getBoundingClientRect()
      context.drawImage(layer, left, top, width, height)
    } else {
      drawNode(context, layer)
    }
  }
  for (const part of chart.header.row.children) {
    if (part.tagName === "SELECT") {
      drawText(context, part.selectedOptions[0].textContent, part.getBoundingClientRect(), getComputedStyle(part))
    } else if (!part.classList.contains("tool")) {
      drawNode(context, part)
    }
  }
}

function drawNode(context, node) {
  const style = getComputedStyle(node)
  if (style.visibility === "hidden" || style.display === "none") {
    return
  }
  const box = node.getBoundingClientRect()
  context.globalAlpha = Number(style.opacity)
  drawBorder(context, style, box)
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      const range = document.createRange()
      range.selectNodeContents(child)
      drawText(context, child.textContent, range.getBoundingClientRect(), style)
    } else {
      drawNode(context, child)
    }
  }
  context.globalAlpha = 1
}

function drawBorder(context, style, {left, top, width, height}) {
  const sides = {Top: [left, top, width, 1], Left: [left, top, 1, height], Bottom: [left, top + height - 1, width, 1]}
  for (const [side, rectangle] of Object.entries(sides)) {
    if (parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none") {
      context.fillStyle = style[`border${side}Color`]
      context.fillRect(...rectangle)
    }
  }
}

function drawText(context, text, {left, top, width, height}, style) {
  if (text.trim() !== "" && width > 0) {
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    context.fillStyle = style.color
    context.textBaseline = "middle"
    context.fillText(text.trim(), left, top + height / 2)
  }
}
