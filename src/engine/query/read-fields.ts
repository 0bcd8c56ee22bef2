import type { Json, JsonObject } from '#base'
import { bracketKeys, isList } from '#lang'
import { type Condition, isNumeric } from './condition.ts'
import { operatorOf, type Spelled } from './operators.ts'

/**
 * Reads parameters that are named after fields: `status=open`, `price[gte]=5`, `price_gte=5`, `price__lt=9`, `min_price=1`,
 * `created_after=…`, `price>=5`; each is a test, with the operator in the name or in front of the value (`>=5`, `!x`, `~x`, `gt:5`).
 * Names that are no field are left alone.
 */
export function readFields(query: JsonObject, fields: FieldNames): Condition[] {
  return Object.entries(query).flatMap(([name, value]): Condition[] => {
    if (fields.except.has(name)) return []
    const found = readName(name, fields)
    return found ? [readValue(found.path.split('.'), found.spelled, value)] : []
  })
}

export interface FieldNames {
  /** Dotted paths of fields. */
  readonly known: ReadonlySet<string>
  /** Fields by the names that clients use for them. */
  readonly aliases: Readonly<Record<string, string>>
  /** Parameters that mean something else. */
  readonly except: ReadonlySet<string>
}

/** The field that a parameter names, and the operator in its name. */
function readName(name: string, fields: FieldNames): { path: string; spelled?: Spelled } | undefined {
  const whole = fieldOf(name, fields)
  if (whole !== undefined) return { path: whole }
  for (const [base, word] of splitName(name)) {
    const spelled = operatorOf(word)
    const path = spelled ? (fieldOf(base, fields) ?? momentOf(base, word, fields)) : undefined
    if (spelled && path !== undefined) return { path, spelled }
  }
  return undefined
}

function splitName(name: string): [base: string, word: string][] {
  const splits: [string, string][] = []
  const open = name.indexOf('[')
  const keys = open > 0 ? bracketKeys(name, name.slice(0, open)) : undefined
  if (keys?.length === 1) splits.push([name.slice(0, open), keys[0] ?? ''])
  const affixed = /^(.+?)(?:__|\.|:)([a-z]+)$/i.exec(name) ?? /^(.+)[_-]([a-z]+)$/i.exec(name) ?? /^(.+?)([<>!]=?|=)$/.exec(name)
  if (affixed) splits.push([affixed[1] ?? '', /^[<>!]$/.test(affixed[2] ?? '') ? `${affixed[2]}=` : (affixed[2] ?? '')])
  const prefixed = /^(min|max|from|to|before|after|since|until|not|like)_(.+)$/i.exec(name)
  if (prefixed) splits.push([prefixed[2] ?? '', prefixed[1] ?? ''])
  return splits
}

function fieldOf(name: string, { known, aliases }: FieldNames): string | undefined {
  if (Object.hasOwn(aliases, name)) return aliases[name]
  if (known.has(name)) return name
  const snake = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
  if (known.has(snake)) return snake
  const stem = snake.replace(/_?(id|key)$/, '')
  const candidates =
    stem === snake ? [`${name}.id`, `${name}.name`] : stem === '' ? [] : [`${stem}.id`, `${stem}.key`, stem, `${stem}.name`]
  return candidates.find((path) => known.has(path))
}

/** `created` with `after` is `created_at` and the like. */
function momentOf(base: string, word: string, { known }: FieldNames): string | undefined {
  if (!/^(after|before|since|until|from|to|min|max|gte?|lte?)$/i.test(word)) return undefined
  return [...known].find(
    (path) => path === `${base}_at` || path === `${base}_on` || path === `${base}At` || path === `${base}_date` || path === `date_${base}`,
  )
}

function readValue(path: readonly string[], spelled: Spelled | undefined, value: Json): Condition {
  if (spelled) return { kind: 'test', path, operator: spelled.operator, value: spelled.invert ? value === 'false' : value }
  if (isList(value)) return { kind: 'test', path, operator: 'in', value }
  if (typeof value !== 'string') return { kind: 'test', path, operator: 'eq', value }
  return readText(path, value)
}

function readText(path: readonly string[], text: string): Condition {
  if (text === '*') return { kind: 'test', path, operator: 'exists', value: true }
  const sign = /^(>=|<=|<>|!=|==|>|<|!|~)(.+)$/s.exec(text)
  if (sign) {
    const [, mark = '', rest = ''] = sign
    if (mark === '~') return { kind: 'test', path, operator: 'contains', value: rest }
    if (mark === '!') return { kind: 'test', path, operator: 'nin', value: rest }
    return { kind: 'test', path, operator: operatorOf(mark)?.operator ?? 'eq', value: rest }
  }
  const [, word = '', rest = ''] = /^([a-z]{2,10})[:.](.+)$/s.exec(text) ?? []
  const spelled = word === '' ? undefined : operatorOf(word)
  if (spelled && (isNumeric(rest) || /^(eq|ne|neq|gte?|lte?|in|nin|i?like|not)$/.test(word)))
    return { kind: 'test', path, operator: spelled.operator, value: rest }
  const same: Condition = { kind: 'test', path, operator: 'eq', value: text }
  // A word can't be meant as the value of a number: it names a group (`open`), which is for other tests to know.
  if (/^[a-z_]+$/i.test(text) && !/^(true|false|null)$/.test(text))
    return { kind: 'any', of: [same, { kind: 'test', path, operator: 'number', value: true }] }
  return /[,|]/.test(text) ? { kind: 'any', of: [same, { kind: 'test', path, operator: 'in', value: text.split(/[,|]/) }] } : same
}
