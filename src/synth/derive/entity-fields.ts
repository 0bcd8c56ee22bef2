import type { Json, JsonObject } from '#base'
import { isList, isObject, parseTime, type Value } from '#lang'

/** A place in the entities of a collection, with the values that stood there. */
export interface EntityField {
  /** Dotted path from the entity. */
  readonly path: string
  /** Expression of it after the name of the entity: `.status.state`. */
  readonly text: string
  readonly values: ReadonlySet<Json>
}

const depthMax = 3
const fieldsMax = 60
const valuesMax = 200

/** Every place of the entities in which something stood: scalars, lists and maps. */
export function entityFields(entities: readonly JsonObject[]): EntityField[] {
  const fields = new Map<string, { text: string; values: Set<Json> }>()
  const visit = (value: Json, path: string, text: string, depth: number) => {
    if (path !== '') {
      const field = fields.get(path) ?? { text, values: new Set() }
      fields.set(path, field)
      if (field.values.size < valuesMax) field.values.add(value)
    }
    if (!isObject(value) || depth >= depthMax) return
    // A dot in a key would make the path another one.
    for (const [key, item] of Object.entries(value))
      if (item !== undefined && !key.includes('.')) visit(item, path === '' ? key : `${path}.${key}`, text + memberText(key), depth + 1)
  }
  for (const entity of entities) visit(entity, '', '', 0)
  return [...fields].slice(0, fieldsMax).map(([path, { text, values }]) => ({ path, text, values }))
}

function memberText(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

const timeName = /(^|_)(at|on|date|time|until|since|expires?|expiry|exp|start|end|due|from|to)$|At$|On$|Date$|Time$|Until$/

/** Whether a field holds moments: texts that read as such, or numbers under a name that says so. */
export function holdsMoments({ path, values }: EntityField): boolean {
  const present = [...values].filter((value) => value !== null)
  if (present.length === 0) return false
  if (present.every((value) => typeof value === 'string')) return present.every((value) => parseTime(value) !== undefined)
  return timeName.test(path) && present.every((value) => typeof value === 'number' && parseTime(value) !== undefined)
}

const wordsMax = 8

/** The few words, flags or nulls that a field takes in turn; empty where it holds anything else. */
export function fewValues({ path, values }: EntityField): Json[] {
  if (values.size === 0 || values.size > wordsMax || /(^|[._])(id|name|title)$/.test(path)) return []
  const known = [...values]
  return known.every((value) => value === null || typeof value === 'boolean' || (typeof value === 'string' && value.length <= 24))
    ? known.sort((a, b) => (String(a) < String(b) ? -1 : 1))
    : []
}

export function isScalarField({ values }: EntityField): boolean {
  return [...values].every((value) => value === null || typeof value !== 'object')
}

/** Whether a field holds maps of plain values, or lists of things with a name: labels, or what selects them. */
export function holdsLabels({ values }: EntityField): boolean {
  const full = [...values].filter((value) => value !== null && typeof value === 'object' && Object.keys(value).length > 0)
  return (
    full.length > 0 && full.every((value) => (isList(value) ? value.every(isNamed) : isObject(value) && Object.values(value).every(isText)))
  )
}

function isNamed(item: Value): boolean {
  return isObject(item) && ['name', 'key', 'Name', 'Key'].some((name) => typeof item[name] === 'string')
}

function isText(value: Value): boolean {
  return typeof value === 'string'
}
