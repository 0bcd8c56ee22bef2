import type { FieldRule } from '#compare'
import { isObject } from '#lang'
import type { Effect, Model } from '#model'

/** Rules for comparing answers: the fields that the model makes up anew (`made`: by expressions of this form), under any envelope, wherever an entity is made. */
export function mintedFields(model: Model, made: RegExp = /^mint\(/): FieldRule[] {
  return model.routes.flatMap(({ method, path, variants }) =>
    [...new Set(variants.flatMap(({ do: effects = [] }) => effects.flatMap((effect) => mintedBy(effect, made))))].flatMap((field) =>
      ['', '*.'].map((envelope): FieldRule => ({ path: envelope + field, classify: 'generated', route: `${method} ${path}` })),
    ),
  )
}

function mintedBy(effect: Effect, made: RegExp): string[] {
  if (!('create' in effect) || !isObject(effect.value)) return []
  return Object.entries(effect.value).flatMap(([field, template]) =>
    isObject(template) && typeof template.$ === 'string' && made.test(template.$) && /^\w+$/.test(field) ? [field] : [],
  )
}
