// Colours in a page that has none of the wall's.

import assert from "node:assert/strict"
import {test} from "node:test"

import {lendColours} from "../../dashboard/static/colours.js"
import {Element} from "./elements.mjs"

const PALETTE = {background: "#131722", text: "#fff", muted: "#999", grid: "#222", rising: "red", falling: "blue", crosshair: "#888"}

test("an element gets those of a palette", () => {
  const element = new Element()

  lendColours(element, PALETTE)

  assert.equal(element.style["--kw-panel"], "#131722")
  assert.equal(element.style["--kw-rising"], "red")
})

test("none is missing", () => {
  const element = new Element()

  lendColours(element, PALETTE)

  const lent = Object.entries(element.style).filter(([name]) => name.startsWith("--kw-"))
  assert.ok(lent.length >= 12)
  assert.ok(lent.every(([, colour]) => typeof colour === "string" && colour !== ""))
})
