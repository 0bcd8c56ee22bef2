import type { Json } from '#base'
import { isObject, printLiteral, printMember } from '#lang'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { isLabel } from './about-value.ts'
import { namedSubjectText, subjectText } from './entity-lookup.ts'
import type { Predicate, Variable } from './predicate.ts'

const statesMax = 8

/** Tests on the entities that the path names: their state, and whether the request knows their version. */
export function aboutSubjects(scopes: readonly Scope[], variables: readonly Variable[], context: ExplainContext): Predicate[] {
  return context.scopes.timeline.collections.flatMap((collection) => {
    const subject = subjectText(collection, scopes) ?? namedSubjectText(collection, scopes, context)
    if (subject === undefined) return []
    const fields = fieldValues(subject, scopes, context)
    const found: Predicate[] = scopes[0]?.call.field
      ? [
          { text: `!has(${subject})`, cost: 2, kind: 'unknown', fields: [] },
          { text: `has(${subject})`, cost: 3, kind: 'known', fields: [] },
        ]
      : []
    return [
      ...found,
      ...[...fields].flatMap(([path, values]) => [
        ...aboutState(subject + path, path, values),
        ...aboutVersion(subject, path, values, variables),
      ]),
    ]
  })
}

/** Values of the subjects' fields, and of the ids and names of what they refer to. */
function fieldValues(subject: string, scopes: readonly Scope[], context: ExplainContext): Map<string, Set<Json>> {
  const fields = new Map<string, Set<Json>>()
  const note = (path: string, value: Json) => {
    const values = fields.get(path) ?? new Set<Json>()
    fields.set(path, values.add(value))
  }
  for (const scope of scopes) {
    const entity = context.scopes.evaluate(subject, scope)
    if (!isObject(entity)) continue
    for (const [field, value] of Object.entries(entity)) {
      if (!isObject(value)) note(printMember(field), value)
      else
        for (const inner of ['id', 'name', 'code']) if (isLabel(value[inner])) note(`${printMember(field)}.${inner}`, value[inner] as Json)
    }
  }
  return fields
}

function aboutState(text: string, path: string, values: ReadonlySet<Json>): Predicate[] {
  if (values.size < 2 || values.size > statesMax || /^[._]*(id|_id|uuid|name|title|created|updated)/i.test(path)) return []
  const fields = [lastName(path)]
  return [...values].filter(isLabel).flatMap((value) => [
    { text: `${text} == ${printLiteral(value)}`, cost: 4.5, kind: 'state' as const, fields },
    { text: `has(${text}) && ${text} != ${printLiteral(value)}`, cost: 4.8, kind: 'state' as const, fields },
  ])
}

const versionName = /(^|_)(rev|revision|version|etag|lock|lock_version|seq)$/i

function aboutVersion(subject: string, path: string, values: ReadonlySet<Json>, variables: readonly Variable[]): Predicate[] {
  if (path.includes('.', 1) || ![...values].some((value) => typeof value === 'string' || typeof value === 'number')) return []
  const name = lastName(path)
  const exists = subject.replace(/^find/, 'exists')
  return variables.flatMap((variable): Predicate[] => {
    if (variable.isItem || variable.text.startsWith('path')) return []
    const isTag = /^header\["if-match"\]/.test(variable.text)
    if (isTag ? !versionName.test(name) : bare(variable.field) !== bare(name) || variable.text.startsWith('header')) return []
    const own = isTag || variable.text.startsWith('query') ? `string(${subject}${path})` : subject + path
    const sent = isTag ? `replace(replace(${variable.text}, "W/", ""), "\\"", "")` : variable.text
    const fields = [variable.field]
    if (!versionName.test(name)) {
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

function bare(field: string): string {
  return field.replace(/^_+/, '').toLowerCase()
}

function lastName(path: string): string {
  return /([\w$-]+)"?\]?$/.exec(path)?.[1] ?? path
}
