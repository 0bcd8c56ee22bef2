import { decodePercent } from '#http'
import { printLiteral, type Value } from '#lang'
import { hasMeaning } from '../query/parameters.ts'
import { gives } from './explain-moment.ts'
import { explainToken } from './explain-token.ts'
import type { Observation } from './explanation.ts'
import type { ExplainContext } from './explanation-context.ts'
import { conditionsOfPage, pageName } from './page-of-list.ts'

const shareMin = 0.8
/** The place of the page, and perhaps its size. */
const changedMax = 2

/**
 * The address of another page of the list that was asked for: the request's own target with one parameter changed. `undefined` targets
 * (and null, and the empty text) are pages that there are not.
 */
export function explainPageLink(observations: readonly Observation[], context: ExplainContext): string | undefined {
  const present = observations.filter(({ target }) => typeof target === 'string' && target !== '')
  const page = pageName(present)
  const moved = present.flatMap(readMove)
  if (page === undefined || moved.length === 0 || moved.length < present.length) return undefined
  const missing = observations.find(({ target }) => typeof target !== 'string' || target === '')?.target
  const hitsOf = (text: string) => observations.filter((observation) => gives(text, observation, context)).length
  let best: { text: string; hits: number } | undefined
  for (const address of proposeAddresses(moved, page, (name) => explainParameter(observations, name, context))) {
    for (const text of whereThereIs(address, missing, page)) {
      const hits = hitsOf(text)
      if (hits === observations.length) return text
      if (!best || hits > best.hits) best = { text, hits }
    }
  }
  return best && best.hits >= observations.length * shareMin ? best.text : undefined
}

/** What gives a parameter of the addresses that is a token. */
function explainParameter(observations: readonly Observation[], name: string, context: ExplainContext): string | undefined {
  const values = observations.map((observation) => {
    const address = typeof observation.target === 'string' ? observation.target : ''
    const value = new Map(pairsOf(address.split('?')[1] ?? '')).get(name)
    return { scope: observation.scope, target: value === undefined ? undefined : decodePercent(value) }
  })
  return explainToken(values, context)
}

function* proposeAddresses(moved: readonly Move[], page: string, tokenOf: (name: string) => string | undefined): Iterable<string> {
  const named = new Set(moved.flatMap(({ parameters }) => parameters))
  const sizes = [undefined, ...[...named].filter((name) => hasMeaning(name, 'size'))]
  for (const prefix of new Set(moved.map((move) => move.prefix))) {
    for (const size of sizes) {
      // Some services say the size of the page in any case.
      const target = size === undefined ? 'target' : `withParameter(target, ${quote(size)}, ${page}.size)`
      for (const parameter of named) {
        if (parameter === size) continue
        const token = tokenOf(parameter)
        const places = token === undefined ? pageNumbers(page) : [`(${token})`]
        for (const place of places) yield join(prefix, `withParameter(${target}, ${quote(parameter)}, ${place})`)
      }
    }
  }
}

function quote(parameter: string): string {
  return JSON.stringify(parameter)
}

/** An address, with what stands for it where there is no such page. */
function whereThereIs(address: string, missing: Value, page: string): string[] {
  const literal = missing === undefined ? 'absent' : printLiteral(missing)
  const plain = missing === undefined ? address : `coalesce(${address}, ${literal})`
  return [plain, ...conditionsOfPage(page).map((condition) => `${condition} ? ${address} : ${literal}`)]
}

/** What stands before the target in an address, and the parameters in which the two may differ. */
interface Move {
  readonly prefix: string
  readonly parameters: readonly string[]
}

function readMove({ scope, target }: Observation): Move[] {
  const own = scope.environment.target
  const [ownPath = '', ownQuery = ''] = own.split('?')
  const at = (target as string).indexOf(ownPath)
  if (at === -1) return []
  const before = new Map(pairsOf(ownQuery))
  const after = new Map(pairsOf((target as string).slice(at + ownPath.length).replace(/^\?/, '')))
  const names = new Set([...before.keys(), ...after.keys()])
  const changed = [...names].filter((name) => before.get(name) !== after.get(name))
  if (changed.length > changedMax) return []
  const numbers = [...after].filter(([, value]) => /^\d+$/.test(value)).map(([name]) => name)
  return [{ prefix: (target as string).slice(0, at), parameters: changed.length > 0 ? changed : numbers }]
}

function pairsOf(query: string): [string, string][] {
  return query === '' ? [] : query.split('&').map((pair) => [decodePercent(pair.split('=')[0] ?? ''), pair.split('=')[1] ?? ''])
}

/** The numbers that pages go by: their own, or that of their first member. */
function pageNumbers(page: string): string[] {
  return [
    `(${page}.more ? ${page}.number + 1 : absent)`,
    `(${page}.number > 1 ? ${page}.number - 1 : absent)`,
    `(${page}.number > 1 ? (${page}.number > 2 ? ${page}.number - 1 : null) : absent)`,
    `(${page}.start > 0 ? (${page}.start > ${page}.size ? ${page}.start - ${page}.size : null) : absent)`,
    `(${page}.number < ${page}.pages ? ${page}.pages : absent)`,
    `(${page}.number > 0 ? ${page}.number - 1 : absent)`,
    `${page}.pages`,
    `${page}.number`,
    '1',
    '0',
    `(${page}.more ? ${page}.start + ${page}.size : absent)`,
    `(${page}.start > 0 ? max(0, ${page}.start - ${page}.size) : absent)`,
    `max(0, (${page}.pages - 1) * ${page}.size)`,
    `${page}.pages - 1`,
    `${page}.start`,
  ]
}

function join(prefix: string, text: string): string {
  return prefix === '' ? text : `${JSON.stringify(prefix)} + ${text}`
}
