// Title, shape of the wall, its menus, one interval for all charts, and the theme switch.

const YEAR_S = 31536000
const SHAPES = [1, 4, 9, 16]

function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text
  }
}

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties)
  node.append(...children)
  return node
}

function shapeIcon(shape) {
  const side = Math.sqrt(shape)
  const size = 14 / side
  const squares = Array.from({length: shape}, (_, i) => {
    const [x, y] = [(i % side) * size, Math.floor(i / side) * size]
    return `<rect x="${x + 0.5}" y="${y + 0.5}" width="${size - 1}" height="${size - 1}" rx=".5"/>`
  })
  return `<svg viewBox="0 0 14 14">${squares.join("")}</svg>`
}

export function render({model, el}) {
  const {labels} = model
  const send = (message) => model.send_msg(message)
  el.innerHTML = `
    <div class="kw-topbar">
      <span class="title"></span>
      <a class="note"></a>
      <span class="shapes" role="group"></span>
      <span class="space"></span>
      <span class="slot"></span>
      <span class="space"></span>
      <span class="intervals" role="group" aria-label="모든 차트의 봉 간격"></span>
      <span class="menus" style="display:contents"></span>
      <button class="kw-help-button" type="button">?</button>
      <button class="kw-theme" type="button"></button>
    </div>
    <div class="toast" role="status"></div>`
  const find = (name) => el.querySelector(`.${name}`)
  const [intervals, shapes, theme] = ["intervals", "shapes", "kw-theme"].map(find)
  shapes.setAttribute("aria-label", labels.shape)

  const button = (text, act, properties = {}) => {
    const node = make("button", {type: "button", textContent: text, ...properties})
    node.addEventListener("click", act)
    return node
  }
  for (const [value, label] of Object.entries(model.intervals)) {
    const node = button(label, () => send({interval: value}))
    node.dataset.interval = value
    intervals.append(node)
  }
  for (const shape of SHAPES) {
    const node = button("", () => send({shape}), {title: `${shape}`, innerHTML: shapeIcon(shape)})
    node.dataset.shape = shape
    node.setAttribute("aria-label", `${labels.shape} ${shape}`)
    shapes.append(node)
  }

  // Menus: one is open at a time. Their lists are filled anew whenever they open or what
  // they list changes; what stands beside a list stays, for somebody may be typing there.
  let open = null
  const close = () => {
    if (open !== null) {
      open.menu.hidden = true
      open.opener.setAttribute("aria-expanded", "false")
      open = null
    }
  }
  const list = (fill) => {
    const node = make("div", {className: "list"})
    node.refill = () => node.replaceChildren(...fill())
    return node
  }
  const menu = (name, parts, {isNarrow = true} = {}) => {
    const holder = make("span", {className: `holder ${name}${isNarrow ? "" : " narrow-away"}`})
    const lists = parts.filter((part) => part.refill !== undefined)
    const one = {menu: make("div", {className: "menu", hidden: true}, ...parts), lists}
    one.opener = button(labels[name], () => {
      const wasOpen = open === one
      close()
      if (!wasOpen) {
        open = one
        one.opener.setAttribute("aria-expanded", "true")
        one.menu.hidden = false
        lists.forEach((part) => part.refill())
        send({refresh: true})
      }
    })
    one.opener.setAttribute("aria-haspopup", "true")
    holder.append(one.opener, one.menu)
    find("menus").append(holder)
  }
  const choice = (label, act) => button(label, () => {
    close()
    act()
  })
  const heading = (text) => make("h3", {textContent: text})
  const none = (text) => make("div", {className: "none", textContent: text})
  const dropped = (label, act, drop) => {
    const cross = button("✕", drop, {title: labels.drop})
    cross.setAttribute("aria-label", `${label} ${labels.drop}`)
    return make("div", {className: "line"}, choice(label, act), cross)
  }
  const keeping = (placeholder, keep) => {
    const input = make("input", {type: "text", maxLength: 40, placeholder})
    const save = () => {
      if (input.value.trim() !== "") keep(input.value.trim())
      input.value = ""
    }
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) save()
      if (event.key === "Escape") close()
      event.stopPropagation()
    })
    return make("div", {className: "line"}, input, button(labels.save, save))
  }

  menu("sync", [list(() => Object.entries(labels.syncs).map(([name, label]) => {
    const box = make("input", {type: "checkbox", name, checked: model.sync[name]})
    box.addEventListener("change", () => send({sync: {...model.sync, [name]: box.checked}}))
    return make("label", {}, box, ` ${label}`)
  }))], {isNarrow: false})
  menu("layouts", [
    list(() => [
      ...model.layouts.map((name) => dropped(name, () => send({show_layout: name}), () => send({drop_layout: name}))),
      ...model.layouts.length === 0 ? [none(labels.no_layouts)] : [],
    ]),
    make("hr"),
    heading(labels.keep_layout),
    keeping(labels.layout_name, (name) => send({keep_layout: name})),
  ])
  menu("fill", [
    ...Object.entries(labels.rankings).map(([kind, label]) => choice(label, () => send({fill: kind}))),
    make("hr"),
    heading(labels.groups),
    list(() => [
      ...Object.entries(model.groups).map(([name, symbols]) => (
        dropped(`${name} (${symbols.length})`, () => send({fill_group: name}), () => send({drop_group: name}))
      )),
      ...Object.keys(model.groups).length === 0 ? [none(labels.no_groups)] : [],
    ]),
    heading(labels.keep_group),
    keeping(labels.group_name, (name) => send({keep_group: name})),
  ])
  const chooser = make("input", {type: "file", accept: "application/json,.json", hidden: true})
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files
    if (file !== undefined) send({import: await file.text()})
    chooser.value = ""
  })
  el.append(chooser)
  const save = (kind) => document.dispatchEvent(new CustomEvent("kw-save", {detail: kind}))
  menu("output", [
    choice(labels.snapshot, () => send({snapshot: true})),
    choice(labels.png, () => save("png")),
    choice(labels.csv, () => save("csv")),
    make("hr"),
    choice(labels.export, () => send({export: true})),
    choice(labels.import, () => chooser.click()),
  ])
  const away = (event) => {
    if (open !== null && !event.composedPath().includes(open.menu) && !event.composedPath().includes(open.opener)) close()
  }
  const escape = ({key}) => key === "Escape" && close()
  document.addEventListener("pointerdown", away)
  document.addEventListener("keydown", escape)
  model.on("remove", () => {
    document.removeEventListener("pointerdown", away)
    document.removeEventListener("keydown", escape)
  })

  find("kw-help-button").title = labels.help
  find("kw-help-button").addEventListener("click", () => document.dispatchEvent(new CustomEvent("kw-help")))
  // The cookie lets the server draw the next page in the right colours at once.
  theme.addEventListener("click", () => {
    model.theme = model.theme === "dark" ? "light" : "dark"
    document.cookie = `kw_theme=${model.theme};path=/;max-age=${YEAR_S};samesite=strict`
  })
  model.on("msg:custom", ({notice, file}) => {
    if (notice !== undefined) {
      const toast = find("toast")
      const fresh = toast.cloneNode()
      fresh.textContent = notice
      toast.replaceWith(fresh) // a new node starts its fading anew
    }
    if (file !== undefined) {
      const link = make("a", {href: URL.createObjectURL(new Blob([file.content], {type: file.kind})), download: file.name})
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
    }
  })

  // The search box belongs to the charts; here is where it waits.
  globalThis.kiwoomSlot = find("slot")
  document.dispatchEvent(new CustomEvent("kw-slot"))

  const show = () => {
    put(find("title"), model.title)
    put(find("note"), model.note)
    find("note").toggleAttribute("href", model.note_link !== "")
    if (model.note_link !== "") find("note").href = model.note_link
    document.documentElement.dataset.theme = model.theme
    const other = model.theme === "dark" ? labels.light : labels.dark
    put(theme, model.theme === "dark" ? "☀" : "☾")
    theme.title = other
    theme.setAttribute("aria-label", other)
    for (const node of intervals.children) {
      node.setAttribute("aria-pressed", String(node.dataset.interval === model.interval))
    }
    for (const node of shapes.children) {
      node.setAttribute("aria-pressed", String(Number(node.dataset.shape) === model.shape))
    }
    open?.lists.forEach((part) => part.refill())
  }
  for (const name of ["groups", "interval", "layouts", "note", "shape", "sync", "theme", "title"]) {
    model.on(name, show)
  }
  show()
}
