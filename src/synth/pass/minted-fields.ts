import type { FieldRule } from '#compare'
import { isObject } from '#lang'
import type { Effect, Model } from '#model'

/** Rules for comparing answers: the fields that the model makes up anew, under any envelope, wherever an entity is made. */
export function mintedFields(model: Model): FieldRule[] {
  return model.routes.flatMap(({ method, path, variants }) =>
    [...new Set(variants.flatMap(({ do: effects = [] }) => effects.flatMap(mintedBy)))].flatMap((field) =>
      ['', '*.'].map((envelope): FieldRule => ({ path: envelope + field, classify: 'generated', route: `${method} ${path}` })),
    ),
  )
}

function mintedBy(effect: Effect): string[] {
  if (!('create' in effect) || !isObject(effect.value)) return []
  return Object.entries(effect.value).flatMap(([field, template]) =>
    isObject(template) && typeof template.$ === 'string' && template.$.startsWith('mint(') && /^\w+$/.test(field) ? [field] : [],
  )
}
