import { createHash } from 'node:crypto'
import type { Ask } from './learned-twin.ts'
import { type Asked, createService, type Entity, type Said, type Service } from './rules.ts'

interface Kept {
  readonly states: Entity[]
  readonly files: Map<string, string>
  isDeleted: boolean
  seq: number
}

/** A store of documents with revisions `N-digest`, written one by one or in bulk, with older states and a feed of changes. */
export function documentStore(): Service {
  const all = new Map<string, Kept>()
  let seq = 0
  const live = (key: string) => (all.get(key)?.isDeleted === false ? all.get(key)?.states.at(-1) : undefined)
  const write = (key: string, sent: Entity, isDeleted = false): Entity => {
    const kept: Kept = all.get(key) ?? { states: [], files: new Map(), isDeleted, seq: 0 }
    all.set(key, kept)
    const { revision: _, ...fields } = sent
    const before = Number(/^\d+/.exec(String(kept.states.at(-1)?.revision ?? '0'))?.[0])
    const digest = createHash('md5')
      .update(JSON.stringify({ ...sent, key }))
      .digest('hex')
    const state = { ...fields, key, revision: `${before + 1}-${digest}` }
    kept.states.push(state)
    Object.assign(kept, { isDeleted, seq: ++seq })
    return state
  }
  const put = (key: string, sent: Entity): Said => {
    const { revision } = live(key) ?? {}
    if (revision !== undefined && revision !== sent.revision) return [409, { error: 'stale', message: 'revision is out of date' }]
    return [201, { key, revision: write(key, sent).revision }]
  }
  const missing: Said = [404, { error: 'missing' }]
  return createService({
    'PUT /docs/:key': ({ path, body }) => put(path.key ?? '', body),
    'GET /docs/:key': ({ path, query }) => {
      const state = live(path.key ?? '')
      if (!state) return missing
      const wanted = query.get('revision')
      const found = wanted === null ? state : all.get(path.key ?? '')?.states.find(({ revision }) => revision === wanted)
      return found ? [200, found] : missing
    },
    'GET /docs/:key/history': ({ path }) => {
      const kept = live(path.key ?? '') ? all.get(path.key ?? '') : undefined
      return kept ? [200, { revisions: kept.states.map(({ revision }) => ({ revision })).reverse() }] : missing
    },
    'PUT /docs/:key/files/:file': ({ path, text }) => {
      const state = live(path.key ?? '')
      if (!state) return missing
      all.get(path.key ?? '')?.files.set(path.file ?? '', text)
      return [201, { key: path.key, revision: write(path.key ?? '', state).revision }]
    },
    'GET /docs/:key/files/:file': ({ path }) => {
      const text = all.get(path.key ?? '')?.files.get(path.file ?? '')
      return text === undefined ? missing : [200, text, [['Content-Type', 'text/plain']]]
    },
    'DELETE /docs/:key': ({ path, query }) => {
      const key = path.key ?? ''
      const state = live(key)
      if (!state) return missing
      if (state.revision !== query.get('revision')) return [409, { error: 'stale', message: 'revision is out of date' }]
      const { revision } = write(key, { revision: query.get('revision') as string, deleted: true }, true)
      return [200, { key, revision }]
    },
    'POST /bulk': ({ body }: Asked) => {
      const docs = body.docs as Entity[]
      const results = docs.map((doc) => {
        const [status, answer] = put(String(doc.key), doc)
        return status === 201 ? answer : { key: doc.key, ...(answer as Entity) }
      })
      return [200, { results }]
    },
    'GET /feed': ({ query }) => {
      const after = Number(query.get('after') ?? 0)
      const changes = [...all].filter(([, kept]) => kept.seq > after).sort(([, a], [, b]) => a.seq - b.seq)
      const results = changes.map(([key, kept]) => ({
        key,
        seq: kept.seq,
        revision: kept.states.at(-1)?.revision,
        ...(kept.isDeleted ? { deleted: true } : {}),
      }))
      return [200, { results, last: results.at(-1)?.seq ?? after }]
    },
  })
}

/** A client that writes, reads, writes again, is refused, deletes, and writes in bulk. */
export function useDocuments(ask: Ask, round: number): void {
  const name = (at: number) => `doc-${round}${'abcdef'[at]}`
  const put = (key: string, sent: Entity) => ask(`PUT /docs/${key}`, sent).body.revision as string
  const last = new Map<string, string>()
  for (let at = 0; at < 4; at++)
    last.set(name(at), put(name(at), { title: `Doc ${round}.${at}`, ...(at % 2 === 0 ? { size: at * 3 + round } : {}) }))
  ask(`GET /docs/${name(0)}`)
  const before = last.get(name(0))
  for (const key of [name(0), name(1), name(0)]) {
    last.set(
      key,
      put(key, {
        title: `Again ${key} ${last.get(key)?.slice(2, 5)}`,
        ...(key === name(0) ? { size: round } : {}),
        revision: last.get(key),
      }),
    )
    ask(`GET /docs/${key}`)
    ask(`GET /docs/${key}/history`)
  }
  ask('GET /feed')
  for (const key of [name(0), name(1)]) {
    const sent = ask(`PUT /docs/${key}/files/note.txt`, `Note ${round} of ${key}`, { 'Content-Type': 'text/plain' })
    last.set(key, sent.body.revision)
    ask(`GET /docs/${key}/files/note.txt`)
  }
  ask(`GET /docs/${name(0)}?revision=${before}`)
  put(name(1), { title: 'Too late', revision: `1-${'0'.repeat(32)}` })
  put(name(0), { title: 'Too late', revision: before })
  ask(`DELETE /docs/${name(2)}?revision=${last.get(name(2))}`)
  ask(`GET /docs/${name(2)}`)
  ask('GET /docs/none')
  ask(`GET /feed?after=${3 + (round % 3)}`)
  if (round % 2 === 0) {
    put(name(2), { title: 'Back' })
    ask(`GET /docs/${name(2)}`)
  }
  for (let at = 0; at < 2; at++) {
    const docs: Entity[] = [
      { key: `bulk-${round}${at}x`, title: `Bulk ${round}`, ...(at === 0 ? { size: 1 } : {}) },
      { key: name(3), title: `Written in bulk ${at}`, revision: at === round % 2 ? last.get(name(3)) : `1-${'f'.repeat(32)}` },
    ]
    if (round % 3 === 0) docs.unshift({ key: `more-${round}${at}y`, title: 'More' })
    const { results } = ask('POST /bulk', { docs }).body
    last.set(name(3), results.at(-1).revision ?? last.get(name(3)))
    ask(`GET /docs/${name(3)}`)
  }
  ask('GET /feed')
}
