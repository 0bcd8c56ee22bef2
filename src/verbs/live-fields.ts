import type { FieldRule } from '#compare'
import type { Model } from '#model'
import { mintedFields } from '#synth'

/** Fields that a live service counts or makes up: others in each instance. For all routes of that shape, be they named by pattern or by path. */
export function liveFields(model: Model): FieldRule[] {
  const made = mintedFields(model, /^(mint|next)\(|^key$/)
  return made.map((rule) => ({ ...rule, route: (rule.route ?? '*').replace(/\{[^}]+\}/g, '*') }))
}
