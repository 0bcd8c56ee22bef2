import type { Model } from '#model'
import type { TwinConfig } from './twin-config.ts'

/** The model with the sections of a `twin.toml` that say what is done around answers in place of its own. */
export function withStages(model: Model, { cors, limits, idempotency, conditional }: TwinConfig): Model {
  const said = Object.entries({ cors, limits, idempotency, conditional }).filter(([, section]) => section !== undefined)
  return { ...model, ...Object.fromEntries(said) }
}
