import type { ExitCode } from '#diagnostics'

/** Which part of the sessions a worker holds, and where its server is. */
export interface Shard {
  readonly index: number
  readonly count: number
  /** In place of a process that has died. */
  readonly isAgain: boolean
  /** Logs, and sockets by which the workers reach one another. */
  readonly folder: string
  readonly url: string
  readonly port: number
  /** The process that clients know. */
  readonly pid: number
}

/** What a worker is told. A `connection` comes with its socket; `head` is what was read of it, byte by character. */
export type ToWorker =
  | { readonly kind: 'start'; readonly shard: Shard; readonly task: unknown }
  | { readonly kind: 'connection'; readonly id: number; readonly head: string }
  | { readonly kind: 'close' }

/** Why a worker can't serve. */
export interface Failure {
  /** Of a fault. */
  readonly code?: string
  readonly message: string
  readonly help?: string
  readonly exitCode?: ExitCode
}

/** `accepted`: the connection of that id is the worker's from now on. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'accepted'; readonly id: number }
  | ({ readonly kind: 'failed' } & Failure)

/** Where a worker is reached by the others. */
export function socketOf(folder: string, index: number): string {
  return `${folder}/${index}.sock`
}

export function logOf(folder: string, index: number): string {
  return `${folder}/${index}.log`
}
