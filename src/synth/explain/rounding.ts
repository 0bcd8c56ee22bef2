const digitsMax = 4

/**
 * The places at which computed values give the targets, exactly or (where `digits` behind the point are given) rounded in one
 * way: to the nearest, down, up. Undefined where they are less than the share.
 */
export function fitRounding(
  valueAt: (at: number) => number,
  targets: readonly number[],
  digits: number | undefined,
  share: number,
): readonly number[] | undefined {
  const unit = digits !== undefined && digits <= digitsMax ? 10 ** -digits : 0
  const missesMax = Math.floor(targets.length * (1 - share))
  const count = { near: 0, down: 0, up: 0 }
  for (let at = 0; at < targets.length; at++) {
    const target = targets[at] as number
    const difference = valueAt(at) - target
    if (isHit.near(difference, target, unit)) count.near++
    if (isHit.down(difference, target, unit)) count.down++
    if (isHit.up(difference, target, unit)) count.up++
    if (at + 1 - Math.max(count.near, count.down, count.up) > missesMax) return undefined
  }
  const way = count.near >= count.down && count.near >= count.up ? 'near' : count.down >= count.up ? 'down' : 'up'
  return [...targets.keys()].filter((at) => isHit[way](valueAt(at) - (targets[at] as number), targets[at] as number, unit))
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

/** An expression as it is, and rounded in the ways that services round; the likelier first. */
export function roundedTexts(text: string, digits: number): string[] {
  if (digits > digitsMax) return [text]
  if (digits === 0) return [text, `round(${text})`, `floor(${text})`, `ceil(${text})`, `round(${text}, 0, "even")`]
  const scale = 10 ** digits
  return [
    text,
    `round(${text}, ${digits})`,
    `round(${text}, ${digits}, "binary")`,
    `round(${text}, ${digits}, "even")`,
    `floor((${text}) * ${scale}) / ${scale}`,
    `ceil((${text}) * ${scale}) / ${scale}`,
  ]
}
