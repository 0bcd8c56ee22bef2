import { expect, test } from 'vitest'
import { exactJson, parseJson } from '#base'
import { compileTwin, createStrictTwin, type Twin, type TwinSession } from '#engine'
import type { HttpRequest } from '#http'
import { createSourceClock } from '#state'
import { learn } from '#synth'
import { range, recordSessions, serviceTarget } from '../sim/learn-twin.ts'
import { recordSession, type Target } from '../sim/record-session.ts'
import { services } from '../sim/services/index.ts'

/** A session of the twin that is written down before each of the requests `moves`, and read by another twin. */
function movedTarget(twins: readonly Twin[], moves: readonly number[]): Target {
  let atMs = 0
  const options = { seed: 7, clock: createSourceClock(() => atMs), origin: 'http://service.test' }
  let session = twins[0]?.createSession(options) as TwinSession
  let count = 0
  return (request: HttpRequest, nowMs: number) => {
    atMs = nowMs
    const move = moves.indexOf(count++)
    const twin = twins[(move + 1) % twins.length]
    if (move !== -1) session = twin?.loadSession?.(parseJson(exactJson(session.save?.())), options) as TwinSession
    const { response, provenance } = session.answer(request)
    return { ...response, headers: [...response.headers, ['provenance', provenance]] }
  }
}

const chosen = services.filter(({ name }) => /tracker|vault|payments|cursor/.test(name))

test.each(chosen)(
  '$name: a session that was written down and read elsewhere goes on to the byte as it would have',
  { timeout: 60_000 },
  (spec) => {
    const { model, recalls } = learn(recordSessions(spec, range(4000, 5), serviceTarget(spec)), { name: spec.name })
    const twins = [compileTwin(model, { recalls }), compileTwin(structuredClone(model), { recalls: structuredClone(recalls) })]
    expect(twins[0]?.fingerprint?.()).toBe(twins[1]?.fingerprint?.())
    for (const seed of [4001, 4101, 4102]) {
      const stayed = recordSession(spec, movedTarget(twins, []), seed)
      const moved = recordSession(spec, movedTarget(twins, [1, 9, 10, 25]), seed)
      expect(moved).toEqual(stayed)
    }
  },
)

test('a session that goes through recordings is where it was', () => {
  const [spec] = chosen
  if (spec === undefined) throw new Error('no service')
  const recorded = recordSessions(spec, range(4000, 3), serviceTarget(spec))
  const twins = [createStrictTwin(recorded, { name: 'a' }), createStrictTwin(recorded, { name: 'a' })]
  expect(twins[0]?.fingerprint?.()).toBe(twins[1]?.fingerprint?.())
  expect(createStrictTwin(recorded.slice(1), { name: 'a' }).fingerprint?.()).not.toBe(twins[0]?.fingerprint?.())
  for (const { exchanges } of recorded) {
    const [stayed, moved] = [movedTarget(twins, []), movedTarget(twins, [3, 4, 17])]
    const asked = [...exchanges, ...exchanges.slice(0, 5)].map(({ request }) => request)
    expect(asked.map((request) => moved(request, 0))).toEqual(asked.map((request) => stayed(request, 0)))
  }
})

test('a saved session that is none is not read', () => {
  const [spec] = chosen
  if (spec === undefined) throw new Error('no service')
  const twin = compileTwin(learn(recordSessions(spec, range(4000, 2), serviceTarget(spec)), { name: spec.name }).model)
  const options = { seed: 7, clock: createSourceClock(() => 0), origin: 'http://service.test' }
  const saved = twin.createSession(options).save?.() as { world: object }
  for (const wrong of [undefined, {}, { ...saved, random: [1, 2] }, { ...saved, world: { ...saved.world, sequences: [['a', 'b']] } }])
    expect(() => twin.loadSession?.(wrong, options)).toThrow()
})
