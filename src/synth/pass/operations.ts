import type { Json, JsonObject } from '#base'
import { createContext } from '#engine'
import {
  entityKey,
  equal,
  isList,
  isObject,
  parseExpression,
  printExpression,
  printMember,
  printTemplate,
  type Template,
  type TemplateEntry,
  type Value,
} from '#lang'
import type { Effect } from '#model'
import { type Call, isRead, isSuccess, type Route } from '../call.ts'
import { explainAlike } from '../explain/explain-alike.ts'
import { explainScalar } from '../explain/explain-scalar.ts'
import { explainValue } from '../explain/explain-value.ts'
import type { Explanation, Observation } from '../explain/explanation.ts'
import type { ExplainContext } from '../explain/explanation-context.ts'
import type { Scope } from '../explain/scope.ts'
import { explainIncluded } from '../query/explain-included.ts'
import { explainSelection } from '../query/explain-selection.ts'
import { type LearnedQuery, learnQuery } from '../query/learn-query.ts'
import { bodyLists } from './body-lists.ts'
import { type CollectionDraft, isScalar, type LinkedSite } from './collection-draft.ts'
import type { Moment } from './moment.ts'
import { learnNestedWrites } from './nested-writes.ts'
import { relationsOf } from './relations.ts'
import type { Sequence } from './sequences.ts'
import { isListSite } from './sites.ts'
import { shownAfter, type Track, versionAt } from './track.ts'
import type { VariantDraft } from './variants.ts'

/** What a variant does, and what its body and headers are made of. */
export interface Operation {
  readonly effects: readonly Effect[]
  readonly body: Template | undefined
  readonly bodyHits: number
  readonly headers: readonly (readonly [name: string, template: Template])[]
  /** Places in the model that stay unexplained. */
  readonly notes: readonly string[]
}

export interface LearnContext extends ExplainContext {
  /** The numbers that keys count in, by collection. */
  readonly sequences: ReadonlyMap<string, Sequence>
}

/** One entity that a call is about: the one that its path names, or one that it makes. */
interface Subject {
  readonly collection: CollectionDraft
  readonly key: readonly string[]
}

/** Learns what the calls of one variant do and answer. */
export function learnOperation(variant: VariantDraft, context: LearnContext): Operation {
  const learner = new OperationLearner(variant, context)
  return learner.learn()
}

class OperationLearner {
  readonly #variant: VariantDraft
  readonly #context: LearnContext
  readonly #effects: Effect[] = []
  readonly #notes: string[] = []
  /** Values of the names that effects bind, by call. */
  readonly #locals = new Map<Call, Record<string, Value>>()

  constructor(variant: VariantDraft, context: LearnContext) {
    this.#variant = variant
    this.#context = context
  }

  learn(): Operation {
    const { calls } = this.#variant
    if (isSuccess(calls[0] as Call)) {
      this.#learnCreates()
      this.#learnSubject()
      if (!isRead(calls[0] as Call)) this.#learnNestedWrites()
    }
    const scopes = calls.map((call) => this.#scope(call))
    const special = isSuccess(calls[0] as Call) ? this.#learnLists(scopes) : new Map()
    const after = calls.map((call) => this.#context.scopes.create(call, this.#locals.get(call) ?? {}, 'after'))
    if (isSuccess(calls[0] as Call)) {
      this.#selectEntities(special)
      this.#selectParts(special)
    }
    const body = this.#learnBody(after, special)
    const headers = this.#learnHeaders(after)
    return { effects: this.#effects, body: body?.template, bodyHits: body?.hits ?? calls.length, headers, notes: this.#notes }
  }

  get #timeline() {
    return this.#context.scopes.timeline
  }

  #scope(call: Call): Scope {
    return this.#context.scopes.create(call, this.#locals.get(call) ?? {})
  }

  #bind(call: Call, name: string, value: Value): void {
    this.#locals.set(call, { ...this.#locals.get(call), [name]: value })
  }

