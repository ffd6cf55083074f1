// Entry of a snapshot: hands the wall's own script cells and a frame that never changes.
{
  const data = JSON.parse(document.getElementById("data").textContent)

  // A component as the script knows it, without a server behind it.
  class Still {
    constructor(values) {
      Object.assign(this, values)
    }
    on() {}
    off() {}
    send_msg() {}
  }

  const root = document.querySelector("main").attachShadow({mode: "open"})
  root.append(document.getElementById("cell-style").content.cloneNode(true))
  const el = document.createElement("div")
  el.className = "live-charts"
  root.append(el)

  const bytes = Uint8Array.from(atob(data.frame), (letter) => letter.charCodeAt(0))
  const model = new Still({
    cells: data.cells,
    rows: data.rows,
    columns: data.columns,
    labels: data.labels,
    plans: data.plans,
    palette: data.palettes.dark,
    sync: {crosshair: true, dates: true},
    is_wall: true,
    frame: bytes.buffer,
  })
  Bokeh.set_log_level("error")
  globalThis.kiwoomLive.show(model, el)

  const button = document.getElementById("theme")
  const paint = (theme) => {
    document.documentElement.dataset.theme = theme
    button.textContent = theme === "dark" ? "☀" : "☾"
    globalThis.kiwoomWall.paintIn(data.palettes[theme])
  }
  button.addEventListener("click", () => paint(document.documentElement.dataset.theme === "dark" ? "light" : "dark"))
  if (data.theme !== "dark") {
    paint(data.theme)
  }
}
