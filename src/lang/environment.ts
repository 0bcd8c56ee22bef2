import type { Json, JsonObject } from '#base'

/** What an expression gives: a JSON value, or undefined for *absent*. */
export type Value = Json | undefined

/** The state that expressions may read. */
export interface WorldView {
  /** The living entity under a key (see `entityKey`), undefined when there is none. */
  find(collection: string, key: string): JsonObject | undefined
  /** Living entities in the order in which they came to be; those under these parents where some are given. */
  list(collection: string, parents?: readonly Value[]): readonly JsonObject[]
  /** The states that an entity has had, oldest first, with what deletions left of it. */
  versions(collection: string, key: string): readonly JsonObject[]
  /** What a deletion left of an entity that is no more. */
  left(collection: string, key: string): JsonObject | undefined
  /** The place of the last write to an entity, from 1, among the writes to all with the same parents. */
  written(collection: string, key: string): number | undefined
  /** Number of writes to the entities with these parents. */
  writes(collection: string, parents: readonly Value[]): number
  /** Whether this text was handed out by the service in this session (a token, an id). */
  issued(text: string): boolean
}

/** Where new values come from: deterministic given seed and session. */
export interface Minting {
  /** The next number of a named sequence that begins at `start`, which is asked for only then. */
  next(sequence: string, start: () => number): number
  /** A random text of one of the shapes of `mint`; `isGuess`: in place of one that the service works out in a way that is not known. */
  random(shape: string, isGuess: boolean): string
  /** The next number of the stream, in [0, 1). */
  draw(): number
  /** The token of such a shape that stands for a member of a list (see `tokenOf`); another one each time where it is to be `fresh`. */
  token(shape: string, key: string, fresh: boolean): string
}

/** What a session was asked to change before. */
export interface HistoryView {
  /** How many writes of this route (`PUT /orders/{id}`) were accepted. */
  asked(route: string): number
  /** How many of those named what this path names with its last parameter: a value of the write or of its answer. */
  touched(route: string, path: JsonObject): number
  /** Routes of the writes that were accepted. */
  readonly routes: Iterable<string>
}

/** Everything that an expression can see. */
export interface Environment {
  /** Path and query as they were sent. */
  readonly target: string
  readonly path: JsonObject
  readonly query: JsonObject
  readonly header: JsonObject
  readonly body: Value
  /** The body says that it is JSON (or a form) and does not parse. */
  readonly malformed: boolean
  /** Ms since 1970, UTC. */
  readonly nowMs: number
  readonly world: WorldView
  readonly minting: Minting
  /** Nothing was asked before where it is left out. */
  readonly history?: HistoryView
  /** Names bound by `do`, by macros and by `each`; `self` in views and filters. */
  readonly locals: Readonly<Record<string, Value>>
  /** Told of each digest that is worked out, with what it is over. */
  onDigest?(digest: string, over: Value): void
  /** Told of what the service may say otherwise: of what is only `shown`, such as a signature with a key of its own, or of what is `kept`, too. */
  onGuess?(of: 'shown' | 'kept'): void
  /** Turns a credential into the token that stands for it in recordings; identity where nothing was scrubbed. */
  seal(text: string): string
}

/** One text for a key of one or more parts. */
export function entityKey(parts: readonly Value[]): string | undefined {
  if (parts.length === 1) return keyPart(parts[0])
  const texts = parts.map(keyPart)
  return texts.includes(undefined) ? undefined : texts.join('\u0000')
}

function keyPart(part: Value): string | undefined {
  if (typeof part === 'string') return part
  return typeof part === 'number' || typeof part === 'bigint' ? String(part) : undefined
}
