// Numbers as Korean traders read them. Pure.

const THOUSANDS = /\B(?=(\d{3})+$)/g
const DECIMALS = 3 // at most, of a price; averages have some

// Separate the thousands of a number that is written already. Not by Intl: its first use
// costs a page 25 ms, and each number more than this.
function separated(text) {
  const [whole, decimals] = text.split(".")
  return whole.replace(THOUSANDS, ",") + (decimals === undefined ? "" : `.${decimals}`)
}

// Return a price in won with thousands separators.
export function won(price) {
  return separated(String(Number.isInteger(price) ? price : Number(price.toFixed(DECIMALS))))
}

// Return a change in won with its triangle.
export function signedWon(change) {
  const mark = change > 0 ? "▲" : change < 0 ? "▼" : ""
  return mark + won(Math.abs(change))
}

// Return a rate of change in percent with its sign.
export function signedRate(rate) {
  const text = rate.toFixed(2)
  return (Number(text) > 0 ? "+" : "") + (Number(text) === 0 ? "0.00" : text) + "%"
}

// Return the time that is left as minutes and seconds, empty where it is unknown.
export function countdown(ms) {
  if (!Number.isFinite(ms)) {
    return ""
  }
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const text = (number) => String(number).padStart(2, "0")
  const hours = Math.floor(seconds / 3600)
  const rest = `${text(Math.floor(seconds / 60) % 60)}:${text(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

// Return the start of a bar as people write it: the day alone for daily bars.
export function barTime(ms) {
  const [day, clock] = new Date(ms).toISOString().split("T")
  return clock.startsWith("00:00") ? day : `${day.slice(5).replace("-", "/")} ${clock.slice(0, 5)}`
}

const UNITS = [[1e12, "조"], [1e8, "억"], [1e4, "만"]]

// Return a large number in 조, 억 or 만 with three digits, as won or shares are told.
export function inUnits(number) {
  for (const [size, unit] of UNITS) {
    if (number >= size) {
      const share = number / size
      const digits = share < 10 ? 2 : share < 100 ? 1 : 0
      return separated(share.toFixed(digits)) + unit
    }
  }
  return won(number)
}
