import type { Json } from '#base'
import { printLiteral, printMember } from '#lang'
import { valueKey } from '../call.ts'
import type { Row } from './find-renewal.ts'

const valuesMax = 6
/** Share of all that is seen which may be late without a reason. */
const lateMax = 0.1

/** The test that tells the entities that are renewed from those that are not: `all`; undefined where nothing does, though some are not. */
export function findGuard({ renewed, overdue }: Row): string | 'all' | undefined {
  if (overdue.length <= renewed.length * lateMax) return 'all'
  const living = renewed.map(({ after }) => after.stored)
  const fields = new Set(overdue.flatMap(({ stored }) => Object.keys(stored)))
  const tests = [...fields].flatMap((field) => {
    const [yes, no] = [living, overdue.map(({ stored }) => stored)].map(
      (all) => new Map(all.map((value) => [valueKey(value[field]), value[field]])),
    )
    if (!yes || !no || yes.size + no.size > valuesMax || [...no.keys()].some((key) => yes.has(key))) return []
    if ([...yes.values(), ...no.values()].some((value) => !isPlain(value))) return []
    const is = (value: Json | undefined) => `self${printMember(field)} == ${printLiteral(value ?? null)}`
    const isNot = (value: Json | undefined) => `self${printMember(field)} != ${printLiteral(value ?? null)}`
    const test = yes.size > 1 && no.size === 1 ? [...no.values()].map(isNot)[0] : [...yes.values()].map(is).join(' || ')
    return test === undefined ? [] : [{ test, rank: (/stat(e|us)|active|enabled|auto/i.test(field) ? 0 : 10) + yes.size + no.size }]
  })
  return tests.sort((a, b) => a.rank - b.rank || (a.test < b.test ? -1 : 1))[0]?.test
}

function isPlain(value: Json | undefined): boolean {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)
}
