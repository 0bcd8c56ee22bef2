import { describe, expect, test } from 'vitest'
import { checkTwin, printReport } from '#conform'
import { compileTwin } from '#engine'
import { learn } from '#synth'
import { judge, learnTwin, range, recordSessions, serviceTarget, twinTarget } from './learn-twin.ts'
import { resourceService } from './resource-service.ts'
import { drawResourceSpec, type ResourceSpec } from './resource-spec.ts'

const customers: ResourceSpec = {
  name: 'customers',
  id: 'uuid',
  fields: { name: 'name', email: 'email', tier: 'tier', amount: 'amount', active: 'flag' },
  required: ['name'],
  unique: 'email',
  defaults: { tier: 'free', amount: 0, active: true },
  times: 'iso',
  update: 'merge',
  list: { wrap: 'data', page: 'offset', size: 20, newestFirst: false },
  filter: 'tier',
  remove: { status: 204 },
  error: 'nested',
}
const orders: ResourceSpec = { ...customers, name: 'orders', id: 'sequence', update: 'replace', times: 'epoch', remove: { status: 200 } }

describe.each([customers, orders].map(resourceService))('$name, a service of plain rules', (spec) => {
  test('can not be told from its twin', () => {
    const { report } = judge(spec, 1)
    expect(report.scoreBp, printReport(report)).toBe(10_000)
    expect(report.unverified).toBeLessThan(report.verified / 10)
  })

  test('has a twin whose twin is the twin', () => {
    const { twin } = judge(spec, 1)
    const again = learnTwin(recordSessions(spec, range(2000, 10), twinTarget(twin)), spec.name)
    const unseen = recordSessions(spec, range(2500, 5), twinTarget(twin))
    const second = checkTwin(again, unseen, { seed: 7 })
    expect(second.scoreBp, printReport(second)).toBe(10_000)
  })

  test('has a twin that answers as recorded on what it was learned from', () => {
    const sessions = recordSessions(spec, range(3000, 6), serviceTarget(spec))
    const own = checkTwin(learnTwin(sessions, spec.name), sessions)
    expect(own.scoreBp, printReport(own)).toBe(10_000)
  })
})

test('services whose rules are drawn by a seed are told from their twins by few answers', { timeout: 60_000 }, () => {
  const seeds = range(1, 12)
  const reports = seeds.map((seed) => judge(resourceService(drawResourceSpec(seed)), seed).report)
  const told = reports.map(({ scoreBp, statusBp }, at) => `seed ${seeds[at]}: ${scoreBp} bp, status ${statusBp} bp`).join('\n')
  const mean = reports.reduce((sum, { scoreBp }) => sum + scoreBp, 0) / reports.length
  expect(mean, told).toBeGreaterThanOrEqual(9900)
  expect(Math.min(...reports.map(({ scoreBp }) => scoreBp)), told).toBeGreaterThanOrEqual(8800)
  expect(Math.min(...reports.map(({ statusBp }) => statusBp)), told).toBeGreaterThanOrEqual(9800)
})

describe('learning', () => {
  const spec = resourceService(drawResourceSpec(3))
  const sessions = recordSessions(spec, range(100, 5), serviceTarget(spec))
  const learnText = (list: typeof sessions) => JSON.stringify([learn(list).model, [...learn(list).notes]])

  test('gives the same model to the byte', () => {
    expect(learnText(sessions)).toBe(learnText(structuredClone(sessions)))
  })

  test('does not depend on the order in which sessions are given', () => {
    expect(learnText([...sessions].reverse())).toBe(learnText(sessions))
  })

  test('gets along with next to nothing', () => {
    const [first] = sessions
    const one = { ...(first as (typeof sessions)[number]), exchanges: first?.exchanges.slice(0, 1) ?? [] }
    for (const list of [[], [one], [{ ...one, exchanges: [] }]]) {
      const twin = compileTwin(learn(list).model)
      const session = twinTarget(twin)(1)
      expect(session({ method: 'GET', target: '/nothing/like/it', headers: [], body: new Uint8Array() }, 0).status).toBe(404)
    }
  })
})
