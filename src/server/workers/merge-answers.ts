import type { ControlReply } from '../control/control-call.ts'
import { shardOf } from './shard-of.ts'

interface About {
  readonly pid: number
  /** All workers know the same sessions, of which each may have copies: what they count of them is not added up. */
  readonly isShared: boolean
}

/** What the control plane says of all sessions at once, by method and path: each worker is asked, and what they say, in their order, is put together. */
const merges: Readonly<Record<string, (answers: readonly string[], about: About) => ControlReply>> = {
  'GET /session': (answers, { isShared }) => {
    const all = answers.map((text) => JSON.parse(text) as { sessions: { name: string }[]; max: number; ended: Record<string, number> })
    const count = isShared ? most : sum
    const ended: Record<string, number> = {}
    for (const { ended: own } of all) for (const [why, count] of Object.entries(own)) ended[why] = (ended[why] ?? 0) + count
    const sessions = all.flatMap((one, index) => one.sessions.filter(({ name }) => shardOf(name, all.length) === index))
    return { status: 200, json: { sessions, max: count(all.map(({ max }) => max)), ended } }
  },
  'POST /reset': (answers) => ({
    status: 200,
    json: { reset: answers.flatMap((text) => (JSON.parse(text) as { reset: string[] }).reset) },
  }),
  // each of them says the same
  'POST /chaos': ([text = '{}']) => ({ status: 200, json: JSON.parse(text) }),
  'DELETE /chaos': ([text = '{}']) => ({ status: 200, json: JSON.parse(text) }),
  'GET /info': (answers, { pid, isShared }) => {
    const count = isShared ? most : sum
    const all = answers.map((text) => JSON.parse(text) as { sessions: number; pid: number; limits: { maxSessions: number } })
    const limits = { ...all[0]?.limits, maxSessions: count(all.map((one) => one.limits.maxSessions)) }
    return {
      status: 200,
      json: { ...all[0], pid, workers: all.map((one) => one.pid), sessions: count(all.map(({ sessions }) => sessions)), limits },
    }
  },
  'GET /metrics': (answers, { isShared }) => ({
    status: 200,
    json: undefined,
    text: addUp(answers, isShared ? most : sum),
    type: 'text/plain; version=0.0.4; charset=utf-8',
  }),
}

/** What is said of all shared sessions in one place is said by any worker. */
export function mergeFor(method: string, path: string, isShared: boolean): (typeof merges)[string] | undefined {
  return isShared && path === '/chaos' ? undefined : merges[`${method} ${path}`]
}

function most(numbers: readonly number[]): number {
  return Math.max(...numbers)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Counts of the same name and labels are one; how many there are now (gauges) goes by `now`. Families stay together. */
function addUp(texts: readonly string[], now: typeof sum): string {
  const families = new Map<string, { readonly head: Set<string>; readonly samples: Map<string, number[]> }>()
  for (const text of texts) {
    let family = families.get('')
    for (const line of text.split('\n')) {
      const named = /^# HELP (\S+)/.exec(line)?.[1]
      if (named !== undefined) {
        family = families.get(named) ?? { head: new Set(), samples: new Map() }
        families.set(named, family)
      }
      if (line === '' || family === undefined) continue
      if (line.startsWith('#')) family.head.add(line)
      else {
        const split = line.lastIndexOf(' ')
        const name = line.slice(0, split)
        family.samples.set(name, [...(family.samples.get(name) ?? []), Number(line.slice(split + 1))])
      }
    }
  }
  const lines = [...families.values()].flatMap(({ head, samples }) => {
    const count = [...head].some((line) => line.endsWith(' gauge')) ? now : sum
    return [...head, ...[...samples].map(([name, values]) => `${name} ${count(values)}`)]
  })
  return `${lines.join('\n')}\n`
}
