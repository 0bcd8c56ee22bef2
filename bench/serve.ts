import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { type Contest, eachOf, get, hold, keep, order, serve } from './serve-contest.ts'
import type { LoadRequest } from './serve-load.ts'
import { createItems, createModel, createShop } from './serve-model.ts'
import { startProcess } from './serve-process.ts'

// The built server beside another one, each a process of its own and loaded in turns by this one: beside a hand-written node:http server that
// does the same with a Map, and a large twin beside a small one. Twins keep answers that are asked for again: what is never asked for twice, and what
// is asked for between writes, is measured as well.

const root = join(import.meta.dirname, '..')

/** Asked for the first time: no answer to it is kept. */
const anew = (target: string) => get(`${target}${target.includes('?') ? '&' : '?'}time=${++times}`)
let times = 0

const list = () => anew('/items?color=red&sort=-price&page=1')

const contests: readonly Contest[] = [
  {
    name: 'GET by id of 1,000, against node:http by hand',
    start: () => Promise.all([serveByHand(), serve(createModel(20))]),
    first: eachOf(1000, (id) => get(`/thing0/${id + 1}`)),
    bound: 0.85,
  },
  {
    name: 'GET by id of 1,000, never the same twice, against node:http by hand',
    start: () => Promise.all([serveByHand(), serve(createModel(20))]),
    first: eachOf(1000, (id) => get(`/thing0/${id + 1}`)),
    second: eachOf(1000, (id) => anew(`/thing0/${id + 1}`)),
    bound: 0.7,
  },
  {
    name: 'GET by id of 1,000, one changed with every tenth request, against node:http by hand',
    start: () => Promise.all([serveByHand(), serve(createModel(20))]),
    first: withWrites(eachOf(1000, (id) => get(`/thing0/${id + 1}`))),
    second: withWrites(eachOf(1000, (id) => get(`/thing0/${id + 1}`))),
    bound: 0.75,
  },
  {
    name: 'create with a total, against node:http by hand',
    start: () => Promise.all([serveByHand(), serve(createShop())]),
    first: () => ({ method: 'POST', target: '/orders', body: order }),
    bound: 0.7,
  },
  {
    name: '10,000 routes at random, against 10',
    start: () => Promise.all([serve(createModel(2)), serve(createModel(2000))]),
    first: eachOf(2, (thing) => get(`/thing${thing}/7`)),
    second: eachOf(2000, (thing) => get(`/thing${thing}/7`)),
    bound: 0.9,
  },
  {
    name: '10,000 routes at random, never the same request twice, against 10',
    start: () => Promise.all([serve(createModel(2)), serve(createModel(2000))]),
    first: eachOf(2, (thing) => anew(`/thing${thing}/7`)),
    second: eachOf(2000, (thing) => anew(`/thing${thing}/7`)),
    bound: 0.6,
  },
  {
    name: 'list of 20 of 100,000, filtered and sorted, against 100',
    start: () => Promise.all([serve(createItems(100)), serve(createItems(100_000))]),
    first: list,
    bound: 0.9,
  },
]

execFileSync(process.execPath, [join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
await hold(contests)

/** Every tenth request changes what one of the others shows. */
function withWrites(read: () => LoadRequest): () => LoadRequest {
  let count = 0
  return () => {
    const request = read()
    return ++count % 10 === 0 ? { method: 'PATCH', target: request.target, body: '{"name":"changed"}' } : request
  }
}

function serveByHand() {
  return keep(startProcess([join(import.meta.dirname, 'serve-by-hand.ts')], root))
}
