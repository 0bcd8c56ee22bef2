import { isObject } from '#lang'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { aboutCredential } from './about-credential.ts'
import { aboutReferences, aboutUniqueness } from './about-entities.ts'
import { aboutFieldNames } from './about-field-names.ts'
import { aboutFormat } from './about-format.ts'
import { aboutHolders } from './about-holders.ts'
import { aboutAmounts, aboutSaidLimits } from './about-limits.ts'
import { aboutMembers } from './about-members.ts'
import { aboutOwner, aboutVisibility } from './about-owner.ts'
import { aboutPage } from './about-page.ts'
import { aboutPairs } from './about-pairs.ts'
import { aboutPeers } from './about-peers.ts'
import { aboutRange } from './about-range.ts'
import { aboutReferred } from './about-referred.ts'
import { aboutSecret } from './about-secret.ts'
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
  some: readonly Scope[],
  accepted: readonly Scope[],
  context: ExplainContext,
  said: readonly number[] = [],
): Predicate[] {
  const scopes = context.scopes.inOrder(some)
  // Many values part the same calls, each in its own way: what may tell them apart is the same.
  const { first, ofVariables, last } = context.scopes.remember(`tests ${context.scopes.numbersOf(scopes)}`, () =>
    gatherTests(scopes, context),
  )
  const allowed = new Map(collectVariables(accepted).map((variable) => [variable.wrap(variable.text), variable.values]))
  const cheapest = new Map<string, Predicate>()
  const add = (predicate: Predicate) => {
    const known = cheapest.get(predicate.text)
    if (!known || predicate.cost < known.cost) cheapest.set(predicate.text, predicate)
  }
  first.forEach(add)
  for (const { variable, tests } of ofVariables) {
    tests.forEach(add)
    const values = allowed.get(variable.wrap(variable.text)) ?? []
    if (!isSecret(variable, context)) aboutEnum(variable, values).forEach(add)
    aboutFieldNames(variable, values, accepted[0]?.call.route, context.scopes.timeline).forEach(add)
    aboutSaidLimits(variable, said).forEach(add)
  }
  last.forEach(add)
  return [...cheapest.values()]
}

/** Tests that only scopes decide on, in their order. */
interface Tests {
  readonly first: readonly Predicate[]
  readonly ofVariables: readonly { readonly variable: Variable; readonly tests: readonly Predicate[] }[]
  readonly last: readonly Predicate[]
}

function gatherTests(scopes: readonly Scope[], context: ExplainContext): Tests {
  const variables = collectVariables(scopes)
  const bodies = scopes.flatMap(({ environment: { body } }) => (body === undefined ? [] : [isObject(body)]))
  const isAtTimes = bodies.length > 0 && bodies.length < scopes.length
  const isMixed = bodies.includes(true) && bodies.includes(false)
  return {
    first: [
      { text: 'malformed', cost: 1, kind: 'malformed', fields: [] },
      ...(isAtTimes ? [{ text: '!has(body)', cost: 2, kind: 'required' as const, fields: ['body'] }] : []),
    ],
    ofVariables: variables.map((variable) => ({
      variable,
      tests: [
        ...aboutPresence(variable).map((predicate) => (isMixed ? ofMaps(variable, predicate) : predicate)),
        ...(isSecret(variable, context) ? [] : aboutLiterals(variable, scopes[0]?.call.field !== undefined)),
        ...aboutFormat(variable),
        ...aboutReferences(variable, scopes, context),
      ],
    })),
    last: [
      ...aboutReferred(variables, scopes, context),
      ...aboutPairs(variables),
      ...aboutPeers(variables, scopes, context),
      ...aboutMembers(variables, scopes, context),
      ...aboutUniqueness(variables, scopes, context),
      ...aboutHolders(scopes, context),
      ...aboutCredential(scopes),
      ...aboutOwner(scopes, context),
      ...aboutVisibility(scopes, context),
      ...aboutSpent(scopes, context),
      ...aboutSecret(variables, scopes, context),
      ...aboutAmounts(variables, scopes, context),
      ...aboutPage(scopes),
      ...aboutRange(scopes, context),
      ...aboutSubjects(scopes, variables, context),
    ],
  }
}

/** Secrets are no closed set: each is of one entity, though it comes again. */
function isSecret({ field }: Variable, { secrets = [] }: ExplainContext): boolean {
  return secrets.some((secret) => secret.field === field)
}

/** What a body lacks that is no map, such as a list of many, is not missing there. */
function ofMaps({ holder, isItem }: Variable, predicate: Predicate): Predicate {
  const isOfBody = !isItem && /^body\b/.test(holder)
  return isOfBody && predicate.kind === 'required' ? { ...predicate, text: `type(body) == "object" && ${predicate.text}` } : predicate
}
