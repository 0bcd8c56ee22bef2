import type { JsonObject } from '#base'
import { type Environment, isObject } from '#lang'
import type { Entity, World } from '#state'
import type { Stage } from '../compile-effects.ts'
import { settle } from '../derive/derive-entity.ts'
import type { Emission } from '../webhooks/compile-emission.ts'
import type { CompiledAgenda } from './compile-agenda.ts'
import { bindWork, type Work } from './compile-work.ts'
import { compareDue, type Due, DueHeap } from './due-heap.ts'
import type { SavedAgenda } from './saved-agenda.ts'

/** So much is done at once; what is left is done the next time. */
const stepsMax = 100_000
/** An entity changes no more often than this by what is due until it is another, unless its time moves on with that. */
const changesMax = 1000
/** The heap is made anew when so many times as much is in it as was. */
const staleMax = 4
/** So much of what was done is told. */
const toldMax = 50

/** A piece of work, for people. */
export interface AgendaItem {
  /** Ms since 1970. */
  readonly atMs: number
  readonly name: string
  readonly collection?: string
  readonly key?: string
}

/** How work that is due is done. */
export interface Workplace {
  /** What expressions see at that moment; no request. */
  environmentAt(nowMs: number): { readonly environment: Environment; readonly stage: Stage }
  /** Takes what a piece of work has told, when all of it is done. */
  told(emitted: readonly Emission[], environment: Environment): void
}

/** What came of a run. */
export interface AgendaRun {
  /** So much was done. */
  readonly count: number
  /** There is more that is due: too much for once. */
  readonly isBehind: boolean
}

const nothing: AgendaRun = { count: 0, isBehind: false }

/** What is due in one session, and up to when it was done. What is due first is done first, whoever moves the clock how far. */
export class SessionAgenda {
  readonly #compiled: CompiledAgenda
  readonly #world: World
  #beganMs: number
  /** All that was due at this moment or before has been done. */
  #doneMs: number
  /** What was done at the moment after that which is not all done. */
  #doneAt: { atMs: number; works: Set<string> } | undefined
  readonly #heap = new DueHeap()
  #sizeWhenBuilt: number | undefined
  #changed = new Map<string, Set<string>>()
  #done: AgendaItem[] = []
  /** Collections in which some work hangs on more than the entity it is about. */
  readonly #scanned: readonly (readonly [string, readonly Work[]])[]

