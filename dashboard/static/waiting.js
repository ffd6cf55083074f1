// Shown while the server is still starting: says so, and loads the page anew soon.

const RETRY_MS = 1000

export function render({model, el}) {
  const notice = document.createElement("p")
  notice.className = "kw-waiting"
  notice.textContent = model.text
  notice.style.cssText = "margin:40vh 0 0;text-align:center;font:500 16px/24px var(--kw-font);color:var(--kw-muted)"
  setTimeout(() => location.reload(), RETRY_MS)
  return notice
}
