// Loads the charts' script, from its address or from its own text, and starts it.

function addressOf(code) {
  return code.endsWith(".js")
    ? new URL(code, document.baseURI).href
    : URL.createObjectURL(new Blob([code], {type: "text/javascript"}))
}

export async function render({model}) {
  const scripts = globalThis.kiwoomScripts ??= new Map()
  if (!scripts.has(model.code)) {
    scripts.set(model.code, import(addressOf(model.code)))
  }
  const {show} = await scripts.get(model.code)
  show(model)
}
