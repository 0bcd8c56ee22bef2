import { describe, expect, test } from 'vitest'
import { checkTwin, printReport } from '#conform'
import { compileTwin } from '#engine'
import type { Effect, EmissionRule, Model } from '#model'
import { recompilePrinted } from '../../src/author/files/author-for-tests.ts'
import { judge, range, recordSessions, serviceTarget, twinTarget } from './learn-twin.ts'
import { bookings } from './services/bookings.ts'
import { parcels } from './services/parcels.ts'

const timeout = 400_000

describe.each([parcels, bookings])('$name', (spec) => {
  const learned = once(() => judge(spec, 1))

  test('a twin sends the webhooks of unseen sessions, and no others, and its twin those of the twin', { timeout }, () => {
    const { model, notes, twin, report } = learned()
    expect([...notes]).toEqual([])
    expect(report.webhooks, printReport(report)).toMatchObject({ differing: 0, missing: 0, extra: 0 })
    expect(report.webhooks?.recorded).toBeGreaterThan(100)
    expect(report.scoreBp, printReport(report)).toBe(10_000)
    expect(recompilePrinted(model)).toEqual(model)
    const second = judge(spec, 2, twinTarget(twin)).report
    expect(second.webhooks, printReport(second)).toMatchObject({ differing: 0, missing: 0, extra: 0 })
  })

  test('what is changed in the model is what a check reports', { timeout }, () => {
    const { model } = learned()
    const sessions = recordSessions(spec, range(1600, 4), serviceTarget(spec))
    const check = (changed: Model) => checkTwin(compileTwin(changed), sessions, { seed: 3 }).webhooks
    const all = check(model)
    const [event = ''] = Object.keys(countEvents(model))
    const silent = check(mapEmissions(model, (emission) => (emission.emit === event ? [] : [emission])))
    expect(silent).toMatchObject({ extra: 0 })
    expect(silent?.missing).toBeGreaterThan(0)
    expect((silent?.right ?? 0) + (silent?.missing ?? 0) + (silent?.differing ?? 0)).toBe(all?.recorded)
    const doubled = check(mapEmissions(model, (emission) => (emission.emit === event ? [emission, emission] : [emission])))
    expect(doubled?.extra).toBeGreaterThan(0)
  })
})

type Variant = Model['routes'][number]['variants'][number]

function mapEmissions(model: Model, change: (emission: EmissionRule) => EmissionRule[]): Model {
  const mapVariant = (variant: Variant): Variant => {
    const effects = variant.do?.flatMap((effect): Effect[] => ('emit' in effect ? change(effect) : [effect]))
    return { ...variant, ...(effects ? { do: effects } : {}) }
  }
  return { ...model, routes: model.routes.map((route) => ({ ...route, variants: route.variants.map(mapVariant) })) }
}

function countEvents(model: Model): Record<string, number> {
  const counts: Record<string, number> = {}
  mapEmissions(model, (emission) => {
    counts[emission.emit] = (counts[emission.emit] ?? 0) + 1
    return [emission]
  })
  return counts
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
