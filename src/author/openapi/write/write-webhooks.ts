import type { Json } from '#base'
import { printLiteral, printMember } from '#lang'
import type { Collection, Effect, Route, Webhooks } from '#model'
import type { ApiCallback, ApiDocument, ApiEvent } from '../api-document.ts'
import { plainWord } from '../infer/list-place.ts'
import type { InferredOperation, Resource } from '../infer/resource.ts'
import type { SchemaFacts } from '../infer/schema-facts.ts'

export interface WrittenWebhooks {
  readonly webhooks: Webhooks | undefined
  readonly collections: Readonly<Record<string, Collection>>
  /** With what keeps the addresses that requests give for callbacks. */
  readonly routes: Route[]
  /** Names of events that no operation is known to cause. */
  readonly untied: readonly string[]
}

type Events = NonNullable<Webhooks['events']>

/** Addresses of callbacks are kept here; the name is no path's. */
const callbacksName = '_callbacks'

/** Callbacks and webhooks of a document as events that operations cause. */
export function writeWebhooks(
  document: ApiDocument,
  operations: readonly InferredOperation[],
  facts: SchemaFacts,
  routes: readonly Route[],
): WrittenWebhooks {
  const events: Events = {}
  const untied: string[] = []
  for (const event of document.webhooks) {
    const tied = tieEvent(event, operations, facts)
    if (tied) events[event.name] = tied
    else untied.push(event.name)
  }
  let hasCallbacks = false
  const written = routes.map((route, at) => {
    const told = (operations[at]?.operation.callbacks ?? []).flatMap((callback) => {
      const url = addressOf(callback)
      if (url === undefined) untied.push(callback.name)
      return url === undefined ? [] : [{ callback, url }]
    })
    for (const { callback } of told) {
      const on = `${route.method} ${route.path}`
      events[nameCallback(callback, events)] = { on, value: payloadOf(callback, facts, ['answer']) }
    }
    hasCallbacks ||= told.length > 0
    return told.length === 0 ? route : keepAddresses(route, told)
  })
  const has = Object.keys(events).length > 0
  return {
    webhooks: has
      ? ({
          events,
          payload: { $: 'event.data' },
          ...(hasCallbacks ? { subscribed: { collection: callbacksName, url: 'self.url', events: 'self.events' } } : {}),
        } as Webhooks)
      : undefined,
    collections: hasCallbacks ? { [callbacksName]: { key: ['id'] } } : {},
    routes: written,
    untied,
  }
}

function nameCallback({ name }: ApiCallback, events: Events): string {
  let own = name
  for (let count = 2; Object.hasOwn(events, own); count++) own = `${name}-${count}`
  return own
}

function payloadOf({ schema }: ApiEvent, facts: SchemaFacts, given: readonly string[]): Json {
  return schema === undefined || !facts.set.has(schema) ? {} : { $: `shown(${[printLiteral(schema), ...given].join(', ')})` }
}

/** The expression of the address that a callback goes to: what the request says in its place. Undefined where it says it elsewhere. */
function addressOf({ url }: ApiCallback): string | undefined {
  const parts = url.split(/(\{\$[^}]*\})/).filter((part) => part !== '')
  const written = parts.map((part) => {
    const body = /^\{\$request\.body#\/(.+)\}$/.exec(part)?.[1]
    if (body !== undefined)
      return `body${body
        .split('/')
        .map((key) => printMember(key.replaceAll('~1', '/').replaceAll('~0', '~')))
        .join('')}`
    const query = /^\{\$request\.query\.(.+)\}$/.exec(part)?.[1]
    if (query !== undefined) return `query${printMember(query)}`
    return part.startsWith('{$') ? undefined : printLiteral(part)
  })
  return written.includes(undefined) || written.every((part) => part?.startsWith('"')) ? undefined : written.join(' + ')
}

/** The last request that gives an address is called back. */
function keepAddresses(route: Route, told: readonly { readonly callback: ApiCallback; readonly url: string }[]): Route {
  const effects = told.flatMap(({ callback, url }): Effect[] => [
    { deleteWhere: callbacksName, where: `${printLiteral(callback.name)} in self.events` },
    {
      if: `has(${url})`,
      do: [
        {
          create: callbacksName,
          key: ['self.id'],
          value: { id: { $: `next(${printLiteral(callbacksName)})` }, url: { $: url }, events: [callback.name] },
        },
      ],
    },
  ])
  const variants = route.variants.map((variant) =>
    variant.status < 300 ? { ...variant, do: [...effects, ...(variant.do ?? [])] } : variant,
  )
  return { ...route, variants }
}

const verbs: readonly (readonly [RegExp, (kind: InferredOperation['role']['kind']) => boolean])[] = [
  [/^(created?|new|added|opened|registered|placed)$/, (kind) => kind === 'create'],
  [/^(updated?|changed?|edited|modified)$/, (kind) => kind === 'update' || kind === 'act'],
  [/^(deleted?|removed)$/, (kind) => kind === 'delete'],
]

/** The event that a webhook stands for, where its name says what was done to which things. */
function tieEvent(event: ApiEvent, operations: readonly InferredOperation[], facts: SchemaFacts): Events[string] | undefined {
  const words = event.name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
  const verb = verbs.find(([pattern]) => words.some((word) => pattern.test(word)))?.[1]
  if (verb === undefined) return undefined
  const causing = operations.filter(({ role }) => role.kind !== 'other' && verb(role.kind) && isAbout(role.resource, words))
  const [first] = causing
  if (first === undefined || first.role.kind === 'other') return undefined
  const { resource } = first.role
  const own = causing.filter(({ role }) => role.kind !== 'other' && role.resource === resource)
  const place = event.schema === undefined ? undefined : placeOf(facts, event.schema, resource)
  const given = place === undefined ? 'answer' : `{${JSON.stringify(place)}: answer}`
  return { on: own.map(({ operation }) => `${operation.method} ${operation.path}`), value: payloadOf(event, facts, [given]) }
}

function isAbout({ collection }: Resource, words: readonly string[]): boolean {
  const thing = plainWord(collection.split('.').at(-1) ?? '')
  return words.some((word) => plainWord(word) === thing) || plainWord(words.join('')).includes(thing)
}

/** The field of a payload that holds the thing. */
function placeOf(facts: SchemaFacts, schema: string, resource: Resource): string | undefined {
  return Object.entries(facts.properties(schema)).find(
    ([key, each]) => facts.isMap(each) && facts.essence(facts.nameOf(each, `${schema} ${key}`)) === resource.schema,
  )?.[0]
}
