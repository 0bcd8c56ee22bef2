import type { Entity } from './entity.ts'

/** Which members of a collection, in which order: both hang on an entity alone. */
export interface ViewSpec {
  /** Tells views of the collection apart. */
  readonly key: string
  wants(entity: Entity): boolean
  /** A total order: no two entities are equal. */
  compare(a: Entity, b: Entity): number
}

interface View {
  readonly spec: ViewSpec
  members: Entity[]
  /** A fork has the same array. */
  isShared: boolean
  /** Changes of the collection since it was last asked for. */
  unasked: number
}

const viewsMax = 16
/** Nobody asks any more: keeping it right is not worth it. */
const unaskedMax = 500
/** So many that were asked for once are remembered. */
const onceMax = 64

/** What was asked of a collection more than once: its members that meet a test, in an order, kept right as they change. */
export class Views {
  readonly #views = new Map<string, View>()
  /** Asked once: what is not asked again is not worth keeping. */
  #once = new Set<string>()

  /** The members; undefined where it is asked for the first time. They are not to be changed. */
  ask(spec: ViewSpec, entities: Iterable<Entity>): readonly Entity[] | undefined {
    const known = this.#views.get(spec.key)
    if (known !== undefined) {
      this.#views.delete(spec.key)
      this.#views.set(spec.key, known)
      known.unasked = 0
      return known.members
    }
    if (!this.#once.has(spec.key)) {
      if (this.#once.size >= onceMax) this.#once = new Set()
      this.#once.add(spec.key)
      return undefined
    }
    const members: Entity[] = []
    for (const entity of entities) if (spec.wants(entity)) members.push(entity)
    members.sort((a, b) => spec.compare(a, b))
    if (this.#views.size >= viewsMax) this.#views.delete(this.#views.keys().next().value as string)
    this.#views.set(spec.key, { spec, members, isShared: false, unasked: 0 })
    return members
  }

  /** Something came in place of something else: undefined where it is new, or is no more. */
  change(before: Entity | undefined, after: Entity | undefined): void {
    for (const [key, view] of this.#views) {
      if (view.unasked++ >= unaskedMax) this.#views.delete(key)
      else move(view, before, after)
    }
  }

  /** The same views for a collection that goes its own way. */
  fork(): Views {
    const views = new Views()
    for (const [key, view] of this.#views) {
      view.isShared = true
      views.#views.set(key, { ...view })
    }
    views.#once = new Set(this.#once)
    return views
  }
}

function move(view: View, before: Entity | undefined, after: Entity | undefined): void {
  const isOut = before !== undefined && view.spec.wants(before)
  const isIn = after !== undefined && view.spec.wants(after)
  if (!isOut && !isIn) return
  if (view.isShared) {
    view.members = [...view.members]
    view.isShared = false
  }
  const from = isOut ? placeOf(view, before) : 0
  if (isOut && isIn && view.spec.compare(before, after) === 0) {
    view.members[from] = after
    return
  }
  if (isOut) view.members.splice(from, 1)
  if (isIn) view.members.splice(placeOf(view, after), 0, after)
}

/** Where an entity stands, or would. */
function placeOf({ members, spec }: View, entity: Entity): number {
  let low = 0
  let high = members.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (spec.compare(members[middle] as Entity, entity) < 0) low = middle + 1
    else high = middle
  }
  return low
}
