// Which bars and prices a chart shows. Pure: numbers in, ranges out.

export const VISIBLE_BARS = 120
export const RIGHT_MARGIN = 6
const HEADROOM = 0.06 // above the candles, as a share of the frame
const VOLUME_SHARE = 0.2 // of the frame, for the tallest volume bar
const GAP = 0.03 // between candles and what is below them
const PANE_SHARE = 0.2 // of the frame, for each pane below the candles
const PANE_FILLED = 0.84 // of a pane, between its lowest and highest value
const MIN_SPAN = 0.002 // of the price, so that a flat chart is not a wall of noise

// Return the x range that follows the last bar, as wide as `span` bars, with so many bars
// of room right of it.
export function followingRange(last, span = VISIBLE_BARS, margin = RIGHT_MARGIN) {
  const end = last + margin
  return {start: end - span, end}
}

// Whether a view still shows the last bar, and so goes on following.
export function isFollowing(range, last) {
  return range.end >= last + 0.5
}

// Return the extremes of closed bars and of those that are newer than them; `lines` are
// the places of the indicator lines whose extremes are wanted.
export function joined(closed, live, start, end, lines = []) {
  let {low, high, volume, cap} = closed
  const reaches = closed.lines.map((reach) => ({...reach}))
  for (const bar of live) {
    if (bar.number >= start && bar.number <= end && bar.low > 0) {
      low = Math.min(low, bar.low)
      high = Math.max(high, bar.high)
      volume = Math.max(volume, Math.min(bar.volume, cap))
      lines.forEach((line, i) => widen(reaches[i], bar.values[line]))
    }
  }
  return {low, high, volume, cap, lines: reaches}
}

function widen(reach, value) {
  if (value < reach.low) reach.low = value
  if (value > reach.high) reach.high = value
}

// Return the range that shows values from low to high between two shares of the frame.
function placed(low, high, bottom, top) {
  const room = (high - low) / (top - bottom)
  const start = low - room * bottom
  return {start, end: start + room}
}

// Return the y ranges {price, volume} for some extremes, with panes below the candles.
export function fittedRanges({low, high, volume}, panes = 0) {
  const base = panes * PANE_SHARE
  const missing = Math.max(0, high * MIN_SPAN - (high - low)) / 2
  return {
    price: placed(low - missing, high + missing, base + VOLUME_SHARE + GAP, 1 - HEADROOM),
    volume: placed(0, Math.max(volume, 1), base, base + VOLUME_SHARE),
  }
}

// Return the y range of the pane with a place from below, for the values from low to high.
export function paneRange(low, high, place) {
  const missing = high > low ? 0 : Math.abs(high) * MIN_SPAN + 1e-9
  const edge = PANE_SHARE * (1 - PANE_FILLED) / 2
  const bottom = place * PANE_SHARE
  return placed(low - missing, high + missing, bottom + edge, bottom + PANE_SHARE - edge)
}

// Whether extremes still fit the ranges of a chart: hysteresis, so that most trades
// repaint nothing. The view shrinks only when it has become clearly too large.
export function fits(found, price, volumeRange, panes = 0) {
  const wanted = fittedRanges(found, panes)
  const room = price.end - price.start
  const need = wanted.price.end - wanted.price.start
  const floor = price.start + room * (panes * PANE_SHARE + VOLUME_SHARE * 0.6)
  const inside = found.high <= price.end - room * 0.02 && found.low >= floor
  const volumeNeed = wanted.volume.end - wanted.volume.start
  const volumeRoom = volumeRange.end - volumeRange.start
  return inside && need >= room * 0.7 && volumeNeed <= volumeRoom * 1.25 && volumeNeed >= volumeRoom * 0.3
}
