import { parseJson } from '#base'
import { functions, isObject, printLiteral, type Value } from '#lang'
import { gives } from './explain-moment.ts'
import { concatenate, quote } from './explain-text-part.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { conditionsOfPage, pageName, placesOfPage } from './page-of-list.ts'

const shareMin = 0.8

/**
 * A token that leads to another page of the list: base64 of a text that holds the place where that page begins, as a number or as fields of the
 * member before it. Where there is no such page the token is absent, null or empty. Undefined where it is something else.
 */
export function explainToken(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const present = observations.filter(({ target }) => typeof target === 'string' && target !== '')
  const page = pageName(present)
  if (page === undefined) return undefined
  const token = explainPresent(present, page, context)
  if (token === undefined || present.length === observations.length) return token
  const missing = observations.find(({ target }) => typeof target !== 'string' || target === '')?.target
  const literal = missing === undefined ? 'absent' : printLiteral(missing)
  const rated = conditionsOfPage(page)
    .map((condition) => `${condition} ? ${token} : ${literal}`)
    .map((text) => ({ text, hits: observations.filter((observation) => gives(text, observation, context)).length }))
  const [best] = rated.sort((a, b) => b.hits - a.hits)
  return best && best.hits >= observations.length * shareMin ? best.text : undefined
}

function explainPresent(observations: readonly Observation[], page: string, context: ExplainContext): string | undefined {
  const { tokens } = observations[0]?.scope.call ?? {}
  if (tokens && observations.every(({ target }) => tokens.texts.has(target as string))) {
    const token = (key: string) => `token(${JSON.stringify(tokens.shape)}, ${key}${tokens.isFresh ? ', "fresh"' : ''})`
    return fieldsOfEnds(observations, page)
      .map(token)
      .find((text) => observations.every((observation) => gives(text, observation, context)))
  }
  const read = observations.map(({ scope, target }) => ({ scope, target: functions.unbase64?.(target) }))
  const texts = read.map(({ target }) => target).filter((text) => typeof text === 'string')
  if (texts.length === 0 || texts.length < read.length) return undefined
  const inner = explainInner(read, texts, page, context)
  if (inner === undefined) return undefined
  return ['base64', 'base64url']
    .map((name) => `${name}(${inner})`)
    .find((text) => observations.every((observation) => gives(text, observation, context)))
}

/** The text in a token: of fixed parts, and of values that the page has. */
function explainInner(read: readonly Observation[], texts: readonly string[], page: string, context: ExplainContext): string | undefined {
  const cuts = texts.every((text) => isObject(parseJson(text))) ? [scalarsOfJson] : cutsOfText
  return cuts.reduce<string | undefined>(
    (found, cut) =>
      found ??
      explainCells(
        read,
        texts.map((text) => text.split(cut)),
        page,
        context,
      ),
    undefined,
  )
}

/** Each other part is fixed; those between are values of the page, or fixed as well. */
function explainCells(
  read: readonly Observation[],
  rows: readonly (readonly string[])[],
  page: string,
  context: ExplainContext,
): string | undefined {
  const [first] = rows
  if (!first || rows.some((row) => row.length !== first.length)) return undefined
  const parts = first.map((cell, at) => {
    const cells = rows.map((row) => row[at] ?? '')
    if (at % 2 === 0) return cells.every((other) => other === cell) ? quote(cell) : null
    return explainCell(read, cells, page, context) ?? (cells.every((other) => other === cell) ? quote(cell) : null)
  })
  return parts.includes(null) ? undefined : concatenate(parts as (string | undefined)[])
}

const scalarsOfJson = /((?<=[:,[]\s?)(?:"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d+(?:\.\d+)?|true|false|null)(?=\s?[,\]}]))/
/** The numbers of a text, and what stands between separators. */
const cutsOfText = [/(\d+)/, /([^|,;= ]+)/, /([^|,:;= ]+)/]

/** A value of the page that stands in a token: as JSON, or as plain text. */
function explainCell(read: readonly Observation[], cells: readonly string[], page: string, context: ExplainContext): string | undefined {
  const wrapped = cells.every((cell) => cell.startsWith('"')) ? 'json' : 'string'
  for (const place of [...placesOfPage(page), ...fieldsOfEnds(read, page)]) {
    const text = `${wrapped}(${place})`
    if (read.every(({ scope }, at) => context.scopes.evaluate(text, scope) === cells[at])) return text
  }
  return undefined
}

/** The scalars of the last member that is shown, and of the first. */
function fieldsOfEnds(read: readonly Observation[], page: string): string[] {
  const items = read.flatMap(({ scope }) => {
    const value = scope.environment.locals[page] as Value
    return isObject(value) && Array.isArray(value.items) ? value.items.filter(isObject) : []
  })
  const fields = new Set(items.flatMap((item) => Object.entries(item).flatMap(([key, value]) => (typeof value === 'object' ? [] : [key]))))
  return ['last', 'first'].flatMap((end) => [...fields].map((field) => `get(${end}(${page}.items), ${JSON.stringify(field)})`))
}
