// As much of a page as scripts need that write into elements of their own.

export class Element {
  constructor() {
    this.style = {}
    this.children = []
    this.text = ""
    this.parent = null
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
    for (const child of children) {
      child.parent = this
    }
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
    const {children} = this.parent
    children.splice(children.indexOf(this), 1)
    this.parent = null
  }
}

// Give scripts a document for the length of a test.
export function installDocument() {
  globalThis.document = {createElement: () => new Element()}
}
