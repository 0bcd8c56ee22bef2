import type { Json } from '#base'
import { isObject, parseTemplate, printLiteral, printMember, type Value, valueAt } from '#lang'
import { pathsOf } from '../fold/paths.ts'
import type { Explanation, Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

/** A field of the entity that a call is about, as it was before the call and as it is after it. */
export interface Change {
  readonly path: readonly string[]
  readonly before: string
  readonly after: string
  /** Place of the field in the entity. */
  readonly at: number
}

/** The fields of the entity that the calls are about. */
export function changesOf(observations: readonly Observation[]): Change[] {
  const found = new Map<string, Change>()
  for (const { scope } of observations) {
    const { was, ...others } = scope.environment.locals
    if (!isObject(was)) continue
    for (const [name, is] of Object.entries(others)) {
      if (!isObject(is) || !Object.keys(was).every((key) => Object.hasOwn(is, key) || valueAt(was, [key]) === null)) continue
      for (const path of pathsOf([was, is], () => true)) {
        const member = path.map(printMember).join('')
        if (!found.has(member)) found.set(member, { path, before: `was${member}`, after: `${name}${member}`, at: found.size })
      }
    }
  }
  return [...found.values()]
}

type Side = 'before' | 'after'

/** The forms in which a value is told: as it is, or as a text. */
const forms: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `string(${text})`,
  (text) => `decimal(${text})`,
  (text) => `string(number(${text}))`,
]

function formOf(side: Side, key: string, cells: readonly Observation[], change: Change, context: ExplainContext): string | undefined {
  const told = ({ target }: Observation): Value => (isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined)
  // A text that is told as a number would be is told so where it is one.
  const fitting = forms.map((form) => `coalesce(${form(change[side])}, null)`)
  return fitting.find((text) => cells.every((cell) => context.scopes.evaluate(text, cell.scope) === told(cell)))
}

/** Which side of a change each key of its items tells, where that is so for all sorts of items. */
export function changeSides(
  parts: readonly { readonly present: readonly Observation[]; readonly presence: { readonly change?: Change } | undefined }[],
  context: ExplainContext,
): ReadonlyMap<string, Side> {
  const sides = new Map<string, Side>()
  const told = parts.flatMap(({ present, presence }) => (presence?.change ? [{ present, change: presence.change }] : []))
  const keys = new Set(told.flatMap(({ present }) => present.flatMap(({ target }) => (isObject(target) ? Object.keys(target) : []))))
  if (told.length < 2 || told.length < parts.length * 0.7) return sides
  for (const key of keys) {
    for (const side of ['before', 'after'] as const)
      if (!sides.has(key) && told.every(({ present, change }) => formOf(side, key, present, change, context) !== undefined))
        sides.set(key, side)
  }
  return sides
}

/** An item that tells a change: what is the same in all of its sort, and the values before and after it. */
export function explainChange(
  cells: readonly Observation[],
  change: Change | undefined,
  sides: ReadonlyMap<string, Side>,
  context: ExplainContext,
): Explanation | undefined {
  const first = cells[0]?.target
  if (!change || sides.size === 0 || !isObject(first)) return undefined
  const template: Record<string, Json> = {}
  for (const [key, value] of Object.entries(first)) {
    const side = sides.get(key)
    const text = side && formOf(side, key, cells, change, context)
    if (text === undefined && cells.some(({ target }) => !isObject(target) || printLiteral(target[key] ?? null) !== printLiteral(value)))
      return undefined
    template[key] = text === undefined ? value : { $: text }
  }
  return { template: parseTemplate(template), hits: cells.length, of: cells.length }
}
