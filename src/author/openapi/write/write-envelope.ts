import type { Json } from '#base'
import { type JsonSchema, schemaMap } from '#json-schema'
import { printLiteral, printMember } from '#lang'
import type { ListPlace } from '../infer/list-place.ts'
import type { SchemaFacts } from '../infer/schema-facts.ts'
import { pageTokenShape, type WrittenQuery } from './write-query.ts'

/** What an answer says around its list, by plain name: expressions over `page`. */
const told: readonly (readonly [RegExp, string])[] = [
  [
    /^(total|totalcount|totalitems|totalresults|totalrecords|totalelements|totalsize|numfound|resultcount|totalresultscount|itemcount)$/,
    'page.total',
  ],
  [/^(limit|perpage|pagesize|size|itemsperpage|pagelimit)$/, 'coalesce(page.size, page.total)'],
  [/^(offset|skip|start|startindex|startat)$/, 'page.start'],
  [/^(page|pagenumber|currentpage|number|pageindex|pageno)$/, 'page.number'],
  [/^(pages|totalpages|pagecount|lastpage|numpages)$/, 'page.pages'],
  [/^(hasmore|hasnext|hasnextpage|more|hasmoreitems|hasmoreresults|isnextpage)$/, 'page.more'],
  [/^(hasprevious|hasprev|haspreviouspage|hasprevpage)$/, 'page.start > 0'],
  [/^(incomplete|incompleteresults|istruncated|truncated)$/, 'page.more'],
]

/** The template of what is given of a list's answer: the list at its place, and what the envelope says of it. */
export function writeEnvelope(
  facts: SchemaFacts,
  schema: JsonSchema,
  place: ListPlace,
  written: WrittenQuery,
  key: string | undefined,
): Json {
  return envelope(facts, schema, place.path, { written, key }, 0)
}

interface Around {
  readonly written: WrittenQuery
  readonly key: string | undefined
}

function envelope(facts: SchemaFacts, schema: JsonSchema, path: readonly string[], around: Around, depth: number): Json {
  const [next, ...rest] = path
  if (next === undefined && depth === 0) return { $: 'page.items' }
  const given: Record<string, Json> = {}
  const properties = schemaMap(facts.keywords(schema), 'properties')
  const hasTotal = Object.keys(properties).some((key) => /^total/i.test(key))
  for (const [key, each] of Object.entries(properties)) {
    const own = key.startsWith('$') ? `\\${key}` : key
    if (key === next) given[own] = rest.length === 0 ? { $: 'page.items' } : envelope(facts, each, rest, around, depth + 1)
    else if (facts.isMap(each) && depth < 2 && /meta|pag|link|cursor|_links|info/i.test(key))
      given[own] = envelope(facts, each, [], around, depth + 1)
    else {
      const value = toldOf(facts, key, each, around, hasTotal)
      if (value !== undefined) given[own] = value
    }
  }
  return given
}

function toldOf(facts: SchemaFacts, key: string, schema: JsonSchema, around: Around, hasTotal: boolean): Json | undefined {
  const plain = key.toLowerCase().replace(/[^a-z]/g, '')
  const type = facts.scalar(schema)
  const isNumber = type === 'integer' || type === 'number'
  if (plain === 'count' && isNumber) return { $: hasTotal ? 'size(page.items)' : 'page.total' }
  if (isNumber || type === 'boolean') {
    const found = told.find(([pattern]) => pattern.test(plain))
    return found && { $: found[1] }
  }
  if (type !== 'string') return undefined
  const { uses } = around.written
  if (
    /^(next(page)?(token|cursor)|endcursor|cursor|continuationtoken|nextmarker|nextpage|next|nexturl|nextlink|nextpageuri|nextpageurl)$/.test(
      plain,
    )
  ) {
    if (facts.keywords(schema).format === 'uri') return null
    if (!/url|link|uri/.test(plain) && uses.has('token') && around.key !== undefined)
      return { $: `page.more ? token(${printLiteral(pageTokenShape)}, last(page.items)${printMember(around.key)}) : null` }
    return { $: nextAddress(uses) ?? 'null' }
  }
  return /^(prev|previous|first|last)(page)?(url|link|uri|token|cursor)?$|^(prev|previous)page$/.test(plain) ? null : undefined
}

/** Where the next page is; undefined where no parameter leads there. */
export function nextAddress(uses: WrittenQuery['uses']): string | undefined {
  const [number, start] = [uses.get('number'), uses.get('start')]
  if (number !== undefined) return `page.more ? withParameter(target, ${printLiteral(number)}, page.number + 1) : null`
  if (start === undefined) return undefined
  return `page.more ? withParameter(target, ${printLiteral(start)}, page.start + size(page.items)) : null`
}
