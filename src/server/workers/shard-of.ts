import { fingerprint } from '#base'

/** Which of `count` workers holds a session: the same in every process. */
export function shardOf(session: string, count: number): number {
  return Number.parseInt(fingerprint(session).slice(8), 16) % count
}
