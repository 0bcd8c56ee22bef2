import type { ControlReply } from '../control/control-call.ts'

/** What the control plane says of all sessions at once, by method and path: each worker is asked, and what they say is put together. */
const merges: Readonly<Record<string, (answers: readonly string[], about: { readonly pid: number }) => ControlReply>> = {
  'GET /session': (answers) => {
    const all = answers.map((text) => JSON.parse(text) as { sessions: object[]; max: number; ended: Record<string, number> })
    const ended: Record<string, number> = {}
    for (const { ended: own } of all) for (const [why, count] of Object.entries(own)) ended[why] = (ended[why] ?? 0) + count
    return { status: 200, json: { sessions: all.flatMap(({ sessions }) => sessions), max: sum(all.map(({ max }) => max)), ended } }
  },
  'POST /reset': (answers) => ({
    status: 200,
    json: { reset: answers.flatMap((text) => (JSON.parse(text) as { reset: string[] }).reset) },
  }),
  // each of them says the same
  'POST /chaos': ([text = '{}']) => ({ status: 200, json: JSON.parse(text) }),
  'DELETE /chaos': ([text = '{}']) => ({ status: 200, json: JSON.parse(text) }),
  'GET /info': (answers, { pid }) => {
    const all = answers.map((text) => JSON.parse(text) as { sessions: number; pid: number; limits: { maxSessions: number } })
    const limits = { ...all[0]?.limits, maxSessions: sum(all.map((one) => one.limits.maxSessions)) }
    return {
      status: 200,
      json: { ...all[0], pid, workers: all.map((one) => one.pid), sessions: sum(all.map(({ sessions }) => sessions)), limits },
    }
  },
  'GET /metrics': (answers) => ({
    status: 200,
    json: undefined,
    text: addUp(answers),
    type: 'text/plain; version=0.0.4; charset=utf-8',
  }),
}

export function mergeFor(method: string, path: string): (typeof merges)[string] | undefined {
  return merges[`${method} ${path}`]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** All that a server measures are counts: those of the same name and labels are one. Families stay together. */
function addUp(texts: readonly string[]): string {
  const families = new Map<string, { readonly head: Set<string>; readonly samples: Map<string, number> }>()
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
        family.samples.set(name, (family.samples.get(name) ?? 0) + Number(line.slice(split + 1)))
      }
    }
  }
  const lines = [...families.values()].flatMap(({ head, samples }) => [...head, ...[...samples].map(([name, value]) => `${name} ${value}`)])
  return `${lines.join('\n')}\n`
}
