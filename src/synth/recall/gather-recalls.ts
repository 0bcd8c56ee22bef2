import type { Recall, Recalls } from '#model'
import type { Finding } from './recall-pass.ts'

/** What a twin may know by heart: so many answers, in so many characters of JSON. Beyond, it is a recording and no model. */
const recallsMax = 10_000
const charactersMax = 8_000_000

/** Puts together what sessions have shown. When it is too much, the beginnings of all sessions are kept rather than all of some. */
export function gatherRecalls(
  sessions: readonly (readonly Finding[])[],
  disputed: ReadonlySet<string>,
): Pick<Recalls, 'found' | 'histories'> {
  const histories = new Map<string, Map<string, Recall>>()
  const found = new Set<string>()
  /** How far the histories of a session are there already. */
  const reached = new Map<readonly Finding[], number>()
  let kept = 0
  let characters = 0
  const longest = sessions.reduce((length, findings) => Math.max(length, findings.length), 0)
  for (let at = 0; at < longest; at++) {
    for (const findings of sessions) {
      const { key, history, recall } = findings[at] ?? { recall: undefined }
      if (recall === undefined || disputed.has(key) || found.has(key)) continue
      found.add(key)
      characters += JSON.stringify(recall).length
      if (kept >= recallsMax || characters > charactersMax) continue
      kept++
      for (let on = reached.get(findings) ?? 0; on <= at; on++) {
        const way = findings[on]?.history
        if (way !== undefined && !histories.has(way)) histories.set(way, new Map())
      }
      reached.set(findings, at + 1)
      histories.get(history)?.set(key, recall)
    }
  }
  return { found: found.size, histories: sortedObject([...histories].map(([history, answers]) => [history, sortedObject([...answers])])) }
}

function sortedObject<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([left], [right]) => (left < right ? -1 : 1)))
}
