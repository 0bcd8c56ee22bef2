import type { ChaosRuleOf } from '#model'

type Latency = ChaosRuleOf<'latency'>

/** How long an answer is held back, in ms; `random` gives numbers in [0, 1), `tenths` is how long the service took, tenth by tenth. The schema has seen to it that what a distribution needs is there. */
export function drawLatency(rule: Latency, random: () => number, tenths: readonly number[] = []): number {
  const { min = 0, max = Number.POSITIVE_INFINITY } = rule
  return Math.min(Math.max(drawFree(rule, random, tenths), min), max)
}

function drawFree(rule: Latency, random: () => number, tenths: readonly number[]): number {
  const { delay = 0, min = 0, max = min, mean = 0, deviation = 0, median = 0, sigma = 0, percentiles = {} } = rule
  switch (rule.distribution) {
    case 'fixed':
      return delay
    case 'uniform':
      return min + random() * (max - min)
    case 'normal':
      return mean + deviation * drawNormal(random)
    case 'lognormal':
      return median * Math.exp(sigma * drawNormal(random))
    case 'percentiles':
      return drawBetween(toPoints(percentiles), random())
    case 'recorded':
      return drawBetween(
        tenths.map((ms, at) => ({ share: at / (tenths.length - 1), ms })),
        random(),
      )
  }
}

interface Point {
  readonly share: number
  readonly ms: number
}

function toPoints(percentiles: Readonly<Record<string, number>>): Point[] {
  return Object.entries(percentiles)
    .map(([name, ms]) => ({ share: Number(name.slice(1)) / 100, ms }))
    .sort((a, b) => a.share - b.share)
}

/** Of the standard normal distribution, by Box and Muller's transform. */
function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Straight lines between the percentiles that are known: from nothing below the first, level above the last. */
function drawBetween(points: readonly Point[], share: number): number {
  let below = { share: 0, ms: 0 }
  for (const point of points) {
    if (share < point.share) return below.ms + ((point.ms - below.ms) * (share - below.share)) / (point.share - below.share)
    below = point
  }
  return below.ms
}
