import type { Json } from '#base'
import { isObject, parseTime, printLiteral, printMember } from '#lang'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { isReference } from './about-entities.ts'
import { isLabel } from './about-value.ts'
import { lookupText, namedSubjectText, someScalar, subjectText } from './entity-lookup.ts'
import type { Predicate, Variable } from './predicate.ts'

const statesMax = 8
const partsMax = 12
const heldMin = 2
/** Fewer words, of fewer sessions, may be different by chance. */
const ownMin = 3
const ownShare = 0.75

/** Tests on the entities that the request names: their state, whether it knows their version, and what it would change. */
export function aboutSubjects(scopes: readonly Scope[], variables: readonly Variable[], context: ExplainContext): Predicate[] {
  return context.scopes.timeline.collections.flatMap((collection) => {
    const named = subjectText(collection, scopes) ?? namedSubjectText(collection, scopes, context)
    const others = variables.flatMap((variable) => (variable.isItem ? [] : namedBy(variable, collection, scopes, context)))
    const subjects = new Set(named === undefined ? others : [named, ...others])
    const found: Predicate[] =
      named !== undefined && scopes[0]?.call.field
        ? [
            { text: `!has(${named})`, cost: 2, kind: 'unknown', fields: [] },
            { text: `has(${named})`, cost: 3, kind: 'known', fields: [] },
          ]
        : []
    const about = [...subjects].flatMap((subject) =>
      [...fieldValues(subject, scopes, context)].flatMap(([path, values]) => [
        ...(isMembership(collection, path) ? [] : aboutState(subject + path, path, values)),
        ...aboutVersion(subject, path, new Set(values.keys()), variables),
        ...aboutChange(subject, path, new Set(values.keys()), variables),
      ]),
    )
    const held = [...subjects].flatMap((subject) => aboutHeld(subject, scopes, context))
    return [...found, ...about, ...held]
  })
}

/** Whether the field says which entity of a graph this is a member of: keys are no states. */
function isMembership({ graph }: CollectionDraft, path: string): boolean {
  return graph !== undefined && path.startsWith('.in_')
}

/** Tests on whether an entity has a field, or a part of one, that some of its kind have and some don't. */
function aboutHeld(subject: string, scopes: readonly Scope[], context: ExplainContext): Predicate[] {
  const entities = scopes.map((scope) => context.scopes.evaluate(subject, scope)).filter(isObject)
  const counts = new Map<string, number>()
  for (const entity of entities)
    for (const [field, value] of Object.entries(entity)) {
      const inner = isObject(value) ? Object.keys(value).slice(0, partsMax) : []
      for (const path of [printMember(field), ...inner.map((name) => printMember(field) + printMember(name))])
        counts.set(path, (counts.get(path) ?? 0) + 1)
    }
  return [...counts].flatMap(([path, count]): Predicate[] => {
    if (count < heldMin || entities.length - count < heldMin) return []
    const [text, fields] = [subject + path, [lastName(path)]]
    return [
      { text: `has(${text})`, cost: 4.9, kind: 'state', fields },
      { text: `${subject.replace(/^find/, 'exists')} && !has(${text})`, cost: 5, kind: 'state', fields },
    ]
  })
}

/** `find(…)` of the entity that a field of the body or the query names. */
export function namedBy(variable: Variable, collection: CollectionDraft, scopes: readonly Scope[], context: ExplainContext): string[] {
  const { text, field, values } = variable
  if (!/^(body|query)/.test(text) || !someScalar(values)) return []
  const lookup = lookupText(collection, text, field, scopes)
  return lookup !== undefined && isReference(variable, collection, scopes, context.scopes.timeline) ? [`find(${lookup})`] : []
}

/** Tests on whether the body leaves a field as it is: a moment also where it is the same to the second. */
function aboutChange(subject: string, path: string, values: ReadonlySet<Json>, variables: readonly Variable[]): Predicate[] {
  if (path.includes('.', 1)) return []
  const name = lastName(path)
  const [own, fields] = [subject + path, [name]]
  const sent = variables.filter(({ text, field, isItem }) => !isItem && /^body/.test(text) && bare(field) === bare(name))
  return sent.flatMap(({ text }): Predicate[] => {
    if ([...values].some((value) => value !== null && typeof value === 'object'))
      return [
        { text: `${own} == ${text}`, cost: 3.4, kind: 'state', fields },
        { text: `${subject.replace(/^find/, 'exists')} && ${own} != ${text}`, cost: 3.8, kind: 'state', fields },
      ]
    if (![...values].some((value) => typeof value === 'string' && parseTime(value) !== undefined)) return []
    const second = (value: string) => `floor(moment(${value}) / 1000)`
    return [{ text: `has(${own}) && ${second(own)} == ${second(text)}`, cost: 4.4, kind: 'state', fields }]
  })
}

/** Values of a field, each with the sessions that showed it. */
type FieldValues = ReadonlyMap<Json, ReadonlySet<number>>

