// Which bars and prices a chart shows. Pure: numbers in, ranges out.

export const VISIBLE_BARS = 120
export const RIGHT_MARGIN = 6
const VOLUME_SHARE = 0.34 // room under the candles, as a share of their height
const HEADROOM = 0.08
const VOLUME_SCALE = 4.6 // the tallest volume bar reaches 1 / 4.6 of the frame
const MIN_SPAN = 0.002 // of the price, so that a flat chart is not a wall of noise

// Return the x range that follows the last bar, as wide as `span` bars.
export function followingRange(last, span = VISIBLE_BARS) {
  const end = last + RIGHT_MARGIN
  return {start: end - span, end}
}

// Whether a view still shows the last bar, and so goes on following.
export function isFollowing(range, last) {
  return range.end >= last + 0.5
}

// Return {low, high, volume} of the bars within a range, null where there are none.
// `bars` holds the columns number, low, high, volume; `live` the bars not in them yet.
export function extremes(range, bars, live) {
  let low = Infinity
  let high = -Infinity
  let volume = 0
  const first = bars.number.length > 0 ? bars.number[0] : 0
  const from = Math.max(0, Math.ceil(range.start - first))
  const until = Math.min(bars.number.length - 1, Math.floor(range.end - first))
  for (let i = from; i <= until; i++) {
    low = Math.min(low, bars.low[i])
    high = Math.max(high, bars.high[i])
    volume = Math.max(volume, bars.volume[i])
  }
  for (const bar of live) {
    if (bar.number >= range.start && bar.number <= range.end && bar.low > 0) {
      low = Math.min(low, bar.low)
      high = Math.max(high, bar.high)
      volume = Math.max(volume, bar.volume)
    }
  }
  return high >= low ? {low, high, volume} : null
}

// Return the y ranges {price: {start, end}, volume: {start, end}} for some extremes.
export function fittedRanges({low, high, volume}) {
  const span = Math.max(high - low, high * MIN_SPAN)
  return {
    price: {start: low - span * VOLUME_SHARE, end: high + span * HEADROOM},
    volume: {start: 0, end: Math.max(volume, 1) * VOLUME_SCALE},
  }
}

// Whether extremes still fit the ranges of a chart: hysteresis, so that most trades
// repaint nothing. The view shrinks only when it has become clearly too large.
export function fits({low, high, volume}, price, volumeRange) {
  const wanted = fittedRanges({low, high, volume})
  const room = price.end - price.start
  const need = wanted.price.end - wanted.price.start
  const inside = high <= price.end - room * 0.02 && low >= price.start + room * 0.2
  return inside && need > room * 0.7 && volume * 3 <= volumeRange.end && volume * 12 >= volumeRange.end
}
