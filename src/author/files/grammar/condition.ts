import { missingTests, requiredFields } from '../required-fields.ts'
import { findField, findState, type RouteScope, stateOf } from '../route-scope.ts'
import { at, either, isMissing, text } from '../say.ts'
import { type Shape, walkShape } from '../shape.ts'
import { isSameName, means, trimPhrase } from '../words.ts'
import { readPredicate } from './predicates.ts'

/** What a condition in words comes to: a test of the request, a limit of the rate, or what is asked of a transition. */
export type Condition = { readonly when: string } | { readonly is: 'rate-limit' | 'refused-transition' }

interface Rule {
  readonly pattern: RegExp
  readonly read: (scope: RouteScope, ...groups: string[]) => Condition | undefined
}

const when = (test: string | undefined): Condition | undefined => (test === undefined ? undefined : { when: test })

const credentials = '(?:credentials|authentication|authori[sz]ation|auth|token|api key|access token)'

/** In order: the first that reads a condition has it. */
const rules: readonly Rule[] = [
  {
    pattern: /^(?:missing|invalid or missing|missing or invalid) (?:required )?(?:fields?|parameters?|values?|data)(?: or .*)?$/i,
    read: (scope) => when(missing(scope)),
  },
  { pattern: /^(?:required )?(?:fields?|parameters?) (?:is|are) missing$/i, read: (scope) => when(missing(scope)) },
  { pattern: /^(?:rate ?limit(?:ed| exceeded| reached)?|too many requests|quota exceeded)\b.*$/i, read: () => ({ is: 'rate-limit' }) },
  {
    pattern: /^(?:(?:invalid|illegal|forbidden) transition|transition (?:is )?(?:not allowed|not available|invalid|illegal|refused))\b.*$/i,
    read: () => ({ is: 'refused-transition' }),
  },
  {
    pattern: new RegExp(
      `^(?:unauthori[sz]ed|not authenticated|unauthenticated|(?:missing|no|invalid|missing or invalid) ${credentials}|${credentials} (?:is )?missing)$`,
      'i',
    ),
    read: () => when('!has(header.authorization)'),
  },
  {
    pattern: /^(?:malformed|invalid) (?:json|body|request body|request)$/i,
    read: ({ route }) => when(either(['malformed', ...wrongTypes(route.request)])),
  },
  {
    pattern: /^(.+?) (?:is |was )?(?:not found|unknown|does not exist|doesn't exist|is not there)$/i,
    read: (scope, name) => when(notFound(scope, name)),
  },
  { pattern: /^(?:unknown|no such|nonexistent|non-existent) (.+)$/i, read: (scope, name) => when(notFound(scope, name)) },
  {
    pattern: /^(.+?) (?:already exists|is (?:already )?taken|exists already|already in use|is not unique)$/i,
    read: (scope, name) => when(taken(scope, name)),
  },
  { pattern: /^duplicate (.+)$/i, read: (scope, name) => when(taken(scope, name)) },
  { pattern: /^(?:missing|no) (.+)$/i, read: (scope, name) => when(missingField(scope, name)) },
  { pattern: /^(.+?) (?:is )?(?:missing|required|not given)$/i, read: (scope, name) => when(missingField(scope, name)) },
  { pattern: /^invalid (.+)$/i, read: (scope, name) => when(wrongField(scope, name)) },
  { pattern: /^(.+?) is invalid$/i, read: (scope, name) => when(wrongField(scope, name)) },
  { pattern: /^(.+?) (?:must be|must have|has to be) (.+)$/i, read: (scope, name, rest) => when(refusedField(scope, name, rest)) },
  {
    pattern: /^(.+?) (?:is|was|has been)? ?(not |already )?(?:in state )?(\w+(?:[ _-]\w+)*)$/i,
    read: (scope, name, how, state) => when(inState(scope, name, how, state)),
  },
]

/** Reads a condition of an error; undefined where it is not understood. */
export function readCondition(phrase: string, scope: RouteScope): Condition | undefined {
  const said = trimPhrase(phrase)
  for (const { pattern, read } of rules) {
    const match = pattern.exec(said)
    const found = match && read(scope, ...match.slice(1).map((group) => group ?? ''))
    if (found) return found
  }
  return undefined
}

function missing(scope: RouteScope): string | undefined {
  const tests = missingTests(requiredFields(scope))
  return tests.length === 0 ? undefined : either(['malformed', ...tests])
}

function missingField({ route }: RouteScope, name: string): string | undefined {
  const inBody = findField(route.request, trimPhrase(name))
  if (inBody) return isMissing(at('body', inBody))
  const inQuery = findField(route.query, trimPhrase(name))
  return inQuery && isMissing(at('query', inQuery))
}

/** The entity that the path names, or one that the request refers to. */
function notFound({ route, resources, resource, entity }: RouteScope, phrase: string): string | undefined {
  const name = [...resources.keys()].find((one) => means(trimPhrase(phrase), one))
  if (name === undefined) return undefined
  if (entity !== undefined && resource?.name === name) return `!has(${entity})`
  const parent = route.subject.parents.find((one) => one.entity === name)
  if (parent) return `!exists(${text(name)}, ${at('path', [parent.parameter])})`
  const reference = resource?.references.find((one) => one.to === name && one.from === 'body')
  if (!reference) return undefined
  const value = at('body', reference.path.split('.'))
  return `has(${value}) && !exists(${text(name)}, ${value})`
}

function taken({ route, resource }: RouteScope, phrase: string): string | undefined {
  if (!resource) return undefined
  const said = trimPhrase(phrase)
  const name = isSameName(said, resource.name) ? resource.key : said
  const path = findField(route.request, name) ?? findField(route.request, said.replace(new RegExp(`^${resource.name}\\s+`, 'i'), ''))
  return path && isTaken(resource.name, at('body', path), path)
}

/** Whether an entity other than `except` has this value there. */
export function isTaken(collection: string, value: string, path: readonly string[], except?: string): string {
  const other = except === undefined ? '' : ` && other != ${except}`
  return `has(${value}) && list(${text(collection)}).exists(other, ${at('other', path)} == ${value}${other})`
}

function wrongField({ route }: RouteScope, phrase: string): string | undefined {
  const name = trimPhrase(phrase)
  const path = findField(route.request, name)
  const tests = path && wrongTypes(route.request).filter((test) => test.includes(`has(${at('body', path)}`))
  return tests && tests.length > 0 ? either(tests) : undefined
}

/** Tests that hold where a field is there and is not of its type. */
function wrongTypes(shape: Shape | undefined): string[] {
  const tests: string[] = []
  for (const [path, field] of walkShape(shape)) {
    if (path.length === 0) continue
    const value = at('body', path)
    const refused = refusedBy(field, value)
    if (refused !== undefined) tests.push(`has(${value}) && ${value} != null && ${refused}`)
  }
  return tests
}

function refusedBy(shape: Shape, value: string): string | undefined {
  if (shape.kind === 'list') return `type(${value}) != "list"`
  if (shape.kind === 'object') return `type(${value}) != "object"`
  if (shape.kind === 'choice') return `!(${value} in [${shape.values.map(text).join(', ')}])`
  if (shape.kind !== 'scalar' || shape.type === 'any') return undefined
  if (shape.type === 'object') return `type(${value}) != "object"`
  if (shape.type === 'number' || shape.type === 'boolean') return `type(${value}) != ${text(shape.type)}`
  if (shape.type === 'integer') return `(type(${value}) != "number" || ${value} != floor(${value}))`
  return `type(${value}) != "string"`
}

function refusedField({ route }: RouteScope, name: string, rest: string): string | undefined {
  const path = findField(route.request, trimPhrase(name))
  const refuses = path && readPredicate(rest)
  return refuses && `has(${at('body', path)}) && (${refuses(at('body', path))})`
}

function inState({ resource, entity }: RouteScope, name: string, how: string, state: string): string | undefined {
  if (!resource || entity === undefined || !means(trimPhrase(name), resource.name)) return undefined
  const wanted = findState(resource, state)
  return wanted && `${stateOf(entity, resource)} ${how.trim() === 'not' ? '!=' : '=='} ${text(wanted)}`
}
