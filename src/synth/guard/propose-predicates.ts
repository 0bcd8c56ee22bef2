import { isObject } from '#lang'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { aboutHolders, aboutReferences, aboutUniqueness } from './about-entities.ts'
import { aboutFormat } from './about-format.ts'
import { aboutAmounts, aboutSaidLimits } from './about-limits.ts'
import { aboutMembers } from './about-members.ts'
import { aboutOwner, aboutVisibility } from './about-owner.ts'
import { aboutPage } from './about-page.ts'
import { aboutPairs } from './about-pairs.ts'
import { aboutPeers } from './about-peers.ts'
import { aboutRange } from './about-range.ts'
import { aboutReferred } from './about-referred.ts'
import { aboutSpent } from './about-spent.ts'
import { aboutSubjects } from './about-subject.ts'
import { aboutEnum, aboutLiterals, aboutPresence } from './about-value.ts'
import type { Predicate, Variable } from './predicate.ts'
import { collectVariables } from './variables.ts'

/**
 * All tests that may tell scopes apart; `accepted` are those where nothing was refused: what they hold is allowed. `said` are numbers that
 * refusals name.
 */
export function proposePredicates(
  scopes: readonly Scope[],
  accepted: readonly Scope[],
  context: ExplainContext,
  said: readonly number[] = [],
): Predicate[] {
  const variables = collectVariables(scopes)
  const allowed = new Map(collectVariables(accepted).map((variable) => [variable.wrap(variable.text), variable.values]))
  const predicates: Predicate[] = [{ text: 'malformed', cost: 1, kind: 'malformed', fields: [] }]
  if (
    scopes.some(({ environment }) => environment.body === undefined) &&
    scopes.some(({ environment }) => environment.body !== undefined)
  ) {
    predicates.push({ text: '!has(body)', cost: 2, kind: 'required', fields: ['body'] })
  }
  const bodies = scopes.flatMap(({ environment: { body } }) => (body === undefined ? [] : [isObject(body)]))
  const isMixed = bodies.includes(true) && bodies.includes(false)
  for (const variable of variables) {
    predicates.push(
      ...aboutPresence(variable).map((predicate) => (isMixed ? ofMaps(variable, predicate) : predicate)),
      ...aboutLiterals(variable, scopes[0]?.call.field !== undefined),
      ...aboutEnum(variable, allowed.get(variable.wrap(variable.text)) ?? []),
      ...aboutFormat(variable),
      ...aboutSaidLimits(variable, said),
      ...aboutReferences(variable, scopes, context),
    )
  }
  predicates.push(
    ...aboutReferred(variables, scopes, context),
    ...aboutPairs(variables),
    ...aboutPeers(variables, scopes, context),
    ...aboutMembers(variables, scopes, context),
    ...aboutUniqueness(variables, scopes, context),
    ...aboutHolders(scopes, context),
    ...aboutOwner(scopes, context),
    ...aboutVisibility(scopes, context),
    ...aboutSpent(scopes, context),
    ...aboutAmounts(variables, scopes, context),
    ...aboutPage(scopes),
    ...aboutRange(scopes, context),
    ...aboutSubjects(scopes, variables, context),
  )
  const cheapest = new Map<string, Predicate>()
  for (const predicate of predicates) {
    const known = cheapest.get(predicate.text)
    if (!known || predicate.cost < known.cost) cheapest.set(predicate.text, predicate)
  }
  return [...cheapest.values()]
}

/** What a body lacks that is no map, such as a list of many, is not missing there. */
function ofMaps({ holder, isItem }: Variable, predicate: Predicate): Predicate {
  const isOfBody = !isItem && /^body\b/.test(holder)
  return isOfBody && predicate.kind === 'required' ? { ...predicate, text: `type(body) == "object" && ${predicate.text}` } : predicate
}