  constructor(compiled: CompiledAgenda, world: World, { beganMs, doneMs = beganMs }: { beganMs: number; doneMs?: number }) {
    this.#compiled = compiled
    this.#world = world
    this.#beganMs = beganMs
    this.#doneMs = doneMs
    this.#scanned = [...compiled.byCollection].flatMap(([name, works]) => {
      const own = works.filter(({ isOwn }) => !isOwn)
      return own.length > 0 ? [[name, own] as const] : []
    })
    world.onChange = (collection, key) => {
      if (!compiled.byCollection.has(collection)) return
      const keys = this.#changed.get(collection)
      if (keys) keys.add(key)
      else this.#changed.set(collection, new Set([key]))
    }
  }

  /** One that goes on as this one will, in a fork of its world. */
  fork(world: World): SessionAgenda {
    const fork = new SessionAgenda(this.#compiled, world, { beganMs: this.#beganMs, doneMs: this.#doneMs })
    fork.#doneAt = this.#doneAt && { atMs: this.#doneAt.atMs, works: new Set(this.#doneAt.works) }
    fork.#done = [...this.#done]
    return fork
  }

  /** All that it is, as data, beside its world. */
  save(): SavedAgenda {
    const at = this.#doneAt && { atMs: this.#doneAt.atMs, works: [...this.#doneAt.works] }
    return { beganMs: this.#beganMs, doneMs: this.#doneMs, ...(at ? { doneAt: at } : {}), done: [...this.#done] }
  }

  /** Becomes what was saved, once its world has. */
  load({ beganMs, doneMs, doneAt, done }: SavedAgenda): void {
    this.#beganMs = beganMs
    this.#doneMs = doneMs
    this.#doneAt = doneAt && { atMs: doneAt.atMs, works: new Set(doneAt.works) }
    this.#done = done as AgendaItem[]
    this.#sizeWhenBuilt = undefined
  }

  /** Not before this is anything due; a look at it costs nothing. Undefined when nothing is. */
  nextMs(plain: Environment): number | undefined {
    this.#catchUp(plain)
    return this.#scanned.length > 0 ? this.#doneMs : this.#heap.first?.atMs
  }

  /** Does what is due by now, one after the other. */
  run(nowMs: number, plain: Environment, workplace: Workplace): AgendaRun {
    this.#catchUp(plain)
    const first = this.#heap.first
    if (this.#scanned.length === 0 && (first === undefined || first.atMs > nowMs)) {
      this.#finish(nowMs)
      return nothing
    }
    const changes = new Map<string, { atMs: number; count: number }>()
    const tired: Due[] = []
    let count = 0
    let steps = 0
    let isBehind = false
    for (let due = this.#take(nowMs, plain); due !== undefined; due = this.#take(nowMs, plain, tired)) {
      if (steps++ >= stepsMax) {
        this.#heap.push(due)
        isBehind = true
        break
      }
      const entity = this.#entityOf(due)
      if (due.work.isLasting) {
        const id = `${due.work.collection}\u0000${due.key}`
        const before = changes.get(id)
        const times = before === undefined || due.atMs > before.atMs ? 0 : before.count
        if (times >= changesMax) {
          tired.push(due)
          continue
        }
        changes.set(id, { atMs: Math.max(due.atMs, before?.atMs ?? due.atMs), count: times + 1 })
      }
      if (this.#perform(due, entity, workplace)) count++
      this.#catchUp(plain)
    }
    for (const due of tired) this.#heap.push(due)
    if (!isBehind) this.#finish(nowMs)
    return { count, isBehind: isBehind || tired.length > 0 }
  }

  /** What comes next, as far as it is known now, and what was done last. */
  describe(plain: Environment, limit: number): { readonly next: readonly AgendaItem[]; readonly done: readonly AgendaItem[] } {
    const next: Due[] = []
    for (const work of this.#compiled.schedules) next.push(...(this.#dueOf(work, undefined, plain) ?? []))
    for (const [collection, works] of this.#compiled.byCollection) {
      for (const entity of this.#world.entities(collection))
        for (const work of works) next.push(...(this.#dueOf(work, entity, plain) ?? []))
    }
    return { next: next.sort(compareDue).slice(0, limit).map(toItem), done: this.#done }
  }

  #finish(nowMs: number): void {
    if (nowMs > this.#doneMs) this.#doneMs = nowMs
    this.#doneAt = undefined
  }

  /** The next piece that is due by then and still is what it was thought to be. */
  #take(nowMs: number, plain: Environment, tired: readonly Due[] = []): Due | undefined {
    const scanned = this.#scan(nowMs, plain, tired)
    for (let first = this.#heap.first; first !== undefined && first.atMs <= nowMs; first = this.#heap.first) {
      if (scanned !== undefined && compareDue(scanned, first) <= 0) break
      this.#heap.pop()
      const [due] = this.#dueOf(first.work, this.#entityOf(first), plain) ?? []
      if (due?.atMs === first.atMs && due.order === first.order) return due
    }
    return scanned
  }

  /** The first that is due of what has to be looked for each time. */
  #scan(nowMs: number, plain: Environment, tired: readonly Due[]): Due | undefined {
    let found: Due | undefined
    for (const [collection, works] of this.#scanned) {
      for (const entity of this.#world.entities(collection)) {
        for (const work of works) {
          const [due] = this.#dueOf(work, entity, plain) ?? []
          if (due === undefined || due.atMs > nowMs || (found !== undefined && compareDue(found, due) <= 0)) continue
          if (!tired.some((other) => other.key === due.key && other.work === due.work)) found = due
        }
      }
    }
    return found
  }

  #entityOf({ work: { collection }, key }: Due): Entity | undefined {
    return collection === undefined || key === undefined ? undefined : this.#world.entity(collection, key)
  }

  /** At most one. */
  #dueOf(work: Work, entity: Entity | undefined, plain: Environment): [Due] | undefined {
    if (work.collection !== undefined && entity === undefined) return undefined
    const own = bindWork(plain, work, { entity, beganMs: this.#beganMs })
    if (work.isLasting && work.when && work.when(own) !== true) return undefined
    // an entity that came to be has no times before that
    const afterMs = Math.max(this.#doneMs, entity?.since?.[work.of] ?? this.#beganMs)
    let atMs = work.dueMs(own, afterMs)
    const due = (ms: number): Due => ({ atMs: ms, work, key: entity?.key, order: entity?.order ?? 0 })
    if (atMs !== undefined && !work.isLasting && this.#doneAt?.atMs === atMs && this.#doneAt.works.has(idOf(due(atMs))))
      atMs = work.dueMs(own, atMs)
    return atMs === undefined || !Number.isFinite(atMs) ? undefined : [due(atMs)]
  }

  /** False where it was not to be done at that time. All of it happens, or nothing. */
  #perform(due: Due, entity: Entity | undefined, workplace: Workplace): boolean {
    const { work } = due
    // a moment that has passed comes now
    const atMs = Math.max(due.atMs, this.#doneMs, this.#doneAt?.atMs ?? Number.NEGATIVE_INFINITY)
    if (this.#doneAt === undefined || this.#doneAt.atMs < atMs) {
      if (this.#doneAt) this.#doneMs = Math.max(this.#doneMs, this.#doneAt.atMs)
      this.#doneAt = { atMs, works: new Set() }
    }
    this.#doneAt.works.add(idOf(due))
    const { environment, stage } = workplace.environmentAt(atMs)
    const own = bindWork(environment, work, { entity, beganMs: this.#beganMs })
    try {
      const isMeant = work.isLasting || work.when === undefined || work.when(own) === true
      if (isMeant) this.#act(due, own, { entity, stage })
      if (stage.emitted && stage.emitted.length > 0) workplace.told(stage.emitted, environment)
      this.#world.commit()
      if (isMeant) {
        this.#done.push(toItem({ ...due, atMs }))
        if (this.#done.length > toldMax) this.#done.shift()
      }
      if (!work.isLasting) this.#note(work, this.#entityOf(due), environment)
      return isMeant
    } catch (error) {
      this.#world.rollback()
      throw error
    }
  }

  #act({ work, key }: Due, own: Environment, { entity, stage }: { readonly entity: Entity | undefined; readonly stage: Stage }): void {
    const { collection, set, deletes, run, tell } = work
    if (collection === undefined || entity === undefined || key === undefined) {
      run?.(own, stage)
      return
    }
    const world = this.#world
    const change = set?.(own)
    if (isObject(change)) {
      const value = settle({ ...entity.value, ...change }) as JsonObject
      world.put(collection, entity.parts, value, this.#compiled.since(collection, entity, value, own.nowMs))
    }
    const now = world.entity(collection, key) ?? entity
    const self = run && stage.reader.show(collection, now.value)
    if (deletes) world.delete(collection, key)
    for (const emit of tell) {
      const emission = emit({ ...own, locals: { self: now.value, was: entity.value } })
      if (emission) stage.emitted?.push(emission)
    }
    run?.(bindWork(own, work, { entity: now, self, beganMs: this.#beganMs }), stage)
  }

  /** Puts the times of what has changed into the heap. */
  #catchUp(plain: Environment): void {
    if (this.#sizeWhenBuilt === undefined || this.#heap.size > staleMax * this.#sizeWhenBuilt + 4096) {
      this.#heap.clear()
      this.#changed = new Map()
      for (const work of this.#compiled.schedules) this.#note(work, undefined, plain)
      for (const [collection, works] of this.#compiled.byCollection) {
        for (const entity of this.#world.entities(collection)) for (const work of works) this.#note(work, entity, plain)
      }
      this.#sizeWhenBuilt = this.#heap.size
      return
    }
    if (this.#changed.size === 0) return
    const changed = this.#changed
    this.#changed = new Map()
    for (const [collection, keys] of changed) {
      for (const key of keys) {
        const entity = this.#world.entity(collection, key)
        if (entity) for (const work of this.#compiled.byCollection.get(collection) ?? []) this.#note(work, entity, plain)
      }
    }
  }

  #note(work: Work, entity: Entity | undefined, plain: Environment): void {
    const [due] = (work.isOwn || work.collection === undefined ? this.#dueOf(work, entity, plain) : undefined) ?? []
    if (due !== undefined) this.#heap.push(due)
  }
}

function idOf({ work, key }: Due): string {
  return `${work.place}\u0000${key ?? ''}`
}

function toItem({ atMs, work: { name, collection }, key }: Due): AgendaItem {
  return { atMs, name, ...(collection === undefined ? {} : { collection }), ...(key === undefined ? {} : { key }) }
}
