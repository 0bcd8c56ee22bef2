import { printPath } from '#compare'
import type { ChangeKind, ChangeLevel } from './change.ts'
import { type Field, printTypes, type Shape, unknownShape } from './shape.ts'

/** Told of a change at a path. */
export type NoteChange = (kind: ChangeKind, path: string, place?: { before?: string; after?: string; level?: ChangeLevel }) => void

export interface Sides {
  /** What is not in it may be there all the same. */
  readonly isBeforePartial: boolean
  readonly isAfterPartial: boolean
  /** Not the same was asked for: that fields are not there tells nothing. */
  readonly isOtherQuestion?: boolean
}

/** So often a value must have been seen before what was never seen is news. */
const thinBelow = 10

/** What is different in answers for who reads them. */
export function compareAnswerShapes(before: Shape, after: Shape, path: string, sides: Sides, note: NoteChange): void {
  if (before === unknownShape || after === unknownShape) return
  if (compareTypes(before, after, path, sides, note)) return
  compareWords(before, after, path, sides, note)
  if (before.fields !== undefined && after.fields !== undefined) compareFields(before, after, path, sides, note)
  if (before.items !== undefined && after.items !== undefined) compareAnswerShapes(before.items, after.items, `${path}[]`, sides, note)
}

/** Whether there is nothing in common, so that there is no more to say. */
function compareTypes(before: Shape, after: Shape, path: string, sides: Sides, note: NoteChange): boolean {
  if (before.types.size === 0 || after.types.size === 0) return false
  const added = [...after.types].filter((type) => !before.types.has(type))
  const kept = [...after.types].filter((type) => before.types.has(type))
  const lost = [...before.types].filter((type) => !after.types.has(type))
  const types = { before: printTypes(before), after: printTypes(after) }
  // a null tells nothing of what else comes there
  const isOnlyNull = before.types.size === 1 && before.types.has('null')
  const level = isOnlyNull || isThin(before, sides) ? ({ level: 'warning' } as const) : {}
  if (kept.length === 0) {
    const isNowNull = sides.isAfterPartial && added.every((type) => type === 'null')
    note(isNowNull ? 'response-type-widened' : 'response-type-changed', path, { ...types, ...level })
    return true
  }
  if (added.length > 0) note('response-type-widened', path, { ...types, ...level })
  else if (lost.length > 0 && !sides.isAfterPartial) note('response-type-narrowed', path, types)
  return false
}

function isThin({ count }: Shape, { isBeforePartial }: Sides): boolean {
  return isBeforePartial && (count ?? 0) < thinBelow
}

function compareWords({ words: before }: Shape, { words: after }: Shape, path: string, sides: Sides, note: NoteChange): void {
  if (before === undefined || after === undefined || before.size === 0 || after.size === 0) return
  const added = [...after].filter((word) => !before.has(word)).sort()
  const lost = [...before].filter((word) => !after.has(word)).sort()
  if (before.size === 1 && after.size === 1) {
    if (added.length > 0) note('response-value-changed', path, { before: quote([...before]), after: quote([...after]) })
    return
  }
  if (added.length > 0) note('response-word-added', path, { after: quote(added) })
  if (lost.length > 0 && !sides.isAfterPartial) note('response-word-removed', path, { before: quote(lost) })
}

/** Words as they are shown. */
export function quote(words: readonly string[]): string {
  return words.map((word) => JSON.stringify(word)).join(', ')
}

function compareFields(before: Shape, after: Shape, path: string, sides: Sides, note: NoteChange): void {
  const [old, now] = [before.fields, after.fields] as [ReadonlyMap<string, Field>, ReadonlyMap<string, Field>]
  for (const [key, field] of old) {
    const at = printPath(path, [key])
    const own = now.get(key)
    if (own === undefined) noteMissing(field, before, after, at, sides, note)
    else {
      compareOptional(field, own, before, at, sides, note)
      compareAnswerShapes(field.shape, own.shape, at, sides, note)
    }
  }
  if (before.isOpen === true) return
  for (const [key, field] of now) {
    if (!old.has(key)) note('response-field-added', printPath(path, [key]), { after: printTypes(field.shape) })
  }
}

function noteMissing({ isOptional, shape }: Field, before: Shape, after: Shape, path: string, sides: Sides, note: NoteChange): void {
  if (after.isOpen === true || sides.isOtherQuestion === true || (sides.isAfterPartial && isOptional !== false)) return
  note('response-field-removed', path, {
    before: printTypes(shape),
    ...(isOptional === true || isThin(before, sides) ? { level: 'warning' } : {}),
  })
}

function compareOptional(old: Field, now: Field, before: Shape, path: string, sides: Sides, note: NoteChange): void {
  if (old.isOptional === false && now.isOptional === true && sides.isOtherQuestion !== true) {
    note('response-field-became-optional', path, isThin(before, sides) ? { level: 'warning' } : {})
  }
  if (old.isOptional === true && now.isOptional === false && !sides.isAfterPartial) note('response-field-became-required', path)
}
