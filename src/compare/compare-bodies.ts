import { isEqualBytes } from '#base'
import { compareValues, type Walk } from './compare-values.ts'
import { countLeaves } from './count-leaves.ts'
import type { FieldTree } from './field-class.ts'
import { judgeText } from './judge-text.ts'
import type { ComparableBody } from './message.ts'

/** Longest part of a text that a divergence quotes. */
const quoteLength = 120

/** Compares two bodies: JSON leaf by leaf, text piece by piece, bytes exactly. */
export function compareBodies(expected: ComparableBody, actual: ComparableBody, walk: Walk, fields?: FieldTree): void {
  const { tally, scope } = walk
  if (expected.kind === 'omitted') tally.omitted()
  else if (expected.kind === 'json' && actual.kind === 'json')
    compareValues(expected.value, actual.value, { ...walk, ...spellingOf(expected, actual) }, fields)
  else if (expected.kind === 'text' && actual.kind === 'text') {
    const verdict = scope.judgeLeaf?.(expected.text, actual.text, () => 'body') ?? judgeText(expected.text, actual.text, scope)
    tally.leaf(verdict, () => ({ path: 'body', ...quoteDifference(scope.correspondence.text(expected.text), actual.text) }))
  } else if (expected.kind === 'bytes' && actual.kind === 'bytes') {
    if (isEqualBytes(expected.bytes, actual.bytes)) tally.right(1)
    else tally.leaf('value_mismatch', () => ({ path: 'body', expected: describe(expected), actual: describe(actual) }))
  } else if (expected.kind === 'empty' && actual.kind === 'empty') tally.right(1)
  else if (expected.kind === 'empty') tally.structure('extra_field', 1, 'body', undefined, describe(actual))
  else if (actual.kind === 'empty') tally.structure('missing_field', leavesOf(expected), 'body', describe(expected), undefined)
  else tally.structure('type_mismatch', leavesOf(expected), 'body', describe(expected), describe(actual))
}

/** Where both write whole numbers alike there is nothing to look at. */
function spellingOf(expected: ComparableBody & { kind: 'json' }, actual: ComparableBody & { kind: 'json' }): Pick<Walk, 'spelling'> {
  if (expected.fractions === undefined && actual.fractions === undefined) return {}
  return { spelling: { expected: expected.fractions ?? 'none', actual: actual.fractions ?? 'none' } }
}

function leavesOf(body: ComparableBody): number {
  return body.kind === 'json' ? countLeaves(body.value) : 1
}

function describe(body: ComparableBody) {
  switch (body.kind) {
    case 'json':
      return body.value
    case 'text':
      return body.text.slice(0, quoteLength)
    case 'empty':
      return undefined
    case 'bytes':
      return `${body.bytes.length} bytes`
    case 'omitted':
      return `${body.bytes} bytes`
  }
}

/** The neighbourhood of the first character that differs. */
function quoteDifference(expected: string, actual: string): { expected: string; actual: string } {
  let at = 0
  while (at < expected.length && expected[at] === actual[at]) at++
  const from = Math.max(0, at - quoteLength / 3)
  return { expected: expected.slice(from, from + quoteLength), actual: actual.slice(from, from + quoteLength) }
}
