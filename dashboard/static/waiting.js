// Shown while there is no wall yet: says why and what to do, and loads the page anew.

export function render({model}) {
  const notice = document.createElement("div")
  notice.className = "kw-waiting"
  notice.style.cssText = `position:fixed;inset:0;display:grid;place-content:center;gap:8px;padding:24px;
    text-align:center;word-break:keep-all;font:400 15px/24px var(--kw-font);color:var(--kw-muted)`
  // What happened comes first, what helps after it.
  const [said, ...remedy] = model.text.split("; ")
  const title = document.createElement("strong")
  title.textContent = said
  title.style.cssText = "font-weight:600;font-size:18px;color:var(--kw-text)"
  notice.append(title)
  if (remedy.length) {
    const line = document.createElement("span")
    line.textContent = remedy.join("; ")
    line.style.maxWidth = "640px"
    notice.append(line)
  }
  setTimeout(() => location.reload(), model.retry_ms)
  return notice
}
