import { type Call, isSuccess } from '../call.ts'
import { type CollectionDraft, spacePath } from '../collection/collection-draft.ts'
import { endsInSpace } from './track.ts'

const aliveMin = 2
/** So many of the deletions may look final: what was deleted may have been deleted twice. */
const goneMax = 0.1

/**
 * Kinds of deletions after which an entity is still there: it is archived, or in the trash. They are told by what is asked of it next, at its own
 * path or below. See `deletionKind`.
 */
export function findSoftDeletes(collection: CollectionDraft, sessions: readonly (readonly Call[])[]): Set<string> {
  const votes = new Map<string, { alive: number; gone: number }>()
  if (collection.space === undefined || collection.graph) return new Set()
  for (const calls of sessions) {
    for (const call of calls) {
      if (call.request.method !== 'DELETE' || !isSuccess(call) || !endsInSpace(call.route, collection)) continue
      const kind = deletionKind(call)
      const vote = votes.get(kind) ?? { alive: 0, gone: 0 }
      votes.set(kind, vote)
      const fate = fateAfter(call, calls, collection)
      if (fate) vote[fate]++
    }
  }
  return new Set([...votes].filter(([, { alive, gone }]) => alive >= aliveMin && gone <= alive * goneMax).map(([kind]) => kind))
}

/** The route of a deletion, with what it was asked with: `?purge=true` may end what is else kept. */
export function deletionKind({ route, request }: Call): string {
  return [route.pattern, ...Object.keys(request.query).sort()].join(' ')
}

/** What the next call that says it tells of an entity after its deletion. */
function fateAfter(death: Call, calls: readonly Call[], collection: CollectionDraft): 'alive' | 'gone' | undefined {
  const key = Object.values(death.path).at(-1) ?? ''
  const home = collection.space?.slice(0, collection.space.lastIndexOf('/'))
  for (const call of calls.slice(death.index + 1)) {
    const { method } = call.request
    // It may be made anew.
    if (method === 'POST' && isSuccess(call) && spacePath(call.route) === home && JSON.stringify(call.body.value ?? null).includes(key))
      return undefined
    if (!Object.entries(death.path).every(([name, value]) => call.path[name] === value)) continue
    const isOwn = endsInSpace(call.route, collection)
    const isBelow = !isOwn && call.route.segments.some(({ space }) => space === collection.space)
    if (!isOwn && !isBelow) continue
    if (method === 'PUT' || (method === 'DELETE' && isSuccess(call))) return undefined
    if (isSuccess(call)) return 'alive'
    if (isOwn && call.status === 404) return 'gone'
  }
  return undefined
}
