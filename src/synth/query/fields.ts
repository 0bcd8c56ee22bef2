import { isList, isObject, parseTime, printLiteral, type Value } from '#lang'
import type { ListObservation } from './observation.ts'

/** What is known of the fields of a collection. */
export interface FieldTable {
  /** Dotted paths of scalars that are in no list. */
  readonly leaves: readonly string[]
  /** These, and scalars within lists. */
  readonly all: readonly string[]
  /** Paths of maps of texts, and of lists of things with a name and a value. */
  readonly labels: readonly string[]
  /** Tests of `self` that tell members apart in a few groups, with the words in them. */
  readonly flags: readonly Flag[]
}

export interface Flag {
  readonly test: string
  readonly words: readonly string[]
  readonly cost: number
}

const fieldsMax = 80
const momentsMax = 20

export function collectFields(observations: readonly ListObservation[], collection: string): FieldTable {
  const leaves = new Set<string>()
  const all = new Set<string>()
  const labels = new Set<string>()
  const lists = new Set<string>()
  const values = new Map<string, Set<Value>>()
  const visit = (value: Value, path: string, inList: boolean, depth: number) => {
    if (isObject(value)) {
      const items = Object.entries(value)
      if (path !== '' && items.length > 0 && items.every(([, item]) => typeof item === 'string')) labels.add(path)
      if (depth < 4)
        for (const [key, item] of items) if (/^[\w$@-]+$/.test(key)) visit(item, path === '' ? key : `${path}.${key}`, inList, depth + 1)
    } else if (isList(value)) {
      if (!inList) lists.add(path)
      if (value.length > 0 && value.every((item) => isObject(item) && item.name !== undefined && item.value !== undefined)) labels.add(path)
      for (const item of value.slice(0, 5)) visit(item, path, true, depth + 1)
    } else if (path !== '' && value !== undefined) {
      all.add(path)
      if (inList) return
      leaves.add(path)
      const known = values.get(path) ?? new Set()
      values.set(path, known)
      if (known.size < 12) known.add(value)
    }
  }
  const step = Math.max(1, Math.floor(observations.length / momentsMax))
  observations.forEach(({ moment }, at) => {
    if (at % step === 0) for (const entity of moment.entities(collection)) visit(entity.value, '', false, 0)
  })
  return {
    leaves: [...leaves].slice(0, fieldsMax),
    all: [...all].slice(0, fieldsMax),
    labels: [...labels],
    flags: [...flagsOf(values), ...listFlags(lists)],
  }
}

/** `self` with a path. */
export function selfPath(path: string): string {
  return `self${path
    .split('.')
    .map((key) => (/^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`))
    .join('')}`
}

const labelsMax = 6

function* flagsOf(values: ReadonlyMap<string, ReadonlySet<Value>>): Iterable<Flag> {
  for (const [path, known] of values) {
    const self = selfPath(path)
    const name = path.split('.')
    if (isMoment(known)) {
      const nullable = known.has(null) ? `coalesce(${self}, null) == null || ` : ''
      yield { test: `${nullable}moment(${self}) > now`, words: name, cost: 0.3 }
      yield { test: `moment(${self}) <= now`, words: name, cost: 0.3 }
    }
    if (known.has(true) || known.has(false)) {
      yield { test: `${self} == true`, words: name, cost: 0.1 }
      yield { test: `${self} != true`, words: name, cost: 0.1 }
    } else if (known.size > 1 && known.size <= labelsMax && !/(^|[._])id$/.test(path)) {
      for (const value of known) {
        if (value === null || (typeof value === 'string' && value.length <= 20)) {
          yield { test: `${self} == ${printLiteral(value)}`, words: [...name, String(value)], cost: 0.3 }
          yield { test: `${self} != ${printLiteral(value)}`, words: [...name, String(value)], cost: 0.3 }
        }
      }
    } else if (known.has(null) && known.size > 1) {
      // A moment or an owner that is there or not: archived, deleted, assigned.
      yield { test: `${self} == null`, words: name, cost: 0.2 }
      yield { test: `${self} != null`, words: name, cost: 0.2 }
    }
  }
}

/** Whether a field holds moments, at times none. */
function isMoment(values: ReadonlySet<Value>): boolean {
  const present = [...values].filter((value) => value !== null)
  return present.length > 0 && present.every((value) => typeof value === 'string' && parseTime(value) !== undefined)
}

function* listFlags(lists: ReadonlySet<string>): Iterable<Flag> {
  for (const path of lists) {
    yield { test: `size(${selfPath(path)}) > 0`, words: path.split('.'), cost: 0.2 }
    yield { test: `size(${selfPath(path)}) == 0`, words: path.split('.'), cost: 0.2 }
  }
}

/** Whether one of the words means what the name means: `silenced` and `silencedBy`, `active` and `active`. */
export function isAkin(name: string, words: readonly string[]): boolean {
  const stem = stemOf(name)
  return stem.length >= 3 && words.some((word) => stemOf(word) === stem || (stem.length >= 5 && stemOf(word).startsWith(stem)))
}

function stemOf(word: string): string {
  return word
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/^(is|has)_/, '')
    .replace(/(_id|_by|_at)$/, '')
    .replace(/(ed|ing|s|d)$/, '')
}
