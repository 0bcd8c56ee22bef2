import type { JsonObject } from '#base'
import { type CompileContext, equal } from '#lang'
import type { Model } from '#model'
import type { Entity } from '#state'
import { within } from '../model-error.ts'
import { compileEntityWork, compileSchedule, type Work } from './compile-work.ts'

type Moments = Readonly<Record<string, number>>

/** All that happens by itself. */
export interface CompiledAgenda {
  readonly byCollection: ReadonlyMap<string, readonly Work[]>
  readonly schedules: readonly Work[]
  /** When the fields that it is about took their values, for an entity that is written now. */
  since(collection: string, before: Entity | undefined, value: JsonObject, nowMs: number): Moments | undefined
}

/** Undefined where nothing happens by itself. */
export function compileAgenda(
  { collections, schedules = [] }: Pick<Model, 'collections' | 'schedules'>,
  context: CompileContext,
): CompiledAgenda | undefined {
  let place = 0
  const works = Object.entries(collections).flatMap(([collection, { later = [] }]) =>
    later.map((rule, at) =>
      within(`later ${at + 1}${rule.name === undefined ? '' : ` ("${rule.name}")`} of "${collection}"`, () =>
        compileEntityWork(collection, rule, { place: place++, at }, context),
      ),
    ),
  )
  const compiled = schedules.map((schedule) => within(`schedule "${schedule.name}"`, () => compileSchedule(schedule, place++, context)))
  if (works.length + compiled.length === 0) return undefined
  const byCollection = Map.groupBy(works, ({ collection }) => collection as string)
  const watched = new Map([...byCollection].map(([collection, own]) => [collection, new Set(own.map(({ of }) => of))]))
  return {
    byCollection,
    schedules: compiled,
    since: (collection, before, value, nowMs) => {
      const fields = watched.get(collection)
      if (!fields) return undefined
      const moments: Record<string, number> = {}
      for (const field of ['', ...fields]) {
        const isSame = before !== undefined && (field === '' || equal(before.value[field], value[field]))
        // of what is there from the start it is not known
        const moment = isSame ? before.since?.[field] : nowMs
        if (moment !== undefined) moments[field] = moment
      }
      return moments
    },
  }
}
