import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileTwin, type TwinSession } from '#engine'
import type { HttpRequest } from '#http'
import { type Model, modelSchema, ownOrigin } from '#model'
import { createSteppingClock } from '#state'

// A session that keeps answers says what one says that makes each anew, whatever is asked and done between.

const json = (value: unknown) => ({ encoding: 'json', value })
const one = "find('thing', path.id)"
const route = (label: string, ...variants: readonly object[]) => {
  const [method, path] = label.split(' ')
  return { method, path, variants: variants.map((each, at) => ({ name: `v${at}`, status: 200, headers: [], ...each })) }
}
const missing = { status: 404, body: json({ error: 'not found' }) }
const show = (value: string, more = {}) => ({ body: json({ is: { $: value } }), ...more })

const createThings = (remembers: boolean): Model =>
  modelSchema.parse({
    format: 'doppel-model/1',
    service: { name: 'things' },
    collections: {
      thing: {
        key: ['id'],
        aliases: ['slug'],
        fixtures: [{ value: { id: 'a', slug: 's', size: 1 } }, { value: { id: 'b', slug: 't', size: 2 } }],
        views: { dated: { id: { $: 'self.id' }, at: { $: 'now' } } },
      },
      other: { key: ['id'] },
    },
    routes: [
      route('GET /things/{id}', show(one, { when: `has(${one})` }), missing),
      route('GET /exists/{id}', show("exists('thing', path.id)")),
      route('GET /things', {
        do: [{ query: { collection: 'thing', filters: [{ dialect: 'fields', fields: ['size'] }] }, as: 'page' }],
        ...show('page.items'),
      }),
      route('GET /list', show("list('thing')", { headers: [['ETag', { $: "hash('sha256', answer)" }]] })),
      route('GET /total', show("sum(list('other').map(each, each.size))")),
      route('GET /now', show('now')),
      route('GET /late/{id}', show(one, { when: 'now > 1772366405000' }), missing),
      route('GET /view/{id}', show(`view('thing.dated', ${one})`)),
      route('GET /me', show('header.authorization'), missing),
      route('GET /for/{id}', show(one, { when: "header['x-key'] == 'one'" }), missing),
      route('GET /headers', show('header')),
      route('GET /next', show("next('n')")),
      route('GET /mint', show("mint('t_{hex:8}')")),
      route('GET /guess', show("mint('g_{hex:8}', 'guess')")),
      route('GET /guess', show("mint('g_{hex:8}', 'guess')")),
      route('GET /issued/{id}', show('issued(path.id)')),
      route('GET /touch/{id}', { do: [{ update: 'thing', key: ['path.id'], set: { touched: true }, as: 'made' }], ...show('made') }),
      route('GET /count/{id}', {
        do: [{ update: 'thing', key: ['path.id'], set: { size: { $: 'self.size + 1' } }, as: 'made' }],
        ...show('made'),
      }),
      route('GET /make', { do: [{ create: 'other', key: ['self.id'], value: { id: 'a', size: 7 }, as: 'made' }], ...show('made') }),
      route('HEAD /exists/{id}', { status: 204 }),
      route('GET /self', { body: json({ url: `${ownOrigin}/things/a` }) }),
      ...(remembers ? [route('GET /left/{id}', show('left("thing", path.id)')), route('GET /writes', show('writes("thing")'))] : []),
      route('POST /things', { do: [{ create: 'thing', key: ['body.id'], value: { $: 'body' }, as: 'made' }], ...show('made') }),
      route('POST /others', { do: [{ create: 'other', key: ['body.id'], value: { $: 'body' }, as: 'made' }], ...show('made') }),
      route('PATCH /things/{id}', { do: [{ update: 'thing', key: ['path.id'], set: { $: 'body' }, as: 'made' }], ...show('made') }),
      route('DELETE /things/{id}', { do: [{ delete: 'thing', key: ['path.id'] }], status: 204 }),
      route('DELETE /things', { do: [{ deleteWhere: 'thing', where: 'self.size > 2' }], status: 204 }),
      route('PATCH /things', {
        do: [{ updateWhere: 'thing', where: 'self.size > 1', set: { size: { $: 'self.size + 1' } } }],
        status: 204,
      }),
    ],
    miss: { name: 'miss', status: 404, headers: [], body: json({ error: 'no such route' }) },
  })

