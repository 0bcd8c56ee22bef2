import { characterBits, characterKinds } from '../detect/character-mask.ts'
import { classifyName, type NameClass, type NameTraits, traitsOf } from '../name-class.ts'

/** Overwritten by the next one. */
export interface JsonToken {
  kind: 'name' | 'string' | 'number'
  /** The inside of the string, without its quotes, or the number. */
  start: number
  end: number
  /** Kinds of characters in it, see `character-mask.ts`; white space and escapes count as well. */
  mask: number
  escaped: boolean
}

/** Walks over the strings and numbers of a JSON text, knows where it is, and forgives what is broken or cut short. */
export interface JsonCursor {
  next(): JsonToken | undefined
  /** The nearest name above: an element of an array goes under the name of the array. */
  name(): string
  nameClass(): NameClass
  /** All names above, the nearest first. */
  names(): string[]
  /** E.g. `$.items[].owner`. */
  path(): string
  /** Whether a name above speaks of errors. */
  isUnderErrors(): boolean
  /** From where to where to cut for the current member or element to go, with one comma; not before `from`. */
  memberSpan(from: number): { start: number; end: number }
}

interface Frame {
  readonly isObject: boolean
  name: string
  traits: NameTraits | undefined
  nameClass: NameClass
  nameStart: number
  expectsName: boolean
  /** What a sibling `"name": "password"` says about `"value"`. */
  siblingClass: NameClass | undefined
}

/** `rootClass` is that of the name under which the whole text goes. */
export function createJsonCursor(text: string, rootClass: NameClass = 'plain'): JsonCursor {
  const length = text.length
  const frames: Frame[] = []
  let at = 0
  let lastEnd = 0
  const token: JsonToken = { kind: 'number', start: 0, end: 0, mask: 0, escaped: false }

  function found(kind: JsonToken['kind'], start: number, end: number, mask: number, escaped: boolean): JsonToken {
    token.kind = kind
    token.start = start
    token.end = end
    token.mask = mask
    token.escaped = escaped
    return token
  }

  function push(isObject: boolean): void {
    const above = frames.at(-1)
    frames.push({
      isObject,
      name: above?.name ?? '',
      traits: undefined,
      nameClass: above?.nameClass ?? rootClass,
      nameStart: at + 1,
      expectsName: isObject,
      siblingClass: undefined,
    })
  }

  function readString(): JsonToken {
    const start = at + 1
    let mask = 0
    let escaped = false
    let index = start
    for (; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code === 34) break
      if (code === 92) {
        escaped = true
        index++
      } else mask |= code < 128 ? (characterKinds[code] as number) : characterBits.other
    }
    const end = Math.min(index, length)
    const frame = frames.at(-1)
    at = index + 1
    lastEnd = Math.min(at, length)
    const isName = frame?.expectsName === true
    if (isName) enterMember(frame, start, end)
    else if (frame?.isObject && frame.traits?.isLabel) frame.siblingClass = classifyName(text.slice(start, end))
    return found(isName ? 'name' : 'string', start, end, mask, escaped)
  }

  function enterMember(frame: Frame, start: number, end: number): void {
    const above = frames.at(-2)
    frame.name = text.slice(start, end)
    frame.nameStart = start - 1
    frame.expectsName = false
    frame.traits = traitsOf(frame.name)
    frame.nameClass = frame.traits.nameClass
    if (frame.nameClass !== 'plain' || !frame.traits.isValue) return
    const inherited = frame.siblingClass ?? above?.nameClass ?? 'plain'
    if (inherited !== 'code') frame.nameClass = inherited
  }

  function readNumber(): JsonToken {
    const start = at
    while (at < length && isNumberPart(text.charCodeAt(at))) at++
    lastEnd = at
    return found('number', start, at, characterBits.digit, false)
  }

  function next(): JsonToken | undefined {
    while (at < length) {
      const code = text.charCodeAt(at)
      if (code === 34) return readString()
      if (code === 45 || (code >= 48 && code <= 57)) return readNumber()
      if (code === 123 || code === 91) push(code === 123)
      else if (code === 125 || code === 93) frames.pop()
      else if (code === 44) {
        const frame = frames.at(-1)
        if (frame) {
          frame.expectsName = frame.isObject
          frame.nameStart = at + 1
        }
      }
      at++
    }
    return undefined
  }

  function memberSpan(from: number): { start: number; end: number } {
    const start = Math.max(from, frames.at(-1)?.nameStart ?? 0)
    let end = lastEnd
    const after = /^\s*,\s*/.exec(text.slice(end, end + 200))
    if (after) end += after[0].length
    at = end
    const frame = frames.at(-1)
    if (after && frame) {
      frame.expectsName = frame.isObject
      frame.nameStart = end
    }
    return { start, end }
  }

  return {
    next,
    memberSpan,
    name: () => frames.at(-1)?.name ?? '',
    nameClass: () => frames.at(-1)?.nameClass ?? rootClass,
    names: () =>
      frames
        .filter((frame) => frame.isObject)
        .map((frame) => frame.name)
        .reverse(),
    path: () => `$${frames.map((frame) => (frame.isObject ? `.${frame.name}` : '[]')).join('')}`,
    isUnderErrors: () => frames.some((frame) => frame.traits?.isError),
  }
}

function isNumberPart(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 || code === 43 || code === 46 || code === 101 || code === 69
}