/** Values of the subjects' fields, and of the ids and names of what they refer to. */
function fieldValues(subject: string, scopes: readonly Scope[], context: ExplainContext): Map<string, FieldValues> {
  const fields = new Map<string, Map<Json, Set<number>>>()
  for (const scope of scopes) {
    const note = (path: string, value: Json) => {
      const values = fields.get(path) ?? new Map<Json, Set<number>>()
      fields.set(path, values.set(value, (values.get(value) ?? new Set()).add(scope.call.session)))
    }
    const entity = context.scopes.evaluate(subject, scope)
    if (!isObject(entity)) continue
    for (const [field, value] of Object.entries(entity)) {
      if (!isObject(value)) note(printMember(field), value)
      else
        for (const [inner, part] of Object.entries(value).slice(0, partsMax))
          if (isLabel(part)) note(printMember(field) + printMember(inner), part as Json)
    }
  }
  return fields
}

function aboutState(text: string, path: string, values: FieldValues): Predicate[] {
  const fields = [lastName(path)]
  const filled = values.has(null) && values.size > 1 ? aboutFilled(text, fields) : []
  if (values.size < 2 || values.size > statesMax || /^[._]*(id|_id|uuid|name|title|created|updated)/i.test(path) || isOwn(values))
    return filled
  const labels = [...values.keys()].filter(isLabel).flatMap((value) => [
    { text: `${text} == ${printLiteral(value)}`, cost: 4.5, kind: 'state' as const, fields },
    { text: `has(${text}) && ${text} != ${printLiteral(value)}`, cost: 4.8, kind: 'state' as const, fields },
  ])
  return [...filled, ...labels]
}

/** Whether a field holds words few of which two sessions share: a name that each gives to its own is no state. */
function isOwn(values: FieldValues): boolean {
  const words = [...values].filter(([value]) => typeof value === 'string')
  const own = words.filter(([, sessions]) => sessions.size === 1)
  const sessions = new Set(own.flatMap(([, seen]) => [...seen]))
  return sessions.size >= ownMin && own.length >= words.length * ownShare
}

/** Whether a field that is null at times holds something: a moment of deletion, an owner. */
function aboutFilled(text: string, fields: readonly string[]): Predicate[] {
  return [
    { text: `has(${text}) && ${text} != null`, cost: 4.2, kind: 'state', fields },
    { text: `has(${text}) && ${text} == null`, cost: 4.2, kind: 'state', fields },
  ]
}

const versionName = /(^|_)(rev|revision|version|generation|etag|lock|lock_version|seq)$/i
/** As `resourceVersion`. */
const qualifiedName = /[a-z](Rev|Revision|Version|Generation|E[Tt]ag|Seq)$/

function isVersion(name: string): boolean {
  return versionName.test(name) || qualifiedName.test(name)
}

function aboutVersion(subject: string, path: string, values: ReadonlySet<Json>, variables: readonly Variable[]): Predicate[] {
  if (path.includes('.', 1) || ![...values].some((value) => typeof value === 'string' || typeof value === 'number')) return []
  const name = lastName(path)
  const exists = subject.replace(/^find/, 'exists')
  return variables.flatMap((variable): Predicate[] => {
    if (variable.isItem || variable.text.startsWith('path')) return []
    const isTag = /^header\["if-match"\]/.test(variable.text)
    if (isTag ? !isVersion(name) : !isSameName(variable.field, name) || variable.text.startsWith('header')) return []
    const own = isTag || variable.text.startsWith('query') ? `string(${subject}${path})` : subject + path
    const sent = isTag ? `replace(replace(${variable.text}, "W/", ""), "\\"", "")` : variable.text
    const fields = [variable.field]
    if (!isVersion(name)) {
      return [
        { text: `${own} == ${sent}`, cost: 3.8, kind: 'state', fields },
        { text: `has(${variable.text}) && ${exists} && ${own} != ${sent}`, cost: 4.8, kind: 'state', fields },
      ]
    }
    const cost = 2.8
    return [
      { text: `${exists} && ${own} != ${sent}`, cost, kind: 'version', fields },
      { text: `has(${variable.text}) && ${exists} && ${own} != ${sent}`, cost: cost + 0.2, kind: 'version', fields },
      { text: `${own} == ${sent}`, cost: cost + 1, kind: 'state', fields },
    ]
  })
}

/** Whether a request sends a field of an entity by its name; a version may go by the name of what it is of: `box_revision`, `boxRevision`. */
function isSameName(sent: string, name: string): boolean {
  const [one, other] = [bare(sent), bare(name)]
  return one === other || (isVersion(name) && isVersion(sent) && one.endsWith(other))
}

function bare(field: string): string {
  return field.replace(/^_+/, '').toLowerCase()
}

function lastName(path: string): string {
  return /([\w$-]+)"?\]?$/.exec(path)?.[1] ?? path
}
