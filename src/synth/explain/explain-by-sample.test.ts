import { expect, test } from 'vitest'
import { full } from './compose-explanation.ts'
import { explainBySample } from './explain-by-sample.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** Observations of numbers, of which a context gives the double, all doubles but the last, or the number itself. */
function observe(count: number, targetOf: (at: number) => number): { observations: Observation[]; context: ExplainContext } {
  const observations = Array.from({ length: count }, (_, at) => ({ scope: { at }, target: targetOf(at) }) as unknown as Observation)
  const evaluate = (text: string, { at }: { at: number }) => (text === 'double' || (text === 'nearly' && at < count - 1) ? at * 2 : at)
  return { observations, context: { scopes: { evaluate } } as unknown as ExplainContext }
}

test('what a few observations say is asked of all of them', () => {
  const { observations, context } = observe(400, (at) => at * 2)
  const sizes: number[] = []
  const found = explainBySample(observations, context, (sample) => {
    sizes.push(sample.length)
    return full('double', sample)
  })
  expect(found).toEqual(full('double', observations))
  expect(sizes).toEqual([16])
})

test('an observation that contradicts what a sample said joins it', () => {
  const { observations, context } = observe(400, (at) => at * 2)
  const odd = observations[399] as Observation
  const sizes: number[] = []
  const found = explainBySample(observations, context, (sample) => {
    sizes.push(sample.length)
    return full(sample.includes(odd) ? 'double' : 'nearly', sample)
  })
  expect(sizes).toEqual([16, 17])
  expect(found).toEqual(full('double', observations))
})

test.each([
  ['few observations', 100, 'double'],
  ['nothing that gives the sample', 400, undefined],
  ['a condition', 400, 'true ? double : same'],
])('%s: all have to be searched', (_, count, text) => {
  const { observations, context } = observe(count, (at) => at * 2)
  const explain = (sample: readonly Observation[]) => (text === undefined ? { ...full('same', sample), hits: 1 } : full(text, sample))
  expect(explainBySample(observations, context, explain)).toBeUndefined()
})
