import { printLiteral } from '#lang'
import type { Scope } from '../explain/scope.ts'
import type { Predicate } from './predicate.ts'

/** More credentials than this belong to nobody in particular. */
const credentialsMax = 6

/** Tests on who asks: whether anybody says who he is, and which of the few whose credential stays the same from session to session. */
export function aboutCredential(scopes: readonly Scope[]): Predicate[] {
  const sessions = new Map<string, Set<number>>()
  let isBareAtTimes = false
  for (const { environment, call } of scopes) {
    const { authorization } = environment.header
    if (typeof authorization === 'string') sessions.set(authorization, (sessions.get(authorization) ?? new Set()).add(call.session))
    else isBareAtTimes = true
  }
  if (sessions.size === 0) return []
  const test = (text: string, cost: number, kind: Predicate['kind']) => ({ text, cost, kind, fields: ['authorization'] })
  const presence = isBareAtTimes ? [test('!has(header.authorization)', 3, 'required'), test('has(header.authorization)', 3.2, 'given')] : []
  const lasting = [...sessions].filter(([, own]) => own.size > 1)
  if (sessions.size > credentialsMax || lasting.length < 1 || (sessions.size < 2 && !isBareAtTimes)) return presence
  return [
    ...presence,
    ...lasting.flatMap(([value]) => [
      test(`sealed(header.authorization) == ${printLiteral(value)}`, 5, 'literal'),
      test(`has(header.authorization) && sealed(header.authorization) != ${printLiteral(value)}`, 6, 'literal'),
    ]),
  ]
}