const id = fc.constantFrom('a', 'b', 's', 't_00000000')
const reading = fc.oneof(
  id.map((name) => `/things/${name}`),
  fc.tuple(fc.constantFrom('exists', 'late', 'view', 'for', 'issued', 'touch', 'count', 'left'), id).map((parts) => `/${parts.join('/')}`),
  fc.constantFrom(
    '/things',
    '/things?size=1',
    '/list',
    '/total',
    '/now',
    '/me',
    '/headers',
    '/next',
    '/mint',
    '/guess',
    '/self',
    '/make',
    '/writes',
    '/nowhere',
  ),
)
const thing = fc.record(
  { id, slug: fc.constantFrom('s', 't', 'a'), size: fc.integer({ min: 0, max: 3 }) },
  { requiredKeys: ['id', 'size'] },
)
const headers = fc.constantFrom([], [['Authorization', 'one']], [['X-Key', 'one']], [['x-key', 'two']]) as fc.Arbitrary<
  HttpRequest['headers']
>

type Ask = (session: TwinSession) => unknown

const encoder = new TextEncoder()

function ask(method: string, target: string, sent: HttpRequest['headers'], body?: unknown): Ask {
  const request = { method, target, headers: sent, body: encoder.encode(body === undefined ? '' : JSON.stringify(body)) }
  return (session) => {
    const { response, ...answer } = session.answer(request)
    return { ...answer, ...response, body: new TextDecoder().decode(response.body) }
  }
}

const typed = [['Content-Type', 'application/json']] as const
const write: fc.Arbitrary<Ask> = fc.oneof(
  thing.map((body) => ask('POST', '/things', typed, body)),
  thing.map((body) => ask('POST', '/others', typed, body)),
  fc.tuple(id, thing).map(([name, body]) => ask('PATCH', `/things/${name}`, typed, body)),
  id.map((name) => ask('DELETE', `/things/${name}`, [])),
  fc.constantFrom(ask('DELETE', '/things', []), ask('PATCH', '/things', [])),
)

/** What is done to a session beside asking it; the address is one of two. */
type Move = 'reset' | 'fork' | 'save' | 'moved'
const move: fc.Arbitrary<Move> = fc.constantFrom('reset', 'fork', 'save', 'moved')

/** Something happens between, then the same is asked again, in turns with something else. */
interface Turn {
  readonly between: Ask | Move | undefined
  readonly method: 'GET' | 'HEAD'
  readonly headers: HttpRequest['headers']
}

/** What a session says to all of it. */
function tell(model: Model, targets: readonly string[], turns: readonly Turn[], keepsAnswers: boolean): unknown[] {
  const twin = compileTwin(model)
  const options = { seed: 7, clock: createSteppingClock(Date.UTC(2026, 2, 1, 12), 1000), origin: 'http://one.test', keepsAnswers }
  let session = twin.createSession(options)
  const told: unknown[] = []
  for (const { between, method, headers } of turns) {
    if (between === 'reset') session.reset()
    else if (between === 'fork') session = session.fork?.(options) as TwinSession
    else if (between === 'save') session = twin.loadSession?.(JSON.parse(JSON.stringify(session.save?.())), options) as TwinSession
    else if (between === 'moved') options.origin = options.origin === 'http://one.test' ? 'http://two.test' : 'http://one.test'
    else told.push(between?.(session))
    for (let time = 0; time < 3; time++) for (const target of targets) told.push(ask(method, target, headers)(session))
  }
  told.push(session.state(), session.save?.())
  return told
}

test.each([false, true])(
  'a session that keeps answers says what one says that makes them anew (what was is remembered: %s)',
  (remembers) => {
    const model = createThings(remembers)
    const between = fc.oneof({ weight: 4, arbitrary: write }, move, fc.constant(undefined))
    const turn: fc.Arbitrary<Turn> = fc.record({ between, method: fc.constantFrom('GET', 'GET', 'GET', 'HEAD'), headers })
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 3 }), fc.array(turn, { minLength: 2, maxLength: 12 }), (targets, turns) => {
        expect(tell(model, targets, turns, true)).toEqual(tell(model, targets, turns, false))
      }),
      { numRuns: 500 },
    )
  },
)
