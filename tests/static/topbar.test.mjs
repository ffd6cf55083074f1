// The bar at the top: what each button and menu asks of the server, and what it shows.

import assert from "node:assert/strict"
import {afterEach, beforeEach, describe, test} from "node:test"

import {Element, installDocument} from "./elements.mjs"

const page = installDocument()
const {render} = await import("../../dashboard/static/topbar.js")

const LABELS = {
  sync: "연동", layouts: "배치", fill: "채우기", output: "내보내기", shape: "칸 수", drop: "지우기", save: "저장", help: "글쇠",
  syncs: {symbol: "종목", dates: "기간"}, rankings: {value: "거래대금 상위", volume: "거래량 상위"},
  groups: "관심 그룹", no_groups: "그룹이 없습니다", no_layouts: "배치가 없습니다", keep_layout: "지금 배치", layout_name: "이름",
  keep_group: "지금 종목", group_name: "이름", snapshot: "HTML", png: "PNG", csv: "CSV", export: "설정 내보내기", import: "설정 불러오기",
  light: "밝게", dark: "어둡게",
}

class Model {
  constructor() {
    Object.assign(this, {
      title: "키움 16분할 차트", note: "시뮬레이터", note_link: "", theme: "dark", interval: "1m", shape: 16, labels: LABELS,
      intervals: {"1m": "1분", "1d": "일"}, sync: {symbol: false, dates: true}, layouts: ["아침"], groups: {반도체: ["005930", "000660"]},
    })
    this.listeners = new Map()
    this.sent = []
  }

  on(name, listener) {
    this.listeners.set(name, listener)
  }

  send_msg(message) {
    this.sent.push(message)
  }

  tell(name, event) {
    this.listeners.get(name)(event)
  }

  set(changes) {
    Object.assign(this, changes)
    Object.keys(changes).forEach((name) => this.tell(name))
  }
}

let model, el, saved
const note = ({detail}) => saved.push(detail)
const part = (name) => el.querySelector(`.${name}`)
const holders = () => part("menus").children
const menuOf = (name) => {
  const [opener, menu] = holders().find((holder) => holder.className.includes(name)).children
  return {opener, menu, open: () => opener.onclick(), texts: () => within(menu).map((node) => node.textContent)}
}
const within = (node) => [node, ...(node.children ?? []).flatMap(within)]
const choose = (menu, text) => within(menu).find((node) => node.textContent === text && node.onclick).onclick()
const lineWith = (menu, text) => within(menu).find((line) => line.className === "line" && line.children[0].textContent === text)
const boxes = (menu) => within(menu).filter((node) => node.type === "checkbox")
const boxOf = (menu) => within(menu).find((line) => line.children?.[0]?.placeholder !== undefined).children
const press = (input, key, more = {}) => input.onkeydown({key, stopPropagation: () => {}, ...more})
const asked = () => model.sent.filter((message) => !("refresh" in message))

beforeEach(() => {
  saved = []
  page.cookie = ""
  page.addEventListener("kw-save", note)
  model = new Model()
  el = new Element()
  render({model, el})
})
afterEach(() => {
  page.removeEventListener("kw-save", note)
  model.tell("remove")
})

describe("what it shows", () => {
  test("title, note, and which interval and shape all charts have", () => {
    assert.equal(part("title").textContent, "키움 16분할 차트")
    assert.equal(part("note").textContent, "시뮬레이터")
    assert.deepEqual(part("intervals").children.map((node) => node.attributes.get("aria-pressed")), ["true", "false"])
    assert.deepEqual(part("shapes").children.map((node) => node.attributes.get("aria-pressed")), ["false", "false", "false", "true"])
  })

  test("no interval where the charts differ", () => {
    model.set({interval: "", shape: 4})

    assert.deepEqual(part("intervals").children.map((node) => node.attributes.get("aria-pressed")), ["false", "false"])
    assert.deepEqual(part("shapes").children.map((node) => node.attributes.get("aria-pressed")), ["false", "true", "false", "false"])
  })

  test("a note that leads somewhere is a link, and else none", () => {
    assert.equal(part("note").attributes.has("href"), false)

    model.note_link = "keys"
    model.tell("note")

    assert.equal(part("note").href, "keys")
  })
})

describe("buttons", () => {
  test("give all charts an interval or the wall a shape", () => {
    part("intervals").children[1].onclick()
    part("shapes").children[2].onclick()

    assert.deepEqual(model.sent, [{interval: "1d"}, {shape: 9}])
  })

  test("change the theme, which the next page begins with", () => {
    part("kw-theme").onclick()

    assert.equal(model.theme, "light")
    assert.match(page.cookie, /^kw_theme=light;.*samesite=strict$/)
    model.tell("theme")
    assert.equal(document.documentElement.dataset.theme, "light")
    assert.equal(part("kw-theme").title, "어둡게")
  })

  test("ask for the help", () => {
    let asked = 0
    page.addEventListener("kw-help", () => { asked += 1 }, {once: true})

    part("kw-help-button").onclick()

    assert.equal(asked, 1)
  })
})

