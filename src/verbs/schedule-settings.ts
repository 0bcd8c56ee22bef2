import { exitCodes, Fault } from '#diagnostics'
import type { Model } from '#model'
import type { TwinConfig } from './twin-config.ts'

/** The model with what `[[schedules]]` and `[[later]]` of a `twin.toml` say beside its own. Faults: `schedule-invalid`. */
export function withSchedules(model: Model, { schedules, later }: TwinConfig): Model {
  if (schedules === undefined && later === undefined) return model
  const collections = { ...model.collections }
  for (const { collection, ...rule } of later ?? []) {
    const known = collections[collection]
    if (known === undefined) throw unknownCollection(collection, Object.keys(collections))
    collections[collection] = { ...known, later: [...(known.later ?? []), rule] }
  }
  return { ...model, collections, ...(schedules ? { schedules: [...(model.schedules ?? []), ...schedules] } : {}) }
}

function unknownCollection(collection: string, known: readonly string[]): Fault {
  return new Fault('schedule-invalid', `[[later]] is about "${collection}", and the twin keeps no such entities`, {
    exitCode: exitCodes.user,
    help: known.length === 0 ? 'it keeps none: doppel show' : `it keeps ${known.join(', ')}: doppel show`,
  })
}
