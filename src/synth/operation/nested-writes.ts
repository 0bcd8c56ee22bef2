import type { Json, JsonObject } from '#base'
import { equal, isList, isObject, printMember, printTemplate } from '#lang'
import type { Effect } from '#model'
import type { Call } from '../call.ts'
import { type CollectionDraft, isScalar, mainKeyField } from '../collection/collection-draft.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { type Track, versionAt, versionBefore } from '../timeline/track.ts'
import { bodyLists } from './body-lists.ts'

/** An item of a list in a request, with the entity whose key it is or holds. */
interface Pair {
  readonly scope: Scope
  readonly item: Json
  readonly before: JsonObject
  readonly after: JsonObject
}

interface Source {
  readonly text: string
  readonly key: string
  readonly pairs: readonly Pair[]
}

const changesMin = 2

/**
 * Changes of entities that a request names one by one, by their keys or by maps with their keys: `lines.update[]`, `lines.delete[]`, `keys[]`.
 * Each list that does so becomes an effect over its items.
 */
export function learnNestedWrites(
  collection: CollectionDraft,
  calls: readonly Call[],
  scopeOf: (call: Call) => Scope,
  context: ExplainContext,
): Effect[] {
  if (collection.parents.length > 0) return []
  const sources = findSources(collection, calls, scopeOf, context)
  return sources.flatMap(({ text, key, pairs }) => {
    const changed = new Set(
      pairs.flatMap(({ before, after }) => Object.keys({ ...before, ...after }).filter((field) => !equal(before[field], after[field]))),
    )
    const entries = [...changed].map((field) => {
      const cells = pairs.map(({ scope, item, before, after }) => ({
        scope: context.scopes.extend(scope, { entry: item, self: before }),
        target: after[field],
      }))
      return { field, key: field, explained: explainValue(cells, context, { path: [collection.name, field] }) }
    })
    // What is explained for some items only is a coincidence.
    const sure = entries.filter(({ explained }) => explained.hits >= explained.of * 0.8)
    if (sure.length === 0) return []
    const set = printTemplate({ kind: 'object', entries: sure.map(({ field, explained }) => ({ key: field, value: explained.template })) })
    return [{ each: text, as: 'entry', do: [{ update: collection.name, key: [key], set }] }]
  })
}

function findSources(
  collection: CollectionDraft,
  calls: readonly Call[],
  scopeOf: (call: Call) => Scope,
  context: ExplainContext,
): Source[] {
  const keyField = mainKeyField(collection)
  const texts = new Set(calls.flatMap(bodyLists))
  return [...texts].flatMap((text) => {
    let items = 0
    const pairs: Pair[] = []
    const keys = new Set<string>()
    for (const call of calls) {
      const scope = scopeOf(call)
      const list = context.scopes.evaluate(text, scope)
      if (!isList(list)) continue
      const tracks = context.scopes.timeline.tracks(collection.name, call.session)
      for (const item of list) {
        items++
        const key = isObject(item) ? (keyField === undefined ? undefined : item[keyField]) : item
        if (!isScalar(key)) continue
        keys.add(isObject(item) ? `entry${printMember(keyField ?? '')}` : 'entry')
        const states = statesAt(tracks, String(key), call)
        if (states) pairs.push({ scope, item, ...states })
      }
    }
    const [key] = keys
    const changes = pairs.filter(({ before, after }) => !equal(before, after)).length
    return key !== undefined && keys.size === 1 && changes >= changesMin && pairs.length >= items * 0.8 && changes >= pairs.length * 0.5
      ? [{ text, key, pairs }]
      : []
  })
}

/** What an entity was before and after a call that did not make it. */
function statesAt(tracks: readonly Track[], key: string, call: Call): { before: JsonObject; after: JsonObject } | undefined {
  const track = tracks.find(
    (candidate) => String(candidate.parts.at(-1)) === key && candidate.bornBy !== call && (candidate.bornBy?.index ?? -1) < call.index,
  )
  const before = track && versionBefore(track, call)
  const after = track && versionAt(track, call.index)
  return before && after ? { before: before.value, after: after.value } : undefined
}
