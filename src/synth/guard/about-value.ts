import type { Json } from '#base'
import { isList, isObject, parseTime, printLiteral, type Value } from '#lang'
import { about, type Predicate, type Variable } from './predicate.ts'

/** Tests on whether something is there, and of what type. */
export function aboutPresence(variable: Variable): Predicate[] {
  const { text, values } = variable
  const predicates: Predicate[] = []
  const present = values.filter((value) => value !== undefined)
  if (present.length < values.length && present.length > 0) {
    predicates.push(about(variable, `!has(${text})`, 2, 'required'))
    if (!variable.isItem) predicates.push(about(variable, `has(${text})`, 2.5, 'given'))
  }
  if (present.some((value) => value === null)) predicates.push(about(variable, `coalesce(${text}, null) == null`, 2.6, 'required'))
  if (present.some((value) => value === ''))
    predicates.push(about(variable, `${text} == ""`, 2.2, 'required'), about(variable, `coalesce(${text}, "") == ""`, 2.4, 'required'))
  if (present.some((value) => typeof value === 'string' && value !== '' && value.trim() === ''))
    predicates.push(about(variable, `trim(coalesce(${text}, "")) == ""`, 2.6, 'required'))
  if (present.some((value) => (isList(value) || isObject(value)) && Object.keys(value).length === 0)) {
    predicates.push(about(variable, `size(${text}) == 0`, 2.2, 'required'))
    if (present.length < values.length) predicates.push(about(variable, `coalesce(size(${text}), 0) == 0`, 2.5, 'required'))
  }
  return [...predicates, ...aboutType(variable, present)]
}

function aboutType(variable: Variable, present: readonly Value[]): Predicate[] {
  const { text } = variable
  const types = new Set(present.map(typeName))
  if (types.size < 2) return []
  return [...types].flatMap((type) => [
    about(variable, `type(${text}) == "${type}"`, type === 'null' ? 2.5 : 3, 'type'),
    about(variable, `has(${text}) && type(${text}) != "${type}"`, 3.2, 'type'),
  ])
}

function typeName(value: Value): string {
  if (value === null) return 'null'
  if (isList(value)) return 'list'
  return typeof value === 'bigint' ? 'number' : typeof value
}

const secretName = /pass(word|wd|phrase|code)?$|secret|token|api_?key|^pin$/i

/** Tests for one of a few values. */
export function aboutLiterals(variable: Variable, isField = false): Predicate[] {
  const { text, values } = variable
  const counts = new Map<Json, number>()
  for (const value of values) if (isLabel(value)) counts.set(value, (counts.get(value) ?? 0) + 1)
  if (counts.size > 12) return []
  const isHeader = text.startsWith('header')
  // Secrets and addresses stand in recordings as tokens.
  const live =
    secretName.test(variable.field) || [...counts.keys()].some((value) => typeof value === 'string' && value.includes('@'))
      ? `sealed(${text})`
      : text
  // What an argument is called in the document is not what it is called in the request: it may stand there as it is.
  const isEither = isField && live !== text
  return [...counts].flatMap(([value, count]) => {
    const cost = (typeof value === 'boolean' ? 3 : 4.5) + (isHeader ? 2 : 0) + (count < 2 ? 3 : 0)
    const known = `${printLiteral(value)} in [${text}, ${live}]`
    const equal = about(variable, isEither ? known : `${live} == ${printLiteral(value)}`, cost, 'literal')
    if (variable.isItem) return [equal]
    return [
      equal,
      about(variable, `has(${text}) && ${isEither ? `!(${known})` : `${live} != ${printLiteral(value)}`}`, cost + 1, 'literal'),
    ]
  })
}

const wordMax = 24
const enumMax = 8

/** A text outside the few short words that were accepted. */
export function aboutEnum(variable: Variable, accepted: readonly Value[]): Predicate[] {
  const { text, values } = variable
  const words = accepted.filter(
    (value): value is string => typeof value === 'string' && /^[A-Za-z][\w .+-]*$/.test(value) && value.length <= wordMax,
  )
  const distinct = new Set(words)
  // Few words, each used again: a closed set. Free text does not come back.
  if (distinct.size < 2 || distinct.size > enumMax || words.length < distinct.size * 2) return []
  if (!values.some((value) => typeof value === 'string' && !distinct.has(value))) return []
  return [about(variable, `has(${text}) && !(${text} in ${printLiteral([...distinct].sort())})`, 3.6, 'enum')]
}

/** What has more words is a sentence or a title. */
const labelWordsMax = 3

/** A value that may be one of a few: a flag, a short word, a small number. Moments and ids are none. */
export function isLabel(value: Value): value is string | number | boolean {
  if (typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1000
  if (typeof value !== 'string' || value.length > wordMax || value.trim().split(/\s+/).length > labelWordsMax) return false
  return parseTime(value) === undefined && !/\d{4,}/.test(value)
}
