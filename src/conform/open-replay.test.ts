import { expect, test } from 'vitest'
import { compileTwin } from '#engine'
import { type Model, modelSchema } from '#model'
import { createScrubber, defaultScrubPolicy } from '#recording'
import { checkTwin } from './check-twin.ts'
import { createSession, type ShortExchange } from './session-for-tests.ts'

/** Answers with a digest over what was sent. */
const model: Model = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'by-hand' },
  collections: {},
  routes: [
    {
      method: 'POST',
      path: '/things',
      variants: [
        {
          name: 'ok',
          status: 200,
          headers: [['Content-Type', 'application/json']],
          body: { encoding: 'json', value: { rev: { $: 'hash("md5", json(body))' } } },
        },
      ],
    },
  ],
  miss: { name: 'miss', status: 404, headers: [] },
})

/** What becomes of a recorded session in which this was sent and this digest came back. */
function check(...calls: readonly (readonly [sent: object, rev: string])[]) {
  const exchanges = calls.map(([sent, rev]): ShortExchange => ['POST /things', sent, 200, { rev }])
  const scrubber = createScrubber(defaultScrubPolicy, new Uint8Array(16))
  const session = createSession('one', exchanges)
  const report = checkTwin(compileTwin(model), [
    { ...session, exchanges: session.exchanges.map((exchange) => scrubber.scrubExchange(exchange)) },
  ])
  return { score: report.scoreBp, unverified: report.unverified, wrong: report.divergences.map(({ category }) => category) }
}

// What a service may have given: of what was scrubbed nobody can tell whether it is right; of the lamp it is not.
const ofLamp = '2f0c9b1cde0f9b2e0a4c9d3d3a7e6f11'
const ofMail = '0d7b5a3f9c2e4b618f7a6c5d4e3f2a1b'

test('a digest over what was scrubbed is held to its form, and counts as not verified', () => {
  const { score, unverified } = check([{ mail: 'ada@lovelace.com' }, ofMail])
  expect([score, unverified]).toEqual([10_000, 1])
})

test('it must be the same for the same thing all the same', () => {
  expect(check([{ mail: 'ada@lovelace.com' }, ofMail], [{ mail: 'ada@lovelace.com' }, ofLamp]).score).toBe(5000)
})

test('a digest over anything else is held to the letter', () => {
  expect(check([{ name: 'lamp' }, ofLamp])).toMatchObject({ score: 0, wrong: ['value_mismatch'] })
})
