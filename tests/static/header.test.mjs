// What stands above a chart: its symbol, the newest figures, menus and messages.

import assert from "node:assert/strict"
import {beforeEach, describe, test} from "node:test"

import {Element, installDocument} from "./elements.mjs"

installDocument()
const {Header} = await import("../../dashboard/static/header.js")

const LABELS = {
  intervals: {"1m": "1분", "1d": "일"},
  cell: {search: "종목 찾기", interval: "봉 간격", indicators: "지표", menu: "더 보기", all: "모든 칸에", value: "대금", png: "그림으로", csv: "표로"},
  states: ["connecting", "live", "stale"],
  badges: {stale: "지연"},
  levels: {expected: "예상"},
  strength: "강도",
  indicators: {average: "이동평균", rsi: "RSI"},
}
const QUOTE = {close: 71500, base: 70000, strength: 103.456, state: 1, expected: 0, expectedSize: 0, dayValue: 1.234e12}

let cell, header
beforeEach(() => {
  const sent = []
  const model = {
    symbol: "005930", interval: "1m", title: "삼성전자", message: "", state: "ready", indicators: ["average"],
    send_msg: (message) => sent.push(message),
  }
  cell = {model, el: new Element(), sent}
  header = new Header(cell, LABELS)
})

const texts = (...names) => names.map((name) => header[name].textContent)
const show = (changes = {}) => header.show({...QUOTE, ...changes})

describe("which chart it is", () => {
  test("symbol, name and interval are told, and can be found on the page", () => {
    assert.deepEqual(texts("symbol", "title"), ["005930", "삼성전자"])
    assert.equal(header.interval.value, "1m")
    assert.deepEqual([header.host.dataset.symbol, header.host.dataset.interval], ["005930", "1m"])
  })

  test("it changes with the chart", () => {
    Object.assign(cell.model, {symbol: "000660", title: "SK하이닉스", interval: "1d"})

    header.identify()

    assert.deepEqual(texts("symbol", "title"), ["000660", "SK하이닉스"])
    assert.equal(header.host.dataset.interval, "1d")
  })

  test("an interval that is chosen is asked for", () => {
    header.interval.value = "1d"
    header.interval.onchange()

    assert.deepEqual(cell.sent, [{interval: "1d"}])
  })

  test("a name that looks like markup is text", () => {
    cell.model.title = "<script>alert(1)</script>"

    header.identify()

    assert.equal(header.title.textContent, "<script>alert(1)</script>")
  })

  test("its buttons tell what they do", () => {
    assert.equal(header.study.title, "지표")
    assert.equal(header.more.attributes.get("aria-label"), "더 보기")
  })
})

describe("the newest figures", () => {
  test("are told as Korean traders read them", () => {
    show()

    assert.deepEqual(texts("price", "change", "rate", "strength", "value"), ["71,500", "▲1,500", "+2.14%", "강도 103.46", "대금 1.23조"])
  })

  for (const [close, direction, change] of [[71500, "up", "▲1,500"], [68500, "down", "▼1,500"], [70000, "flat", "0"]]) {
    test(`${close} against 70,000 is ${direction}`, () => {
      show({close})

      assert.equal(header.row.dataset.direction, direction)
      assert.equal(header.change.textContent, change)
    })
  }

  test("are empty where nothing is known", () => {
    header.clear()

    assert.deepEqual(texts("price", "change", "rate", "strength", "value", "badge"), ["", "", "", "", "", ""])
    assert.equal(header.row.dataset.direction, "flat")
  })

  test("have no change against a previous close that is unknown", () => {
    show({base: 0})

    assert.deepEqual(texts("price", "change", "rate"), ["", "", ""])
  })

  test("of an auction are what it would match", () => {
    show({expected: 69000, expectedSize: 12345, state: 1})

    assert.deepEqual(texts("badge", "price", "change"), ["예상 1.23만", "69,000", "▼1,000"])
    assert.ok(header.row.classList.contains("expected"))
    show()
    assert.ok(!header.row.classList.contains("expected"))
    assert.equal(header.badge.textContent, "")
  })

  test("that cannot be trusted have a badge, and the cell has its state", () => {
    show({state: 2})

    assert.equal(header.badge.textContent, "지연")
    assert.equal(header.host.dataset.state, "stale")
    show({state: 1})
    assert.equal(header.badge.textContent, "")
    assert.equal(header.host.dataset.state, "live")
  })

  test("that stay the same are not written again", () => {
    show()
    let writes = 0
    for (const name of ["price", "change", "rate", "strength", "value", "badge"]) {
      const text = header[name].textContent
      Object.defineProperty(header[name], "textContent", {get: () => text, set: () => { writes += 1 }})
    }

    show()

    assert.equal(writes, 0)
  })
})

describe("a message in place of the chart", () => {
  test("is there with its state, and goes with it", () => {
    Object.assign(cell.model, {message: "표시할 데이터가 없습니다", state: "empty"})
    header.identify()
    assert.equal(header.message.lastElementChild.textContent, "표시할 데이터가 없습니다")
    assert.equal(header.message.dataset.state, "empty")

    Object.assign(cell.model, {message: "", state: "ready"})
    header.identify()

    assert.equal(header.message.dataset.state, "")
  })

  test("of a chart that failed stays until its state changes", () => {
    header.tell("이 차트를 그리지 못했습니다")
    assert.equal(header.message.dataset.state, "failed")

    header.identify()

    assert.equal(header.message.dataset.state, "")
  })

  test("a notice is a new node each time, so that it fades anew", () => {
    header.notify("코드가 없습니다")
    const {replacement} = header.find("notice")

    header.notify("코드가 없습니다")

    assert.equal(replacement.textContent, "코드가 없습니다")
    assert.notEqual(header.find("notice").replacement, replacement)
  })
})

describe("menus", () => {
  const boxes = () => header.menu.children.slice(0, -1).map((line) => line.firstChild)

  test("offer the indicators, those that are drawn ticked", () => {
    header.offerIndicators()

    assert.equal(header.menu.hidden, false)
    assert.deepEqual(boxes().map(({name, checked}) => [name, checked]), [["average", true], ["rsi", false]])
  })

  test("a tick is asked for with all the others", () => {
    header.offerIndicators()
    boxes()[1].checked = true

    header.menu.children[1].onchange()

    assert.deepEqual(cell.sent, [{indicators: ["average", "rsi"]}])
  })

  test("the ticks can be given to all cells", () => {
    header.offerIndicators()
    boxes()[0].checked = false

    header.menu.children.at(-1).onclick()

    assert.deepEqual(cell.sent, [{indicators_of_all: []}])
    assert.equal(header.menu.hidden, true)
  })

  test("the same button again closes its menu, another one opens its own", () => {
    header.offerIndicators()
    header.offerIndicators()
    assert.equal(header.menu.hidden, true)
    assert.deepEqual(header.menu.children, [])

    header.offerIndicators()
    header.offerActions({png: () => {}, csv: () => {}})

    assert.equal(header.menu.hidden, false)
    assert.deepEqual(header.menu.children.map((button) => button.textContent), ["그림으로", "표로"])
  })

  test("an action is done once its menu is away, and so is not in the picture", () => {
    const done = []
    header.offerActions({png: () => done.push(header.menu.hidden)})

    header.menu.children[0].onclick()

    assert.deepEqual(done, [true])
  })
})
