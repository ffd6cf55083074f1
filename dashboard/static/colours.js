// The wall's colours, in a page that has none of them: a notebook, or somebody's own.

// Give an element, and all that is in it, the colours of a palette.
export function lendColours({style}, {background, text, muted, grid, rising, falling, crosshair}) {
  const colours = {
    background: grid, panel: background, field: grid, line: crosshair, text, muted, rising, falling,
    bad: rising, warn: "#e0a63a", accent: falling, font: "system-ui, sans-serif",
  }
  for (const [name, colour] of Object.entries(colours)) {
    style.setProperty(`--kw-${name}`, colour)
  }
}
