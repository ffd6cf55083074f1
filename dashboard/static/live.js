// Entry of the LiveLayer component: joins the page's charts with its feed.

import {Feed} from "./feed.js"
import {ChartLayer} from "./layer.js"

function feedUrl(path) {
  const url = new URL(path, document.baseURI)
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
  return url
}

export function render({model, el}) {
  const layers = new Map() // figure id -> ChartLayer
  let feed = null
  let removed = false

  // Figures are drawn after this component; look again until all are there.
  const attach = () => {
    for (const {figure} of model.charts) {
      if (!layers.has(figure)) {
        const view = Bokeh.index.find_one_by_id(figure)
        if (view !== null && view.frame?.bbox.width > 0) {
          layers.set(figure, new ChartLayer(view, model.palette, model.legend))
        }
      }
    }
    listen()
    if (layers.size < model.charts.length && !removed) {
      requestAnimationFrame(attach)
    }
  }

  const listen = () => {
    const listeners = new Map()
    for (const {figure, channel} of model.charts) {
      const layer = layers.get(figure)
      if (layer === undefined || channel < 0) {
        continue
      }
      if (layer.channel !== channel) {
        layer.channel = channel
        layer.clear()
      }
      const others = listeners.get(channel)
      listeners.set(channel, others ? (record) => { others(record); layer.update(record) }
        : (record) => layer.update(record))
    }
    feed?.show(listeners)
  }

  const repaint = () => {
    for (const layer of layers.values()) {
      layer.palette = model.palette
      layer.draw()
    }
  }

  if (model.feed_path !== "") {
    feed = new Feed(feedUrl(model.feed_path), model.page, (connected) => {
      document.documentElement.classList.toggle("kw-disconnected", !connected)
      document.dispatchEvent(new CustomEvent("kw-connection", {detail: connected}))
    })
  }
  model.on("charts", attach)
  model.on("palette", repaint)
  model.on("remove", () => {
    removed = true
    feed?.close()
    for (const layer of layers.values()) {
      layer.detach()
    }
  })
  window.kiwoomWall = {layers, feed}
  attach()
}
