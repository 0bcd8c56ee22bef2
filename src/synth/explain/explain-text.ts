import { singular } from '../naming.ts'
import { explainCover } from './explain-cover.ts'
import { concatenate, explainRevision, explainTextPart, quote } from './explain-text-part.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'

const tokensMax = 24

/** A text put together of fixed parts and values: `/orders/{id}`, `{first} {last}`. */
export function explainText(
  observations: readonly Observation[],
  name: string,
  context: ExplainContext,
  depth: number,
): string | undefined {
  const texts = observations.map(({ target }) => target as string)
  if (new Set(texts).size < 2 && observations.length > 1) return undefined
  const middle = explainMiddle(observations, texts, name, context, depth)
  if (middle !== undefined) return middle
  const cover = depth === 0 ? explainCover(observations, context) : undefined
  if (cover !== undefined) return cover
  for (const separators of [/(\/)/, /(\s+)/, /([^A-Za-z0-9]+)/]) {
    const tokens = explainTokens(observations, texts, separators, name, context, depth)
    if (tokens !== undefined) return tokens
  }
  return undefined
}

/** One value between a fixed beginning and a fixed end. */
function explainMiddle(
  observations: readonly Observation[],
  texts: readonly string[],
  name: string,
  context: ExplainContext,
  depth: number,
): string | undefined {
  const ends = borders.map((border) => commonEnds(texts, border))
  return ends.reduce<string | undefined>(
    (found, each) => found ?? explainBetween(observations, texts, each, name, context, depth),
    undefined,
  )
}

/** What ends a word: anything but letters and digits; else what ends a quotation, a path or an assignment. */
const borders = [/[^A-Za-z0-9]/, /[\s"'`()<>:=/]/]

function explainBetween(
  observations: readonly Observation[],
  texts: readonly string[],
  { start, end }: { readonly start: number; readonly end: number },
  name: string,
  context: ExplainContext,
  depth: number,
): string | undefined {
  if (start === 0 && end === 0) return undefined
  const first = texts[0] ?? ''
  const middles = texts.map((text) => text.slice(start, text.length - end))
  if (middles.some((middle) => middle === '')) return undefined
  const inner = explainTextPart(observations, middles, nameAfter(first.slice(0, start)) ?? name, context, depth)
  return inner === undefined || inner.startsWith('mint(')
    ? undefined
    : concatenate([quote(first.slice(0, start)), inner, quote(end === 0 ? '' : first.slice(-end))])
}

/** The parts between separators, each explained by itself; made up ones alone prove no structure. */
function explainTokens(
  observations: readonly Observation[],
  texts: readonly string[],
  separators: RegExp,
  name: string,
  context: ExplainContext,
  depth: number,
): string | undefined {
  const rows = texts.map((text) => text.split(separators))
  const width = rows[0]?.length ?? 0
  if (width < 2 || width > tokensMax || rows.some((row) => row.length !== width)) return undefined
  const parts: (string | undefined)[] = []
  for (let at = 0; at < width; at++) {
    const cells = rows.map((row) => row[at] ?? '')
    const revision = explainRevision(observations, cells, context)
    if (revision !== undefined) parts.push(revision)
    else if (cells.every((cell) => cell === cells[0])) parts.push(quote(cells[0] ?? ''))
    else {
      const before = rows[0]?.slice(0, at).join('') ?? ''
      const part = explainTextPart(observations, cells, nameAfter(before) ?? name, context, depth)
      if (part === undefined) return undefined
      parts.push(part)
    }
  }
  if (!parts.some((part) => part !== undefined && !/^("|mint\()/.test(part))) return undefined
  return concatenate(parts)
}

/** The name of what comes after a text that ends like a path: the id of a thing of that kind. */
function nameAfter(text: string): string | undefined {
  const word = /\/([A-Za-z][\w-]*)\/$/.exec(text)?.[1]
  return word === undefined ? undefined : `${singular(word).replaceAll('-', '_')}.id`
}

/** Lengths of what all texts begin and end with, cut back to the borders of words. */
function commonEnds(texts: readonly string[], border: RegExp): { start: number; end: number } {
  const first = texts[0] ?? ''
  const shortest = Math.min(...texts.map((text) => text.length))
  if (texts.length === 1) {
    const start = first.lastIndexOf('/') + 1
    return { start, end: 0 }
  }
  let start = 0
  while (start < shortest && texts.every((text) => text[start] === first[start])) start++
  while (start > 0 && !border.test(first[start - 1] ?? '')) start--
  let end = 0
  while (end < shortest - start && texts.every((text) => text[text.length - 1 - end] === first[first.length - 1 - end])) end++
  while (end > 0 && !border.test(first[first.length - end] ?? '')) end--
  return { start, end }
}
