import { readSessions } from '#recording/io'
import { decode } from '../../src/synth/pass/decode.ts'
import { splitCalls } from '../../src/synth/graphql/split-calls.ts'
import { TypeGraph, keyOf } from '../../src/synth/graphql/type-graph.ts'
const sessions = (await readSessions(process.argv[2]!, { decoded: true })).sessions.sort((a, b) => a.startedAtMs - b.startedAtMs)
const calls = splitCalls(decode(sessions))
const graph = new TypeGraph(calls.flat())
for (const t of graph.types()) console.log([...t.names].join('|'), JSON.stringify([...t.nouns]), 'key', keyOf(t), 'n', t.showings.length, Object.keys(Object.assign({}, ...t.showings.map(({object}) => object))).join(' ').slice(0, 300))
for (const c of calls.flat().filter(c => c.field?.kind === 'document' || c.status !== 200).slice(0, 12)) console.log(c.field?.name, c.status, JSON.stringify(c.request.body), JSON.stringify(c.body.value))
