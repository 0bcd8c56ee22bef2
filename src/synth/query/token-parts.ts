import { type Json, parseJson } from '#base'
import { functions, isObject, printMember } from '#lang'

/** A value within a token: its name (as far as the token says one), its expression, and the texts that it had. */
export interface TokenPart {
  readonly name: string
  readonly text: string
  readonly values: readonly string[]
}

/** So many of the texts must be readable: a client may also send one that nobody handed out. */
const shareMin = 0.6
const separators = ['|', ',', ':', ';', ' '] as const

/**
 * What tokens hold that are base64 of a place in a list: `offset:20`, `{"id":7}`, `2026-01-05|7`. `text` is the expression of the token;
 * nothing where they are something else.
 */
export function tokenParts(name: string, text: string, tokens: readonly string[]): TokenPart[] {
  const read = tokens.flatMap((token) => functions.unbase64?.(token) ?? []).filter((inner) => typeof inner === 'string')
  if (read.length === 0 || read.length < tokens.length * shareMin) return []
  const inner = `unbase64(${text})`
  const objects = read.map((each) => parseJson(each)).filter(isObject)
  if (objects.length === read.length) {
    const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))]
    return keys.map((key) => ({
      name: key,
      text: `parsed(${inner})${printMember(key)}`,
      values: objects.flatMap((object) => toText(object[key])),
    }))
  }
  const split = separators.find((separator) =>
    read.every((each) => each.split(separator).length === (read[0] ?? '').split(separator).length && each.includes(separator)),
  )
  const affixed = affixedNumber(name, inner, read)
  if (affixed) return [affixed]
  if (split === undefined) return read.some((each) => /\d/.test(each)) ? [{ name, text: inner, values: read }] : []
  return (read[0] ?? '').split(split).map((_, at) => ({
    name: `${name}.${at}`,
    text: `split(${inner}, ${JSON.stringify(split)})[${at}]`,
    values: read.map((each) => each.split(split)[at] ?? ''),
  }))
}

/** The one number in a text that is else the same: `offset:20`. */
function affixedNumber(name: string, inner: string, read: readonly string[]): TokenPart | undefined {
  const matches = read.map((each) => /^(\D*)(\d{1,15})(\D*)$/.exec(each))
  const [, before = '', , after = ''] = matches[0] ?? []
  if (!matches.every((match) => match && match[1] === before && match[3] === after)) return undefined
  const bare = [before, after].filter((part) => part !== '').reduce((text, part) => `replace(${text}, ${JSON.stringify(part)}, "")`, inner)
  const word = /[A-Za-z_]+/.exec(before)?.[0]
  return { name: word ?? name, text: `number(${bare})`, values: matches.map((match) => match?.[2] ?? '') }
}

function toText(value: Json | undefined): string[] {
  return value === undefined || value === null || typeof value === 'object' ? [] : [String(value)]
}
