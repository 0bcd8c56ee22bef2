import type { ExplainedTest } from './explain-test.ts'
import type { Why } from './why-trace.ts'

/** Longer header values trouble clients and proxies. */
const lengthMax = 2000

/** The gist of a trace as JSON in ASCII, short enough for a header: route, variant, tests that failed or held, doubts. */
export function printWhy({ provenance, steps }: Why): string {
  const short = steps.map(({ route, variant, tried, doubts }) => ({
    route: route ?? null,
    variant,
    tried: tried.map(({ variant: name, when }) => (when === undefined ? name : `${name}: ${printTest(when)}`)),
    ...(doubts.length > 0 ? { doubts } : {}),
  }))
  const whole = toAscii(JSON.stringify({ provenance, steps: short }))
  if (whole.length <= lengthMax) return whole
  const last = short.map(({ tried, ...rest }) => ({ ...rest, tried: tried.slice(-1).map((text) => text.slice(0, 200)) }))
  const brief = toAscii(JSON.stringify({ provenance, steps: last, more: 'GET /__doppel/why' }))
  return brief.length <= lengthMax ? brief : toAscii(JSON.stringify({ provenance, more: 'GET /__doppel/why' }))
}

/** Of a test that failed, the parts that did. */
function printTest({ test, held, parts, isAll }: ExplainedTest): string {
  if (held || !parts || !isAll) return `${test} is ${held}`
  return parts
    .filter((part) => !part.held)
    .map((part) => `${part.test} is false`)
    .join(', ')
}

function toAscii(text: string): string {
  return text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
