import { describe, expect, test } from 'vitest'
import { printReport, type Report } from '#conform'
import { recompilePrinted } from '../../src/author/files/author-for-tests.ts'
import { judge, twinTarget } from './learn-twin.ts'
import type { ServiceSpec } from './service-spec.ts'

/** What is not perfect yet, with the score that it has reached (learning is the same everywhere, so it must not fall) and what is missing. */
export interface Open {
  readonly floorBp: number
  readonly reason: string
}

const seed = 1
const timeout = 60_000

/**
 * Tests that twins of these services, learned from ten sessions, can't be told from them, nor the twins of these twins from the twins; and
 * that their models can be written in the files that people write.
 */
export function proveServices(services: readonly ServiceSpec[], open: Readonly<Record<string, Open>> = {}): void {
  describe.each(services)('$name', (spec) => {
    const known = open[spec.name]
    if (known) {
      test(`is not learned in full yet: ${known.reason}`, { timeout }, () => {
        const { report } = judge(spec, seed)
        expect(report.scoreBp, tell(report)).toBeGreaterThanOrEqual(known.floorBp)
      })
      return
    }
    test('can not be told from its twin, nor the twin from its own', { timeout }, () => {
      const { model, twin, report } = judge(spec, seed)
      expect(report.scoreBp, tell(report)).toBe(10_000)
      expect(report.unverified).toBeLessThan(report.verified / 5)
      expect(recompilePrinted(model)).toEqual(model)
      const second = judge(spec, seed + 1, twinTarget(twin))
      expect(second.report.scoreBp, `of the twin of the twin: ${tell(second.report)}`).toBe(10_000)
    })
  })
}

function tell(report: Report): string {
  return `seed ${seed}: node test/sim/show.ts ${report.twin} --seed ${seed}\n${printReport(report)}`
}
