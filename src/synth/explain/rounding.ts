const digitsMax = 4

type Way = 'near' | 'down' | 'up'

/** How targets are compared with what is computed: the unit that they are rounded to, 0 where they are not, and how many may come out wrong. */
export interface Precision {
  readonly unit: number
  readonly missesMax: number
}

/** For so many targets with so many digits behind the point, if they are rounded, of which a share must come out right. */
export function toPrecision(count: number, digits: number | undefined, share: number): Precision {
  return { unit: unitOf(digits), missesMax: Math.floor(count * (1 - share)) }
}

/** The way of rounding that makes most of the targets of computed values; undefined where that is less than the share. */
export function wayOfRounding(
  valueAt: (at: number) => number,
  targets: readonly number[],
  { unit, missesMax }: Precision,
): Way | undefined {
  let [near, down, up] = [0, 0, 0]
  for (let at = 0; at < targets.length; at++) {
    const target = targets[at] as number
    const difference = valueAt(at) - target
    // Most of what is tried.
    if (!isOff(difference, target, unit)) {
      if (isHit.near(difference, target, unit)) near++
      if (isHit.down(difference, target, unit)) down++
      if (isHit.up(difference, target, unit)) up++
    }
    if (at + 1 - Math.max(near, down, up) > missesMax) return undefined
  }
  if (near >= down && near >= up) return 'near'
  return down >= up ? 'down' : 'up'
}

/** Whether a computed number that differs by so much from the target is right in no way of rounding. */
export function isOff(difference: number, target: number, unit: number): boolean {
  return !(Math.abs(difference) <= unit + slackOf(target))
}

/**
 * Whether some rate could turn the values into the targets. Where all must come out right, one pair of a value and its target leaves little room
 * for those of the others: hardly any of the values that are tried come through, and one or two of them show it.
 */
export function mayHaveRate(valueAt: (at: number) => number, targets: readonly number[], { unit, missesMax }: Precision): boolean {
  const first = targets.findIndex((target) => target !== 0)
  if (first < 0 || missesMax > 0) return true
  const [value, target] = [valueAt(first), targets[first] as number]
  return targets.every((each, at) => {
    const other = valueAt(at)
    // `value * rate` is as far as this from `target` at most, and `other * rate` from `each`.
    const room = (unit + slackOf(target)) * Math.abs(other) + (unit + slackOf(each)) * Math.abs(value)
    return !(Math.abs(target * other - each * value) > room * roundingSlack)
  })
}

/** More than what numbers lose in a few steps. */
const roundingSlack = 1 + 1e-6

/** The places at which computed values give the targets, exactly or rounded in one way: to the nearest, down, up. */
export function fitRounding(
  valueAt: (at: number) => number,
  targets: readonly number[],
  precision: Precision,
): readonly number[] | undefined {
  const way = wayOfRounding(valueAt, targets, precision)
  if (way === undefined) return undefined
  return [...targets.keys()].filter((at) => isHit[way](valueAt(at) - (targets[at] as number), targets[at] as number, precision.unit))
}

function unitOf(digits: number | undefined): number {
  return digits !== undefined && digits <= digitsMax ? 10 ** -digits : 0
}

/** Whether a computed number, which differs by so much from the target, gives it once it is rounded to a unit. */
const isHit = {
  near: (difference: number, target: number, unit: number) => Math.abs(difference) <= unit / 2 + slackOf(target),
  down: (difference: number, target: number, unit: number) => difference >= -slackOf(target) && difference < unit + slackOf(target),
  up: (difference: number, target: number, unit: number) => difference <= slackOf(target) && difference > -unit - slackOf(target),
}

function slackOf(target: number): number {
  return 1e-9 * Math.max(1, Math.abs(target))
}

/**
 * An expression as it is, and rounded in the ways that services round; the likelier first. Sums of what has few digits are rounded to them even where
 * that made no difference yet: they are a little off at times.
 */
export function roundedTexts(text: string, digits: number): string[] {
  if (digits > digitsMax) return [text]
  if (digits === 0) return [text, `round(${text})`, `floor(${text})`, `ceil(${text})`, `round(${text}, 0, "even")`]
  const scale = 10 ** digits
  const near = `round(${text}, ${digits})`
  return [
    ...(/ [+-] /.test(text) && !/[*/]/.test(text) ? [near, text] : [text, near]),
    `round(${text}, ${digits}, "binary")`,
    `round(${text}, ${digits}, "even")`,
    `floor((${text}) * ${scale}) / ${scale}`,
    `ceil((${text}) * ${scale}) / ${scale}`,
  ]
}
