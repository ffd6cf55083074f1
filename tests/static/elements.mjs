// As much of a page as scripts need that write into elements of their own.

export class Element {
  constructor() {
    this.style = {setProperty: (name, value) => { this.style[name] = value }}
    this.children = []
    this.text = ""
    this.parent = null
    this.classList = new ClassList()
    this.attributes = new Map()
    this.dataset = {}
    this.parts = new Map() // what was looked for in its markup
  }

  set innerHTML(_markup) {
    this.parts.clear()
  }

  attachShadow() {
    return this.shadow = new Element()
  }

  querySelector(selector) {
    if (!this.parts.has(selector)) {
      this.parts.set(selector, new Element())
    }
    return this.parts.get(selector)
  }

  setAttribute(name, value) {
    this.attributes.set(name, value)
  }

  toggleAttribute(name, isThere) {
    isThere ? this.attributes.set(name, "") : this.attributes.delete(name)
  }

  // One listener of a name is enough for a test to call: `node.onclick()`.
  addEventListener(name, listener, {signal} = {}) {
    this[`on${name}`] = listener
    signal?.addEventListener("abort", () => {
      if (this[`on${name}`] === listener) {
        delete this[`on${name}`]
      }
    })
  }

  // The last child, of what is only markup too.
  get lastElementChild() {
    return this.children.at(-1) ?? this.querySelector(":last-child")
  }

  get firstChild() {
    return this.children[0]
  }

  // An option, in a list to choose from.
  add(option) {
    this.append(option)
  }

  getRootNode() {
    return {host: this.host}
  }

  cloneNode() {
    return new Element()
  }

  replaceWith(other) {
    this.replacement = other
  }

  focus() {
    this.focused = true
  }

  getBoundingClientRect() {
    return {left: 0, top: 0, width: 0, height: 0, ...this.box}
  }

  get textContent() {
    return this.children.length ? this.children.map((child) => child.textContent ?? child).join("") : this.text
  }

  set textContent(text) {
    this.children = []
    this.text = text
  }

  append(...children) {
    this.children.push(...children)
    for (const child of children.filter((one) => one instanceof Element)) {
      child.parent = this
    }
  }

  appendChild(child) {
    this.append(child)
    return child
  }

  replaceChildren(...children) {
    this.children = []
    this.append(...children.filter((child) => typeof child !== "string"))
    this.children = children
  }

  before(...others) {
    const place = this.parent.children.indexOf(this)
    this.parent.children.splice(place, 0, ...others)
    for (const other of others) {
      other.parent = this.parent
    }
  }

  remove() {
    this.parent?.children.splice(this.parent.children.indexOf(this), 1)
    this.parent = null
  }
}

// Names of classes, as an element has them.
class ClassList extends Set {
  toggle(name, isThere = !this.has(name)) {
    isThere ? this.add(name) : this.delete(name)
  }

  contains(name) {
    return this.has(name)
  }
}

// Give scripts a document for the length of a test; it hears and tells events.
export function installDocument() {
  const page = new EventTarget()
  const root = new Element()
  globalThis.document = Object.assign(page, {
    createElement: () => new Element(),
    documentElement: root,
    body: new Element(),
    hidden: false,
  })
  globalThis.Option = class extends Element {
    constructor(text, value) {
      super()
      Object.assign(this, {text, value})
    }
  }
  globalThis.getComputedStyle = ({style}) => ({getPropertyValue: (name) => style[name] ?? ""})
  globalThis.innerWidth = 1920
  page.media = Object.assign(new EventTarget(), {matches: false})
  globalThis.matchMedia = () => page.media
  globalThis.window = new EventTarget()
  return page
}