describe("menus", () => {
  test("open one at a time and close by their own button", () => {
    const [layouts, fill] = [menuOf("layouts"), menuOf("fill")]
    layouts.open()
    assert.deepEqual([layouts.menu.hidden, layouts.opener.attributes.get("aria-expanded")], [false, "true"])

    fill.open()
    assert.deepEqual([layouts.menu.hidden, fill.menu.hidden], [true, false])
    fill.open()

    assert.equal(fill.menu.hidden, true)
    assert.equal(fill.opener.attributes.get("aria-expanded"), "false")
  })

  test("ask for what other browsers have kept", () => {
    menuOf("layouts").open()

    assert.deepEqual(model.sent, [{refresh: true}])
  })

  test("close by Escape, and by a press elsewhere", () => {
    const layouts = menuOf("layouts")
    for (const event of [Object.assign(new Event("keydown"), {key: "Escape"}), new Event("pointerdown")]) {
      layouts.open()

      page.dispatchEvent(event)

      assert.equal(layouts.menu.hidden, true)
    }
  })

  test("share what is ticked, beside what is shared already", () => {
    const sync = menuOf("sync")
    sync.open()
    const [symbol, dates] = boxes(sync.menu)
    assert.deepEqual([symbol.checked, dates.checked], [false, true])

    symbol.checked = true
    symbol.onchange()

    assert.deepEqual(asked(), [{sync: {symbol: true, dates: true}}])
  })

  test("show and drop what is kept", () => {
    const layouts = menuOf("layouts")
    layouts.open()
    choose(layouts.menu, "아침")
    assert.equal(layouts.menu.hidden, true)
    layouts.open()

    lineWith(layouts.menu, "아침").children[1].onclick()

    assert.deepEqual(asked(), [{show_layout: "아침"}, {drop_layout: "아침"}])
    assert.equal(lineWith(layouts.menu, "아침").children[1].attributes.get("aria-label"), "아침 지우기")
  })

  test("keep a name that was typed, by button or Enter, without the blanks around it", () => {
    const layouts = menuOf("layouts")
    layouts.open()
    const [input, save] = boxOf(layouts.menu)

    input.value = "  저녁 "
    save.onclick()
    assert.equal(input.value, "")
    input.value = "밤"
    press(input, "Enter")

    assert.deepEqual(asked(), [{keep_layout: "저녁"}, {keep_layout: "밤"}])
  })

  test("keep no empty name, and none that is still being composed", () => {
    const layouts = menuOf("layouts")
    layouts.open()
    const [input] = boxOf(layouts.menu)

    input.value = "   "
    press(input, "Enter")
    input.value = "저녀"
    press(input, "Enter", {isComposing: true})

    assert.deepEqual(asked(), [])
    assert.equal(input.value, "저녀")
  })

  test("fill the wall from a ranking or a group", () => {
    const fill = menuOf("fill")
    fill.open()
    choose(fill.menu, "거래대금 상위")
    fill.open()
    choose(fill.menu, "반도체 (2)")

    assert.deepEqual(asked(), [{fill: "value"}, {fill_group: "반도체"}])
  })

  test("say so where nothing is kept", () => {
    model.set({layouts: [], groups: {}})
    const [layouts, fill] = [menuOf("layouts"), menuOf("fill")]

    layouts.open()
    assert.ok(layouts.texts().includes("배치가 없습니다"))
    fill.open()

    assert.ok(fill.texts().includes("그룹이 없습니다"))
  })

  test("that are open show what is kept meanwhile, and leave who types a name alone", () => {
    const layouts = menuOf("layouts")
    layouts.open()
    const [input] = boxOf(layouts.menu)
    input.value = "점"

    model.set({layouts: ["아침", "저녁"]})

    assert.ok(lineWith(layouts.menu, "저녁"))
    assert.equal(boxOf(layouts.menu)[0], input)
    assert.equal(input.value, "점")
  })

  test("hand a wall over as HTML by the server, as PNG and CSV by the page itself", () => {
    const output = menuOf("output")
    for (const label of ["HTML", "PNG", "CSV", "설정 내보내기"]) {
      output.open()
      choose(output.menu, label)
    }

    assert.deepEqual(asked(), [{snapshot: true}, {export: true}])
    assert.deepEqual(saved, ["png", "csv"])
  })

  test("send a chosen file, and can choose the same one again", async () => {
    const chooser = el.children.at(-1)
    chooser.files = [{text: async () => '{"version":1}'}]
    chooser.value = "walls.json"

    await chooser.onchange()

    assert.deepEqual(model.sent, [{import: '{"version":1}'}])
    assert.equal(chooser.value, "")
  })

  test("send nothing where no file was chosen", async () => {
    const chooser = el.children.at(-1)
    chooser.files = []

    await chooser.onchange()

    assert.deepEqual(model.sent, [])
  })
})

describe("what the server says", () => {
  test("a notice is a new node each time, and text whatever it holds", () => {
    model.tell("msg:custom", {notice: "<b>저장했습니다</b>"})

    assert.equal(part("toast").replacement.textContent, "<b>저장했습니다</b>")
  })

  test("a file is offered by its name and let go afterwards", (t) => {
    t.mock.timers.enable({apis: ["setTimeout"]})
    const links = []
    t.mock.method(page, "createElement", () => {
      const link = new Element()
      link.click = () => links.push(link)
      return link
    })
    const released = []
    t.mock.method(URL, "createObjectURL", () => "blob:1")
    t.mock.method(URL, "revokeObjectURL", (url) => released.push(url))

    model.tell("msg:custom", {file: {name: "walls.json", content: "{}", kind: "application/json"}})

    assert.deepEqual(links.map(({href, download}) => [href, download]), [["blob:1", "walls.json"]])
    assert.deepEqual(released, [])
    t.mock.timers.tick(10_000)
    assert.deepEqual(released, ["blob:1"])
  })
})

test("a bar that was removed hears no key any more", () => {
  const layouts = menuOf("layouts")
  layouts.open()
  model.tell("remove")

  page.dispatchEvent(Object.assign(new Event("keydown"), {key: "Escape"}))

  assert.equal(layouts.menu.hidden, false)
})
