// Title, one interval for all charts, and the theme switch.

const YEAR_S = 31536000

function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text
  }
}

export function render({model, el}) {
  el.innerHTML = `
    <div class="kw-topbar">
      <span class="title"></span>
      <span class="note"></span>
      <span class="space"></span>
      <span class="intervals" role="group" aria-label="모든 차트의 봉 간격"></span>
      <button class="kw-theme" type="button"></button>
    </div>`
  const intervals = el.querySelector(".intervals")
  const theme = el.querySelector(".kw-theme")

  for (const [value, label] of Object.entries(model.intervals)) {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = label
    button.dataset.interval = value
    button.addEventListener("click", () => model.send_msg({interval: value}))
    intervals.append(button)
  }
  // The cookie lets the server draw the next page in the right colours at once.
  theme.addEventListener("click", () => {
    model.theme = model.theme === "dark" ? "light" : "dark"
    document.cookie = `kw_theme=${model.theme};path=/;max-age=${YEAR_S};samesite=strict`
  })

  const show = () => {
    put(el.querySelector(".title"), model.title)
    put(el.querySelector(".note"), model.note)
    document.documentElement.dataset.theme = model.theme
    const other = model.theme === "dark" ? "밝은 화면" : "어두운 화면"
    put(theme, model.theme === "dark" ? "☀" : "☾")
    theme.title = other
    theme.setAttribute("aria-label", other)
    for (const button of intervals.children) {
      button.setAttribute("aria-pressed", String(button.dataset.interval === model.interval))
    }
  }
  for (const name of ["interval", "note", "theme", "title"]) {
    model.on(name, show)
  }
  show()
}
