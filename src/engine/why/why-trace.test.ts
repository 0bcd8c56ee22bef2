import { expect, test } from 'vitest'
import { createSteppingClock } from '#state'
import { compileTwin } from '../compile-twin.ts'
import { createModel, json, request } from '../model-for-tests.ts'
import { printWhy } from './print-why.ts'

const model = createModel({
  'POST /things': [
    { name: 'invalid', when: '!has(body.name)', status: 422 },
    {
      status: 201,
      guess: 'has(body.colour)',
      do: [{ create: 'thing', key: ['body.id'], value: { id: { $: 'body.id' } }, as: 'thing' }],
      ...json({ $: 'thing' }),
    },
  ],
  'POST /things/{id}/ship': [
    { name: 'conflict', when: 'exists("thing", path.id) && find("thing", path.id).state != "paid"', status: 409 },
    { name: 'ok', status: 200 },
  ],
})

function whyOf(...calls: readonly (readonly [call: string, body?: unknown])[]) {
  const twin = compileTwin(model)
  const session = twin.createSession({ seed: 1, origin: 'http://twin.test', clock: createSteppingClock(0, 1000) })
  const whys = calls.map(([call, body]) => {
    const trace = twin.createTrace?.()
    const answer = session.answer(request(call, body), trace)
    return trace?.describe(answer)
  })
  return whys.at(-1) as NonNullable<(typeof whys)[number]>
}

test('says which variants were asked, part by part, and with what values', () => {
  const why = whyOf(['POST /things', { id: '1', name: 'lamp' }], ['POST /things/1/ship'])
  expect(why.steps).toMatchObject([
    {
      route: 'POST /things/{id}/ship',
      parameters: { id: '1' },
      variant: 'conflict',
      tried: [{ variant: 'conflict', when: { held: true, parts: [{ test: 'exists("thing", path.id)', held: true }, { held: true }] } }],
    },
  ])
  expect(whyOf(['POST /things/7/ship']).steps[0]?.tried).toMatchObject([
    { variant: 'conflict', when: { held: false, parts: [{ held: false }, {}] } },
    { variant: 'ok' },
  ])
})

test('says what the effects bound, what the body is made of, and why it is a guess', () => {
  const { provenance, steps } = whyOf(['POST /things', { id: '2', name: 'lamp', colour: 'red' }])
  expect(provenance).toBe('guess')
  expect(steps[0]).toMatchObject({ variant: 'ok', bound: { thing: { id: '2' } }, body: { $: 'thing' } })
  expect(steps[0]?.doubts).toEqual(['answers where has(body.colour) were mostly wrong in the recordings'])
})

test('a request that no route has', () => {
  expect(whyOf(['GET /nothing'])).toMatchObject({
    provenance: 'miss',
    steps: [{ tried: [], doubts: ['no route has this method and path'] }],
  })
})

test('the gist fits into a header', () => {
  const gist = printWhy(whyOf(['POST /things/7/ship']))
  expect(JSON.parse(gist)).toEqual({
    provenance: 'learned',
    steps: [
      {
        route: 'POST /things/{id}/ship',
        variant: 'ok',
        tried: ['conflict: exists("thing", path.id) is false', 'ok'],
      },
    ],
  })
  const long = { provenance: 'guess', steps: [{ ...whyOf(['GET /ä']).steps[0], doubts: ['ä'.repeat(900)] }] } as Parameters<
    typeof printWhy
  >[0]
  expect(printWhy(long)).toMatch(/^[ -~]{1,2000}$/)
})
