import { printLiteral, printMember } from '#lang'
import type { Query } from '#model'
import type { ApiOperation, ApiParameter } from '../api-document.ts'
import type { Resource } from '../infer/resource.ts'
import type { SchemaFacts } from '../infer/schema-facts.ts'

const names = {
  size: /^(limit|perpage|pagesize|pagelimit|size|count|maxresults|maxitems|max|top|first|take|rows|pagination(limit|size))$/,
  start: /^(offset|skip|start|startindex|startat|from)$/,
  number: /^(page|pagenumber|pageno|pagenum|pageindex|p)$/,
  after: /^(startingafter|after|afterid|sinceid|lastid)$/,
  before: /^(endingbefore|before|beforeid)$/,
  token: /^(cursor|pagetoken|nexttoken|nextpagetoken|continuationtoken|pagecursor|nextcursor|marker|bookmark)$/,
  sort: /^(sort|sortby|orderby|ordering|sortfield|sortkey)$/,
  order: /^(order|direction|sortdirection|sortorder|sortdir|orderdirection|dir)$/,
  search: /^(q|search|keyword|keywords|searchterm|term|searchtext|text)$/,
} as const

type Use = keyof typeof names

/** Shape of the tokens that stand for the end of a page. */
export const pageTokenShape = '{alnum:24}'

export interface WrittenQuery {
  readonly query: Query
  /** The parameters by what they are for. */
  readonly uses: ReadonlyMap<Use, string>
}

/** The query that a list operation makes of its parameters: paging, order and filters, by their names and types. */
export function writeQuery(
  operation: ApiOperation,
  resource: Resource,
  scope: readonly string[],
  typedQuery: string,
  facts: SchemaFacts,
): WrittenQuery {
  const parameters = operation.parameters.filter((each) => each.in === 'query')
  const properties = facts.properties(resource.schema)
  const uses = new Map<Use, string>()
  for (const parameter of parameters) {
    const use = useOf(parameter, facts, Object.hasOwn(properties, parameter.name))
    if (use !== undefined && !uses.has(use)) uses.set(use, parameter.name)
  }
  const used = new Set(uses.values())
  const where = parameters.filter(({ name }) => !used.has(name)).flatMap((each) => testOf(each, resource, typedQuery, facts) ?? [])
  const search = uses.get('search')
  const page = pageOf(uses, parameters, facts)
  const sort = sortOf(uses, parameters, properties, facts)
  return {
    uses,
    query: {
      collection: resource.collection,
      ...(scope.length > 0 ? { scope: [...scope] } : {}),
      ...(where.length > 0 ? { where } : {}),
      ...(search === undefined ? {} : { filters: [{ dialect: 'search' as const, from: `query${printMember(search)}` }] }),
      ...(sort ? { sort } : {}),
      ...(page ? { page } : {}),
    },
  }
}

function useOf({ name, schema }: ApiParameter, facts: SchemaFacts, isField: boolean): Use | undefined {
  const plain = innerName(name)
    .toLowerCase()
    .replace(/[^a-z]/g, '')
  const found = (Object.keys(names) as Use[]).find((use) => names[use].test(plain))
  const type = facts.scalar(schema)
  const isNumber = type === 'integer' || type === 'number' || type === undefined
  if (found === 'size' || found === 'start' || found === 'number') return isNumber && !(isField && type === undefined) ? found : undefined
  // `after` may be a time.
  if (found === 'after' || found === 'before') return facts.keywords(schema).format === undefined && !isField ? found : undefined
  return isField && found !== 'sort' ? undefined : found
}

/** `page[size]` is named by what is in the brackets. */
function innerName(name: string): string {
  return /^page\[(\w+)\]$/.exec(name)?.[1]?.replace(/^number$/, 'page') ?? name
}