  /** Entities that these calls make: one a call, or one for each item of a list in the request. */
  #learnCreates(): void {
    const born = this.#timeline.collections.map((collection) => ({
      collection,
      made: this.#variant.calls.map((call) =>
        this.#timeline.tracks(collection.name, call.session).filter((track) => track.bornBy === call),
      ),
    }))
    const some = born.filter(({ made }) => made.some((tracks) => tracks.length > 0))
    const isSingle = (made: readonly (readonly Track[])[]) => made.every((tracks) => tracks.length <= 1)
    // What is made one by one comes first: the others may refer to it.
    for (const { collection, made } of some) if (isSingle(made)) this.#learnCreate(collection, made)
    for (const { collection, made } of some) if (!isSingle(made)) this.#learnCreateEach(collection, made)
  }

  #learnCreate(collection: CollectionDraft, made: readonly (readonly Track[])[]): void {
    const { calls } = this.#variant
    const share = made.filter((tracks) => tracks.length === 1).length / calls.length
    if (share < 0.3) {
      // Rather one for each item of a list that is mostly not there.
      this.#learnCreateEach(collection, made)
      return
    }
    const observations: Observation[] = []
    made.forEach((tracks, at) => {
      const track = tracks[0]
      const call = calls[at] as Call
      const first = track?.versions[0]
      if (first && track)
        observations.push({
          scope: this.#scope(call),
          target: first.value,
          unknown: first.unknown,
          partial: sureAfter(track, call.index).partial,
        })
    })
    const effect = this.#createEffect(collection, observations, made.flat())
    if (!effect) return
    this.#effects.push(effect)
    for (const { scope, target } of observations) this.#bind(scope.call, collection.name, target)
  }

  /** For each item of a list in the request, the entity that it made, or one that it wrote again. */
  #learnCreateEach(collection: CollectionDraft, made: readonly (readonly Track[])[]): void {
    const { calls } = this.#variant
    const matched = this.#matchItems(collection, made)
    if (!matched) {
      this.#notes.push(`${collection.name}: made in numbers that no list of the request has`)
      return
    }
    const { source, pairs } = matched
    const observations = pairs.map(({ call, item, track }): Observation => {
      const at = call.index
      const before = track.bornBy === call ? undefined : versionAt(track, at - 1)?.value
      const scope = this.#context.scopes.extend(this.#scope(call), { entry: item, self: before })
      return { scope, target: versionAt(track, at)?.value ?? {}, ...sureAfter(track, at) }
    })
    const effect = this.#createEffect(
      collection,
      observations,
      pairs.map(({ track }) => track),
    )
    if (!effect || !('create' in effect)) return
    const gather = `${collection.name}_all`
    // An item that writes an entity again sees what it was.
    const again = this.#findAgain(collection, observations, pairs)
    this.#effects.push({ each: source, as: 'entry', do: [...again, effect], gather })
    for (const call of calls) {
      const items = this.#context.scopes.evaluate(source, this.#scope(call))
      if (!isList(items)) continue
      const values = items
        .map((_, at) => pairs.find((pair) => pair.call === call && pair.at === at))
        .map((pair) => (pair ? (versionAt(pair.track, call.index)?.value ?? {}) : {}))
      this.#bind(call, gather, values)
    }
  }

  /** Binds `self` to the entity that an item writes again, where items do that. */
  #findAgain(collection: CollectionDraft, observations: readonly Observation[], pairs: readonly ItemPair[]): Effect[] {
    const again = observations.flatMap(({ scope }, at) =>
      scope.environment.locals.self === undefined
        ? []
        : [{ scope: this.#context.scopes.extend(scope, { self: undefined }), target: pairs[at]?.track.parts.at(-1) }],
    )
    const key = again.length > 0 ? explainAlike(again, collection.noun, this.#context) : undefined
    const known = key !== undefined && !/\b(mint|next)\(/.test(key)
    return [
      {
        let: 'self',
        value: { $: known ? `find(${[JSON.stringify(collection.name), ...this.#parentKey(collection), key].join(', ')})` : 'absent' },
      },
    ]
  }

  /** The list in the request whose items share most with the entities that were made or changed; each with its entity. */
  #matchItems(collection: CollectionDraft, made: readonly (readonly Track[])[]): { source: string; pairs: ItemPair[] } | undefined {
    const { calls } = this.#variant
    const sources = new Set(calls.flatMap(bodyLists))
    let best: { source: string; pairs: ItemPair[]; born: number } | undefined
    for (const source of sources) {
      const pairs = calls.flatMap((call) => {
        const items = this.#context.scopes.evaluate(source, this.#scope(call))
        const written = this.#timeline
          .tracks(collection.name, call.session)
          .filter((track) => track.versions.some(({ at }) => at === call.index))
        return isList(items) ? (this.#matchByPlace(collection, call, items, written) ?? matchByContent(call, items, written)) : []
      })
      const born = pairs.filter(({ call, track }) => track.bornBy === call).length
      if (!best || born > best.born) best = { source, pairs, born }
    }
    const total = made.reduce((sum, tracks) => sum + tracks.length, 0)
    return best && best.born >= total * 0.7 ? best : undefined
  }

  /** Where the answer lists the keys in as many places as the request has items, the places pair them. */
  #matchByPlace(collection: CollectionDraft, call: Call, items: readonly Json[], tracks: readonly Track[]): ItemPair[] | undefined {
    for (const { site, keyField } of collection.sites) {
      if (site.route !== call.route || !isListSite(site)) continue
      const shown = valueIn(call.body.value, site.path.slice(0, -1))
      if (!isList(shown) || shown.length !== items.length) continue
      return shown.flatMap((entry, at) => {
        const key = isObject(entry) ? entry[keyField] : entry
        const track = tracks.find((candidate) => String(candidate.parts.at(-1)) === String(key))
        return track ? [{ call, item: items[at] as Json, at, track }] : []
      })
    }
    return undefined
  }

  #createEffect(collection: CollectionDraft, observations: readonly Observation[], tracks: readonly Track[]): Effect | undefined {
    const known = observations.filter(({ target }) => isObject(target) && Object.keys(target).length > 0)
    if (known.length === 0) return undefined
    const explained = explainValue(
      known,
      { ...this.#context, subject: collection.name, sequence: this.#sequenceOf(collection) },
      { path: [collection.name] },
    )
    this.#note(explained, `${collection.name}: its first values`)
    const key = this.#ownKey(collection, known, tracks)
    if (key === undefined) {
      this.#notes.push(`${collection.name}: its key is in none of its fields`)
      return undefined
    }
    return {
      create: collection.name,
      key: [...this.#parentKey(collection), key],
      value: printTemplate(explained.template),
      as: collection.name,
    }
  }

  #sequenceOf(collection: CollectionDraft) {
    const sequence = this.#context.sequences.get(collection.name)
    const field = this.#keyField(collection)
    return sequence && field !== undefined ? { ...sequence, field } : undefined
  }

  /** The field of the entity itself that holds its key. */
  #keyField(collection: CollectionDraft): string | undefined {
    const tracks = this.#timeline.allTracks(collection.name)
    const fields = new Set(tracks.slice(0, 20).flatMap((track) => Object.keys(track.versions[0]?.value ?? {})))
    return [...fields].find((field) =>
      tracks.every((track) => track.versions.every(({ value }) => !Object.hasOwn(value, field) || equal(value[field], track.parts.at(-1)))),
    )
  }

  /** An expression of the new entity's own key: one of its fields, else something in the request. */
  #ownKey(collection: CollectionDraft, observations: readonly Observation[], tracks: readonly Track[]): string | undefined {
    const keys = observations.map(({ target }) =>
      tracks.find((track) => track.versions.some(({ value }) => value === target))?.parts.at(-1),
    )
    const fields = Object.keys((observations[0]?.target as JsonObject) ?? {})
    const field = fields.find((name) => observations.every(({ target }, at) => equal((target as JsonObject)[name], keys[at])))
    if (field !== undefined) return `self${printMember(field)}`
    const targets = observations.map(({ scope }, at) => ({ scope, target: keys[at] }))
    return explainAlike(targets, collection.noun, this.#context)
  }

  #parentKey(collection: CollectionDraft): string[] {
    const route = this.#variant.calls[0]?.route as Route
    return collection.parents.map(
      (space) => `path${printMember(route.segments.find((segment) => segment.space === space)?.parameter ?? '')}`,
    )
  }

  /** Other entities that the request names in lists. */
  #learnNestedWrites(): void {
    const { calls } = this.#variant
    const written = new Set(
      this.#effects.flatMap((effect) => ('create' in effect ? [effect.create] : 'update' in effect ? [effect.update] : [])),
    )
    for (const collection of this.#timeline.collections) {
      if (!written.has(collection.name))
        this.#effects.push(...learnNestedWrites(collection, calls, (call) => this.#scope(call), this.#context))
    }
  }

  /** The entity that the path names: read, changed, replaced or deleted. */
  #learnSubject(): void {
    const subject = this.#findSubject()
    if (!subject) return
    const { collection, key } = subject
    const calls = this.#variant.calls.filter((call) => !this.#locals.get(call)?.[collection.name])
    if (this.#effects.some((effect) => 'create' in effect && effect.create === collection.name)) return
    const states = calls.map((call) => this.#stateOf(call, collection, key)).filter((state) => state !== undefined)
    if (states.some(({ track, call }) => track.diedBy === call)) {
      for (const { call, before } of states) this.#bind(call, collection.name, before)
      this.#effects.push({ let: collection.name, value: { $: `find(${lookup(subject)})` } }, { delete: collection.name, key: [...key] })
      return
    }
    for (const { call, after } of states) this.#bind(call, collection.name, after)
    const changed = isRead(calls[0] as Call) ? new Set<string>() : changedFields(states)
    if (changed.size === 0) this.#effects.push({ let: collection.name, value: { $: `find(${lookup(subject)})` } })
    else this.#effects.push(this.#updateEffect(subject, states, changed))
  }

  #findSubject(): Subject | undefined {
    const route = this.#variant.calls[0]?.route as Route
    for (const segment of [...route.segments].reverse()) {
      if (segment.space === undefined) continue
      const collection = this.#timeline.collections.find((candidate) => candidate.space === segment.space)
      if (!collection || collection.sites.length === 0) continue
      const parents = this.#parentKey(collection)
      if (parents.some((text) => text === 'path')) continue
      return { collection, key: [...parents, `path${printMember(segment.parameter ?? '')}`] }
    }
    return this.#findNamedSubject()
  }

  /** The entity that the body or the query of a write names by its key. */
  #findNamedSubject(): Subject | undefined {
    const { calls } = this.#variant
    if (isRead(calls[0] as Call)) return undefined
    for (const collection of this.#timeline.collections) {
      const parents = this.#parentKey(collection)
      if (parents.includes('path')) continue
      const written = calls.flatMap((call) => {
        const tracks = this.#timeline
          .tracks(collection.name, call.session)
          .filter((track) => track.bornBy !== call && track.versions.some(({ at }) => at === call.index))
        return tracks.length === 1 ? [{ scope: this.#scope(call), target: tracks[0]?.parts.at(-1) }] : []
      })
      if (written.length < 2 || written.length * 2 < calls.length) continue
      const own = explainAlike(written, `${collection.noun}_id`, this.#context)
      if (own !== undefined && /^(number\(|string\()?(body|query)/.test(own)) return { collection, key: [...parents, own] }
    }
    return undefined
  }

  #stateOf(call: Call, collection: CollectionDraft, key: readonly string[]) {
    const scope = this.#scope(call)
    const parts = key.map((text) => this.#context.scopes.evaluate(text, scope))
    const wanted = entityKey(parts)
    const own = String(parts.at(-1))
    const track = this.#timeline
      .tracks(collection.name, call.session)
      .find(
        (candidate) =>
          (candidate.key === wanted || hasAlias(candidate, collection, own)) &&
          (candidate.bornBy?.index ?? -1) < call.index &&
          (candidate.diedBy?.index ?? Number.POSITIVE_INFINITY) >= call.index,
      )
    if (!track) return undefined
    const before = versionAt(track, call.index - 1)
    const after = versionAt(track, call.index)
    if (!before || !after) return undefined
    return { call, track, before: before.value, after: after.value, ...sureAfter(track, call.index) }
  }

  #updateEffect(subject: Subject, changes: readonly Change[], changed: ReadonlySet<string>): Effect {
    const { collection, key } = subject
    const scopes = changes.map(({ call, before }) =>
      this.#context.scopes.extend(this.#scope(call), { self: before, [collection.name]: undefined }),
    )
    const removes = changes.some(
      ({ before, after, unknown, partial }) =>
        !partial && Object.keys(before).some((field) => !unknown.has(field) && !Object.hasOwn(after, field)),
    )
    if (removes || (this.#variant.calls[0]?.request.method === 'PUT' && this.#replaces(changes))) {
      const observations = changes.map(({ after, unknown, partial }, at) => ({
        scope: scopes[at] as Scope,
        target: after,
        unknown,
        partial,
      }))
      const explained = explainValue(observations, this.#context, { path: [collection.name] })
      this.#note(explained, `${collection.name}: its values once replaced`)
      this.#effects.push({ let: 'self', value: { $: `find(${lookup(subject)})` } })
      return { create: collection.name, key: [...key], value: printTemplate(explained.template), as: collection.name }
    }
    const entries = [...changed].map((field) => {
      const cells = changes.map(({ after, unknown }, at) => ({
        scope: scopes[at] as Scope,
        target: after[field],
        isSure: !unknown.has(field),
      }))
      const sure = cells.filter(({ isSure }) => isSure)
      const explained = explainValue(sure.length > 0 ? sure : cells, this.#context, { path: [collection.name, field] })
      this.#note(explained, `${collection.name}.${field}: its new value`)
      return { key: field, value: explained.template }
    })
    const echoed = this.#echoedToo(collection, changed, entries)
    return {
      update: collection.name,
      key: [...key],
      set: printTemplate({ kind: 'object', entries: [...entries, ...echoed] }),
      as: collection.name,
    }
  }

  /**
   * Fields that no recorded call changed and that a client may: where fields are set from the same name under one part of
   * the body, the fields that creation takes from such a name follow.
   */
  #echoedToo(collection: CollectionDraft, changed: ReadonlySet<string>, entries: readonly TemplateEntry[]): TemplateEntry[] {
    const holders = new Map<string, number>()
    for (const entry of entries) {
      if (!('key' in entry) || entry.value.kind !== 'expression') continue
      const holder = echoHolder(printExpression(entry.value.expression), entry.key)
      if (holder !== undefined) holders.set(holder, (holders.get(holder) ?? 0) + 1)
    }
    const [holder] = [...holders].sort((a, b) => b[1] - a[1])[0] ?? []
    if (holder === undefined) return []
    return [...echoedAtBirth(this.#timeline.allTracks(collection.name))]
      .filter((field) => !changed.has(field))
      .map((field) => ({ key: field, value: { kind: 'expression', expression: parseExpression(holder + printMember(field)) } }))
  }

  /** Whether all that the client may set comes from the body: every field of the body is there after, and little else stays. */
  #replaces(changes: readonly Change[]): boolean {
    const sure = changes.filter(({ partial }) => !partial)
    if (sure.length === 0) return false
    return sure.every(({ call, after, unknown }) => {
      const { body } = call.request
      if (!isObject(body)) return false
      const kept = Object.keys(after).filter((field) => !unknown.has(field) && !Object.hasOwn(body, field))
      return (
        kept.length <= 2 &&
        Object.keys(body).every(
          (field) => !Object.hasOwn(after, field) || unknown.has(field) || equal(after[field], body[field]) || field.startsWith('_'),
        )
      )
    })
  }

  /** Entities in the body that are shown as the client asks. */
  #selectEntities(special: Map<string, (observations: readonly Observation[]) => Explanation>): void {
    const route = this.#variant.calls[0]?.route
    const bound = this.#boundNames()
    for (const collection of this.#timeline.collections) {
      for (const { site } of collection.sites) {
        const path = site.path.join('.')
        if (site.route !== route || site.path.includes('[]') || special.has(path) || !bound.has(collection.name)) continue
        const explain = (some: readonly Observation[]) =>
          explainSelection(collection, collection.name, some, this.#context, () => explainValue(some, this.#context, { path: site.path }))
        const explainPart = (some: readonly Observation[], key: string) => explainValue(some, this.#context, { path: [...site.path, key] })
        special.set(path, (observations) => explainIncluded(observations, explain, explainPart) ?? explain(observations))
      }
    }
  }

  /** Small objects beside the entities, of which a parameter may ask for some. */
  #selectParts(special: Map<string, (observations: readonly Observation[]) => Explanation>): void {
    const keys = new Set(
      this.#variant.calls.flatMap(({ body }) =>
        isObject(body.value) ? Object.entries(body.value).flatMap(([key, value]) => (isObject(value) ? [key] : [])) : [],
      ),
    )
    for (const key of keys) {
      if ([...special.keys()].some((path) => path === key || path.startsWith(`${key}.`))) continue
      const explain = (some: readonly Observation[]) => explainValue(some, this.#context, { path: [key] })
      special.set(
        key,
        (observations) =>
          explainIncluded(observations, explain, (some, part) => explainValue(some, this.#context, { path: [key, part] })) ??
          explain(observations),
      )
    }
  }

  /** Lists of entities in the body: each becomes a query. */
  #learnLists(scopes: readonly Scope[]): Map<string, (observations: readonly Observation[]) => Explanation> {
    const special = new Map<string, (observations: readonly Observation[]) => Explanation>()
    const route = this.#variant.calls[0]?.route
    for (const collection of this.#timeline.collections) {
      for (const linked of collection.sites) {
        const { site } = linked
        if (site.route !== route || !isListSite(site) || site.path.filter((key) => key === '[]').length > 1) continue
        const path = site.path.slice(0, -1)
        if (this.#isPartOfEntity(linked, path) || !this.#holdsList(path)) continue
        const learned = this.#learnList(collection, linked, path, scopes)
        if (learned) special.set(path.join('.'), learned)
      }
    }
    return special
  }

  /** A list inside an entity that the same answer shows is a part of it. */
  #isPartOfEntity(linked: LinkedSite, path: readonly string[]): boolean {
    return this.#timeline.collections.some(({ sites }) =>
      sites.some(
        ({ site }) =>
          site !== linked.site &&
          site.route === linked.site.route &&
          !isListSite(site) &&
          site.path.length > 0 &&
          site.path.length < path.length + 1 &&
          site.path.every((key, at) => key === path[at]),
      ),
    )
  }

  #holdsList(path: readonly string[]): boolean {
    return this.#variant.calls.some((call) => isList(valueIn(call.body.value, path)))
  }

  #learnList(
    collection: CollectionDraft,
    linked: LinkedSite,
    path: readonly string[],
    scopes: readonly Scope[],
  ): ((observations: readonly Observation[]) => Explanation) | undefined {
    const { calls } = this.#variant
    const read = (call: Call, scope: Scope) => {
      const items = valueIn(call.body.value, path)
      if (!isList(items)) return []
      const keys = items.map((item) => (isObject(item) && isScalar(item[linked.keyField]) ? String(item[linked.keyField]) : ''))
      // Items without a key are no entities: sums over them, perhaps.
      if (keys.length > 0 && keys.every((key) => key === '')) return []
      return [{ call, scope, moment: this.#timeline.moment(call, 'after') as Moment, keys, items }]
    }
    const lists = calls.flatMap((call, at) => read(call, scopes[at] as Scope))
    // Items that the call itself made are answered as they were made.
    if (this.#effects.some((effect) => 'each' in effect && !('update' in (effect.do[0] ?? {})))) return undefined
    const lookup = findLookup(lists)
    if (lookup !== undefined) return (observations) => this.#explainLookup(lookup, collection, observations)
    const names = Object.fromEntries(this.#timeline.collections.map(({ name }) => [name, { key: [] }]))
    const context = {
      ...createContext({ collections: names }),
      relations: relationsOf(this.#timeline.collections),
      names: new Set([...this.#boundNames()]),
    }
    // All variants of a route list in the same way.
    const others = linked.site.route.calls.filter((call) => isSuccess(call) && !calls.includes(call))
    const learned = learnQuery(collection, [...lists, ...others.flatMap((call) => read(call, this.#context.scopes.create(call)))], context)
    const name = this.#effects.some((effect) => 'query' in effect && effect.as === 'page') ? `${collection.name}_page` : 'page'
    this.#effects.push({ query: learned.query, as: name })
    if (learned.hits < learned.of)
      this.#notes.push(`${collection.name}: ${learned.of - learned.hits} of ${learned.of} lists are not explained`)
    for (const list of lists) this.#bind(list.call, name, learned.run(list))
    return () => this.#explainItems(name, collection, learned, linked, lists)
  }

  /** Entities in the order of the keys that the request lists. */
  #explainLookup(source: string, collection: CollectionDraft, observations: readonly Observation[]): Explanation {
    const items = observations.flatMap(({ scope, target }) => {
      const keys = this.#context.scopes.evaluate(source, scope)
      if (!isList(keys) || !isList(target) || keys.length !== target.length) return []
      return target.map((item, at) => ({ scope: this.#context.scopes.extend(scope, { key: keys[at] }), target: item }))
    })
    const found = `find(${[JSON.stringify(collection.name), ...this.#parentKey(collection), 'key'].join(', ')})`
    const explained = explainSelection(collection, found, items, this.#context, () =>
      explainValue(items, this.#context, { path: ['item'] }),
    )
    this.#note(explained, `${collection.name}: as an item that is looked up`)
    const template: Template = { kind: 'each', of: parseExpression(source), as: 'key', item: explained.template }
    return { template, hits: Math.floor((observations.length * explained.hits) / Math.max(1, explained.of)), of: observations.length }
  }

  #boundNames(): Set<string> {
    return new Set([...this.#locals.values()].flatMap((locals) => Object.keys(locals)))
  }

  #explainItems(
    name: string,
    collection: CollectionDraft,
    learned: LearnedQuery,
    linked: LinkedSite,
    lists: readonly { scope: Scope; moment: Moment; items: readonly Json[] }[],
  ): Explanation {
    const observations: Observation[] = []
    const whole: Observation[] = []
    for (const { scope, moment, items } of lists) {
      const entities = new Map([...moment.entities(learned.query.collection)].map((entity) => [String(entity.parts.at(-1)), entity]))
      for (const item of items) {
        const entity = isObject(item) ? entities.get(String(item[linked.keyField])) : undefined
        if (!entity) continue
        const observation = { scope: this.#context.scopes.extend(scope, { self: entity.value }), target: item }
        observations.push(observation)
        if (moment.isWhole(learned.query.collection, entity.key)) whole.push(observation)
      }
    }
    // What is known of an entity in part can't tell how it is shown.
    if (whole.length >= 3) observations.splice(0, observations.length, ...whole)
    const shown = observations.slice(0, 400)
    const explained: Explanation =
      shown.length > 0
        ? explainSelection(collection, 'self', shown, this.#context, () => explainValue(shown, this.#context, { path: ['item'] }))
        : { template: { kind: 'literal', value: null }, hits: 0, of: 0 }
    this.#note(explained, `${learned.query.collection}: as an item of the list`)
    const template: Template = { kind: 'each', of: parseExpression(`${name}.items`), as: 'self', item: explained.template }
    return { template, hits: learned.hits, of: learned.of }
  }

  #learnBody(
    scopes: readonly Scope[],
    special: Map<string, (observations: readonly Observation[]) => Explanation>,
  ): Explanation | undefined {
    const { calls } = this.#variant
    if (calls.every((call) => call.body.encoding === 'none')) return undefined
    const observations = calls.map((call, at) => ({ scope: scopes[at] as Scope, target: call.body.value }))
    const explained = explainValue(observations, this.#context, { path: [], special })
    this.#note(explained, 'body')
    return explained
  }

  #learnHeaders(scopes: readonly Scope[]): (readonly [string, Template])[] {
    const { calls } = this.#variant
    const names: string[] = []
    for (const call of calls)
      for (const [name] of call.headers)
        if (!ownHeaders.has(name.toLowerCase()) && !names.some((known) => known.toLowerCase() === name.toLowerCase())) names.push(name)
    return names.flatMap((name): (readonly [string, Template])[] => {
      const observations = calls.map((call, at) => ({
        scope: scopes[at] as Scope,
        target: call.headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] as Value,
      }))
      const present = observations.filter(({ target }) => target !== undefined).length
      const explained = explainScalar(observations, name.toLowerCase(), this.#context)
      // A header that most answers don't have is sent only where it is known when.
      if (present * 2 < observations.length && explained.hits < explained.of) return []
      if (explained.hits === explained.of) return [[name, explained.template]]
      return [[name, contentTag(observations) ?? explained.template]]
    })
  }

  #note(explained: Explanation, what: string): void {
    if (explained.hits < explained.of) this.#notes.push(`${what}: ${explained.of - explained.hits} of ${explained.of} not explained`)
  }
}

/** Written by whoever serves, not by the model. */
const ownHeaders = new Set([
  'date',
  'content-length',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'trailer',
  'upgrade',
  'proxy-connection',
  'set-cookie',
  'x-request-id',
  'x-runtime',
])

/** A tag of the content where its own formula is not known: a digest of the body in the same dress. */
function contentTag(observations: readonly Observation[]): Template | undefined {
  const texts = observations.flatMap(({ target }) => (typeof target === 'string' ? [target] : []))
  const match = /^((?:W\/)?")[^"]+(")$/.exec(texts[0] ?? '')
  if (!match || !texts.every((text) => text.startsWith(match[1] ?? '') && text.endsWith('"'))) return undefined
  return {
    kind: 'expression',
    expression: parseExpression(`${JSON.stringify(match[1])} + hash("md5", json(coalesce(answer, ""))) + "\\""`),
  }
}

/** `body.issue` when a field is set from `body.issue.FIELD`, alone or with what was there before. */
function echoHolder(text: string, field: string): string | undefined {
  const end = printMember(field)
  const source = /^coalesce\((.*), self[.[].*\)$/.exec(text)?.[1] ?? text
  return /^body[\w.]*$/.test(source) && source.endsWith(end) ? source.slice(0, -end.length) : undefined
}

/** Fields that entities got from the request that made them, under the same name. */
function echoedAtBirth(tracks: readonly Track[]): Set<string> {
  const echoed = new Set<string>()
  const broken = new Set<string>()
  for (const { bornBy, versions } of tracks) {
    const first = versions[0]
    if (!bornBy || !first) continue
    const sent = [bornBy.request.body, ...(isObject(bornBy.request.body) ? Object.values(bornBy.request.body) : [])].filter(isObject)
    for (const [field, value] of Object.entries(first.value)) {
      const source = sent.find((map) => Object.hasOwn(map, field))
      if (!source || first.unknown.has(field)) continue
      if (equal(source[field], value)) echoed.add(field)
      else broken.add(field)
    }
  }
  for (const field of broken) echoed.delete(field)
  return echoed
}

interface ItemPair {
  readonly call: Call
  readonly item: Json
  readonly at: number
  readonly track: Track
}

/** Pairs items with the entities that show most of their values, the best pairs first. */
function matchByContent(call: Call, items: readonly Json[], tracks: readonly Track[]): ItemPair[] {
  const scored = tracks.flatMap((track) => {
    const texts = leafTexts(versionAt(track, call.index)?.value)
    return items.map((item, at) => ({
      track,
      item,
      at,
      score: [...leafTexts(item)].filter((text) => texts.has(text)).length / Math.max(1, leafTexts(item).size),
    }))
  })
  const pairs: ItemPair[] = []
  for (const { track, item, at, score } of scored.sort((a, b) => b.score - a.score)) {
    if (score < 0.4 || pairs.some((pair) => pair.track === track || pair.at === at)) continue
    pairs.push({ call, item, at, track })
  }
  return pairs.sort((a, b) => a.at - b.at)
}

/** Texts and numbers anywhere in a value. */
function leafTexts(value: Value, into = new Set<string>()): Set<string> {
  if (typeof value === 'string' || typeof value === 'number') into.add(String(value))
  else if (isList(value)) for (const item of value) leafTexts(item, into)
  else if (isObject(value)) for (const item of Object.values(value)) leafTexts(item, into)
  return into
}

function hasAlias(track: Track, collection: CollectionDraft, own: string): boolean {
  return [...collection.aliases].some((alias) => track.versions.some(({ value }) => String(value[alias]) === own))
}

function lookup({ collection, key }: Subject): string {
  return [JSON.stringify(collection.name), ...key].join(', ')
}

/** What is not sure of an entity right after a write: fields that were not shown before the next write. */
function sureAfter(track: Track, at: number): { unknown: ReadonlySet<string>; partial: boolean } {
  const { fields, whole } = shownAfter(track, at)
  const known = track.versions.flatMap(({ value }) => Object.keys(value))
  return { unknown: new Set(known.filter((field) => !fields.has(field))), partial: !whole }
}

interface Change {
  readonly call: Call
  readonly before: JsonObject
  readonly after: JsonObject
  readonly unknown: ReadonlySet<string>
  readonly partial: boolean
}

function changedFields(changes: readonly Change[]): Set<string> {
  const changed = new Set<string>()
  for (const { before, after, unknown } of changes) {
    for (const field of [...Object.keys(before), ...Object.keys(after)])
      if (!unknown.has(field) && !equal(before[field], after[field])) changed.add(field)
  }
  return changed
}

/** The list in the requests that names what the lists hold, in that order: each is looked up, none is searched. */
function findLookup(lists: readonly { scope: Scope; keys: readonly string[] }[]): string | undefined {
  const shown = lists.filter(({ keys }) => keys.length > 0)
  const votes = new Map<string, number>()
  for (const { scope, keys } of shown) {
    const { body, query } = scope.environment
    const values: [string, Value][] = [
      ['body', body],
      ...Object.entries(isObject(body) ? body : {}).map(([name, value]): [string, Value] => [`body${printMember(name)}`, value]),
    ]
    for (const [name, value] of Object.entries(query)) values.push([`query${printMember(name)}`, value])
    for (const [text, value] of values)
      if (isList(value) && value.length === keys.length && value.every((item, at) => keys[at] === '' || String(item) === keys[at]))
        votes.set(text, (votes.get(text) ?? 0) + 1)
  }
  return [...votes].find(([, count]) => count >= shown.length * 0.8)?.[0]
}

function valueIn(value: Value, path: readonly string[]): Value {
  let current = value
  for (const key of path) current = isObject(current) ? current[key] : undefined
  return current
}
