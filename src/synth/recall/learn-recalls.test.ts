import { expect, test } from 'vitest'
import { checkTwin } from '#conform'
import { compileTwin } from '#engine'
import { countRecalls, type Model, modelSchema, type Recalls } from '#model'
import { createSourceClock } from '#state'
import { type Line, session } from '../guard/service-for-tests.ts'
import { gatherRecalls } from './gather-recalls.ts'
import { learnRecalls } from './learn-recalls.ts'

const json = [['Content-Type', 'application/json']]

/** Notes of a service whose moods no rule can know: the rules say that all are calm. */
const model: Model = modelSchema.parse({
  format: 'doppel-model/1',
  service: { name: 'notes' },
  collections: { note: { key: ['id'] } },
  routes: [
    {
      method: 'POST',
      path: '/notes',
      variants: [
        {
          name: 'created',
          status: 201,
          headers: json,
          do: [
            {
              create: 'note',
              key: ['self.id'],
              value: { id: { $: 'mint("uuid4")' }, text: { $: 'body.text' }, mood: 'calm', at: { $: 'time(now, "iso|3|Z|T")' } },
              as: 'note',
            },
          ],
          body: { encoding: 'json', value: { $: 'note' } },
        },
      ],
    },
    {
      method: 'GET',
      path: '/notes/{id}',
      variants: [{ name: 'ok', status: 200, headers: json, body: { encoding: 'json', value: { $: 'find("note", path.id)' } } }],
    },
  ],
  miss: { name: 'miss', status: 404, headers: json, body: { encoding: 'json', value: { error: 'none' } } },
})

const firstDay = Date.UTC(2026, 0, 2)
const time = (day: number, second: number) => new Date(firstDay + (day - 1) * 86_400_000 + second * 1000 + 2).toISOString()

/** Two notes are made, and the first is read again; each instance of the service has ids of its own. */
function recorded(day: number, moods: readonly [string, string] = ['glad', 'calm'], end = 'a1'): ReturnType<typeof session> {
  const note = (at: number, text: string, mood: string) => ({
    id: `7d9f0a0e-8a0c-4f27-9a35-${day}f3a1c1d9b${end}`.replace('7d9f', at === 0 ? '7d9f' : '5b1c'),
    text,
    mood,
    at: time(day, at),
  })
  const first = note(0, 'milk', moods[0])
  const lines: Line[] = [
    ['POST', '/notes', { text: 'milk' }, 201, first],
    ['POST', '/notes', { text: 'eggs' }, 201, note(1, 'eggs', moods[1])],
    ['GET', `/notes/${first.id}`, undefined, 200, first],
  ]
  return session(day, lines)
}

function start(recalls: Recalls, seed = 1) {
  let nowMs = Date.UTC(2030, 5, 1)
  const world = compileTwin(model, { recalls }).createSession({ seed, clock: createSourceClock(() => nowMs), origin: 'http://twin.test' })
  const ask = (method: string, target: string, text?: string) => {
    nowMs += 60_000
    const body = text === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify({ text }))
    const headers: [string, string][] = text === undefined ? [] : [['content-type', 'application/json']]
    const { response, provenance } = world.answer({ method, target, headers, body })
    return { provenance, ...(JSON.parse(new TextDecoder().decode(response.body)) as { id: string; mood: string; at: string }) }
  }
  return { ask, reset: () => world.reset() }
}

const recalls = learnRecalls(model, [recorded(1)])

test('only what the rules get wrong is kept', () => {
  expect(countRecalls(recalls)).toBe(2)
  expect(recalls).toMatchObject({ found: 2, disputed: 0 })
  expect(JSON.stringify(recalls)).not.toContain('7d9f0a0e')
})

test('check says how much is known by heart, and what the rules alone would reach', () => {
  const twin = compileTwin(model, { recalls })
  expect(checkTwin(twin, [recorded(1)])).toMatchObject({ scoreBp: 10000, exchangesRecalled: 2, byRuleBp: 3333 })
  expect(checkTwin(twin, [recorded(1)], { recall: false })).toMatchObject({ scoreBp: 3333, exchangesRecalled: 0, byRuleBp: 3333 })
})

test('under another seed and clock, ids and times are those of the session', () => {
  const { ask } = start(recalls, 99)
  const first = ask('POST', '/notes', 'milk')
  expect(first).toMatchObject({ provenance: 'recorded', mood: 'glad', at: '2030-06-01T00:01:00.000Z' })
  expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  expect(start(recalls, 98).ask('POST', '/notes', 'milk').id).not.toBe(first.id)
  expect(ask('POST', '/notes', 'eggs')).toMatchObject({ provenance: 'learned', mood: 'calm' })
  expect(ask('GET', `/notes/${first.id}`)).toEqual(first)
})

test('one write that differs leaves the rules alone', () => {
  const { ask, reset } = start(recalls)
  ask('POST', '/notes', 'bread')
  expect(ask('POST', '/notes', 'milk')).toMatchObject({ provenance: 'learned', mood: 'calm' })
  reset()
  expect(ask('POST', '/notes', 'milk')).toMatchObject({ provenance: 'recorded', mood: 'glad' })
})

test('a read between does not matter, a read of something else is no recall', () => {
  const { ask } = start(recalls)
  const first = ask('POST', '/notes', 'milk')
  expect(ask('GET', `/notes/${first.id}`)).toMatchObject({ provenance: 'learned' })
  const second = ask('POST', '/notes', 'eggs')
  expect(ask('GET', `/notes/${second.id}`)).toMatchObject({ provenance: 'learned', mood: 'calm' })
  expect(ask('GET', `/notes/${first.id}`)).toMatchObject({ provenance: 'recorded', mood: 'glad' })
})

test('where two sessions disagree, none is kept', () => {
  const disagreed = learnRecalls(model, [recorded(1), recorded(2, ['sad', 'calm'], 'b2')])
  expect(countRecalls(disagreed)).toBe(0)
  expect(disagreed.disputed).toBe(2)
  expect(start(disagreed).ask('POST', '/notes', 'milk')).toMatchObject({ provenance: 'learned', mood: 'calm' })
})

test('the rules of one session against the recording of another is a dispute, too', () => {
  expect(countRecalls(learnRecalls(model, [recorded(1), recorded(2, ['calm', 'calm'], 'b2')]))).toBe(0)
})

test('two sessions that agree give the same as one', () => {
  expect(learnRecalls(model, [recorded(1), recorded(2, ['glad', 'calm'], 'b2')])).toEqual(recalls)
})

test('when there is too much, every session keeps its beginning', () => {
  const recall = { status: 200, headers: [], body: { text: ['x'.repeat(1_000_000)] } }
  const findings = (of: string) =>
    Array.from({ length: 9 }, (_, at) => ({ history: `${of}${at}`, key: `${of}${at + 1}`, recall, isRight: false }))
  const { found, histories } = gatherRecalls([findings('a'), findings('b')], new Set())
  expect(found).toBe(18)
  expect(Object.keys(histories).filter((history) => Object.keys(histories[history] ?? {}).length > 0)).toEqual(
    expect.arrayContaining(['a0', 'b0', 'a2', 'b2']),
  )
  expect(Object.keys(histories).length).toBeLessThan(9)
})
