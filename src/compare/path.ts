/** Steps from the body down: object keys and list indexes. */
export type PathStep = string | number

const plainKey = /^[A-Za-z_$@][\w$@-]*$/

/** E.g. `body.items[0]["odd key"]`. */
export function printPath(root: string, steps: readonly PathStep[]): string {
  let path = root
  for (const step of steps) path += printStep(step)
  return path
}

function printStep(step: PathStep): string {
  if (typeof step === 'number') return `[${step}]`
  return plainKey.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
}

const stepPattern = /\.?([A-Za-z_$@][\w$@-]*|\*)|\[(\d+|\*)?\]|\["((?:[^"\\]|\\.)*)"\]/gy

/**
 * Reads a path such as `items[].total`, `items[0].total`, `*.total` or `["odd key"].total` into steps; `[]`, `[*]` and `[0]` are all `[]`,
 * any element. A leading `body.` is left away. Undefined when it is not a path.
 */
export function parsePathPattern(text: string): string[] | undefined {
  const source = text.replace(/^body(?=[.[])\.?/, '')
  const steps: string[] = []
  stepPattern.lastIndex = 0
  while (stepPattern.lastIndex < source.length) {
    const match = stepPattern.exec(source)
    if (match === null) return undefined
    if (match[1] !== undefined) steps.push(match[1])
    else if (match[3] !== undefined) steps.push(JSON.parse(`"${match[3]}"`) as string)
    else steps.push('[]')
  }
  return steps.length === 0 ? undefined : steps
}
