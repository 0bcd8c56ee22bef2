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
  const hits: Record<'near' | 'down' | 'up', number[]> = { near: [], down: [], up: [] }
  for (const [at, target] of targets.entries()) {
    const difference = valueAt(at) - target
    const slack = 1e-9 * Math.max(1, Math.abs(target))
    if (Math.abs(difference) <= unit / 2 + slack) hits.near.push(at)
    if (difference >= -slack && difference < unit + slack) hits.down.push(at)
    if (difference <= slack && difference > -unit - slack) hits.up.push(at)
    if (at + 1 - Math.max(hits.near.length, hits.down.length, hits.up.length) > missesMax) return undefined
  }
  return [hits.near, hits.down, hits.up].sort((a, b) => b.length - a.length)[0]
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
