import { invariant, type Json, type JsonObject } from '#base'
import { entityKey } from '#lang'
import type { Doubts } from './doubts.ts'
import type { Entity } from './entity.ts'
import { Members } from './members.ts'
import { Past, type SavedPast } from './past.ts'

type Entries<T> = readonly (readonly [name: string, value: T])[]

/** A world as data. Names stand in pairs, never as members: `__proto__` is one like others. */
export interface SavedWorld {
  readonly collections: Entries<readonly SavedEntity[]>
  readonly pasts?: Entries<SavedPast> | undefined
  readonly sequences: Entries<number>
  readonly issued: readonly string[]
  readonly doubtedSequences: readonly string[]
  /** Of the next entity. */
  readonly order: number
}

export interface SavedEntity {
  readonly parts: readonly Json[]
  readonly value: JsonObject
  readonly order: number
  readonly since?: Readonly<Record<string, number>> | undefined
  /** A guess wrote it. */
  readonly doubted?: true | undefined
}

export function saveMembers(members: Members, doubts: Doubts): SavedEntity[] {
  return Array.from(members.values(), ({ parts, value, order, since }) => ({
    parts,
    value,
    order,
    ...(since ? { since } : {}),
    ...(doubts.has(value) ? { doubted: true } : {}),
  }))
}

export function loadMembers(saved: readonly SavedEntity[], doubts: Doubts): Members {
  const members = new Members()
  for (const { parts, value, order, since, doubted } of saved) {
    const key = entityKey(parts)
    invariant(key !== undefined && members.get(key) === undefined, 'a saved entity has a key of its own')
    members.set({ key, parts, value, order, since } satisfies Entity)
    if (doubted) doubts.add(value)
  }
  return members
}

/** `living` are the entities of the collection now: what is their last state is not said twice. */
export function loadPast(saved: SavedPast, living: Members | undefined, doubts: Doubts): Past {
  return Past.load(saved, (key) => living?.get(key)?.value, doubts)
}
