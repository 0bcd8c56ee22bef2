import type { Call } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { type Cascade, inferCascades } from './cascades.ts'
import { Moment } from './moment.ts'
import { endRenamed } from './renames.ts'
import { SessionLog } from './session-log.ts'
import { SessionWrites } from './session-writes.ts'
import { type Snapshot, Snapshots } from './snapshots.ts'
import type { Track } from './track.ts'
import { trackCollection } from './track-collection.ts'

function depthOf({ partOf }: CollectionDraft): number {
  return partOf ? 1 + depthOf(partOf) : 0
}

/** What is known, with hindsight, of every entity at every moment. */
export class Timeline {
  readonly sessions: readonly (readonly Call[])[]
  readonly collections: readonly CollectionDraft[]
  readonly cascades: readonly Cascade[]
  /** By collection name, then session. */
  readonly #tracks = new Map<string, Track[][]>()
  /** The same. */
  readonly #snapshots = new Map<string, Snapshots[]>()
  readonly #logs = new Map<string, SessionLog>()

  constructor(sessions: readonly (readonly Call[])[], collections: readonly CollectionDraft[]) {
    this.sessions = sessions
    this.collections = collections
    const writes = sessions.map((calls) => new SessionWrites(calls))
    // Parts are looked at when it is known what they are parts of.
    for (const collection of [...collections].sort((a, b) => depthOf(a) - depthOf(b))) {
      const whole = collection.partOf && this.#tracks.get(collection.partOf.name)
      this.#tracks.set(collection.name, trackCollection(collection, sessions, writes, whole))
    }
    endRenamed(this)
    this.cascades = inferCascades(this)
  }

  tracks(collection: string, session: number): readonly Track[] {
    return this.#tracks.get(collection)?.[session] ?? []
  }

  allTracks(collection: string): readonly Track[] {
    return (this.#tracks.get(collection) ?? []).flat()
  }

  /** The living entities of a collection after the call with index `at` of a session. */
  snapshot(collection: string, session: number, at: number): Snapshot {
    const bySession = this.#snapshots.get(collection) ?? []
    this.#snapshots.set(collection, bySession)
    const { aliases = [] } = this.collections.find(({ name }) => name === collection) ?? {}
    bySession[session] ??= new Snapshots(this.tracks(collection, session), aliases)
    return bySession[session].after(at)
  }

  /** The writes to the entities of a collection. */
  log(collection: string, session: number): SessionLog {
    const id = `${collection} ${session}`
    let log = this.#logs.get(id)
    if (!log) {
      log = new SessionLog(this.tracks(collection, session), this.sessions[session] ?? [])
      this.#logs.set(id, log)
    }
    return log
  }

  /** The world just before (or after) a call. */
  moment(call: Call, when: 'before' | 'after'): Moment {
    return new Moment(this, call.session, call.shownAt ?? (when === 'before' ? call.index - 1 : call.index))
  }
}
