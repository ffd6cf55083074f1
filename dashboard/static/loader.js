// Starts the charts' script. A served page has loaded it already; elsewhere it is loaded
// from its address or from its own text.

function load(code) {
  const script = document.createElement("script")
  script.src = code.endsWith(".js")
    ? new URL(code, document.baseURI).href
    : URL.createObjectURL(new Blob([code], {type: "text/javascript"}))
  return new Promise((resolve, reject) => {
    script.onload = resolve
    script.onerror = () => reject(new Error("the charts' script cannot be loaded"))
    document.head.append(script)
  })
}

export async function render({model, el}) {
  if (globalThis.kiwoomLive === undefined) {
    await (globalThis.kiwoomLoading ??= load(model.code))
  }
  globalThis.kiwoomLive.show(model, el)
}