function pageOf(uses: ReadonlyMap<Use, string>, parameters: readonly ApiParameter[], facts: SchemaFacts): Query['page'] {
  const at = (use: Use) => (uses.has(use) ? `query${printMember(uses.get(use) as string)}` : undefined)
  const [size, start, number, after, before, token] = [at('size'), at('start'), at('number'), at('after'), at('before'), at('token')]
  if ([size, start, number, after, before, token].every((each) => each === undefined)) return undefined
  const keywords = (use: Use) => {
    const parameter = parameters.find(({ name }) => name === uses.get(use))
    return parameter ? facts.keywords(parameter.schema) : {}
  }
  const { default: usual, maximum } = keywords('size')
  const first = keywords('number')
  const isFromZero = first.default === 0 || (first.default === undefined && first.minimum === 0)
  return {
    ...(size === undefined ? {} : { size }),
    ...(start === undefined ? {} : { start }),
    ...(number === undefined ? {} : { number }),
    ...(number !== undefined && isFromZero ? { firstPage: 0 } : {}),
    ...(typeof usual === 'number' ? { default: usual } : typeof maximum === 'number' ? { default: maximum } : {}),
    ...(typeof maximum === 'number' ? { max: maximum } : {}),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
    ...(token === undefined ? {} : { token: { from: `${token} == "" ? absent : ${token}`, shape: pageTokenShape } }),
  }
}

function sortOf(
  uses: ReadonlyMap<Use, string>,
  parameters: readonly ApiParameter[],
  properties: Readonly<Record<string, unknown>>,
  facts: SchemaFacts,
): Query['sort'] {
  const by = uses.get('sort')
  if (by === undefined) return undefined
  const order = uses.get('order')
  const parameter = parameters.find(({ name }) => name === by)
  const values = parameter ? facts.keywords(parameter.schema).enum : undefined
  const fields = (Array.isArray(values) ? values : []).flatMap((value) => {
    if (typeof value !== 'string' || Object.hasOwn(properties, value)) return []
    const field = [`${value}_at`, `${value}At`, `${value}_date`].find((each) => Object.hasOwn(properties, each))
    return field === undefined ? [] : [[value, field] as const]
  })
  return {
    by: `query${printMember(by)}`,
    ...(order === undefined ? {} : { order: `query${printMember(order)}` }),
    ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}),
  }
}

/** A parameter that is named after a field shows the things that have that value in it. */
function testOf(
  { name, schema }: ApiParameter,
  resource: Resource,
  typedQuery: string,
  facts: SchemaFacts,
): { given: string; test: string } | undefined {
  const properties = facts.properties(resource.schema)
  const base = name.replace(/\[\]$/, '')
  const field = Object.keys(properties).find((key) => key === base) ?? Object.keys(properties).find((key) => plain(key) === plain(base))
  const own = field === undefined ? undefined : properties[field]
  if (field === undefined || own === undefined || /[[\]]/.test(base)) return undefined
  const held = `query${printMember(name)}`
  const typed = `${typedQuery}${printMember(base)}`
  const self = `self${printMember(field)}`
  const isMany = facts.isList(schema)
  if (facts.isMap(own) || facts.isMap(schema)) return undefined
  if (facts.isList(own))
    return { given: held, test: isMany ? `${typed}.exists(each, contains(${self}, each))` : `contains(${self}, ${typed})` }
  return { given: wished(held, schema, own, facts), test: isMany ? `${self} in ${typed}` : `string(${self}) == string(${typed})` }
}

/** A value that the field never has, such as `all`, asks for no filter. */
function wished(held: string, schema: ApiParameter['schema'], field: ApiParameter['schema'], facts: SchemaFacts): string {
  const [offered, had] = [facts.keywords(schema).enum, facts.keywords(field).enum]
  const foreign = Array.isArray(offered)
    ? offered.filter((value) => value === 'all' || value === 'any' || (Array.isArray(had) && !had.includes(value)))
    : []
  return foreign.length === 0 ? held : `${held} in ${printLiteral(foreign)} ? absent : ${held}`
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
