import { isList } from '#lang'
import type { AuthorContext } from './author-context.ts'
import type { EntityRules } from './author-schema.ts'
import { type Constraint, type Doing, readConstraint } from './grammar/constraint.ts'
import { inside, type Place } from './problems.ts'
import type { Resource } from './resource.ts'

/** A constraint of an entity, with the words in which it was written. */
export type EntityConstraint = { readonly text: string; readonly place: Place } & (
  | { readonly rule: Constraint }
  | { readonly when: string; readonly on: readonly Doing[]; readonly code: number }
)

const help =
  'say it as "FIELD must be unique, 2-10 uppercase letters", "Cannot delete a THING with open OTHERS", "Cannot update a done THING"; or with when: { condition: "…", when: "entity.total > 100", on: delete, code: 409 }'

/** The constraints of an entity. */
export function readConstraints(
  rules: EntityRules,
  resource: Resource,
  context: Pick<AuthorContext, 'resources' | 'problems' | 'check'> & { readonly place: Place },
): EntityConstraint[] {
  return (rules.constraints ?? []).flatMap((constraint, index): EntityConstraint[] => {
    const place = inside(context.place, 'constraints', index)
    if (typeof constraint !== 'string')
      return context.check(constraint.when, inside(place, 'when'), ['entity']) ? [readWritten(constraint, place)] : []
    const rule = readConstraint(constraint, resource, context.resources)
    if (rule === undefined) context.problems.error(place, `the constraint "${constraint}" is not understood`, help)
    else if (rule.kind === 'no-transition' && leads(rules, rule.from, rule.to))
      context.problems.error(place, `"${constraint}" contradicts the transition from ${rule.from} to ${rule.to}`, 'remove one of the two')
    else return [{ text: constraint, place, rule }]
    return []
  })
}

function readWritten(
  { condition, when, on, code }: Exclude<NonNullable<EntityRules['constraints']>[number], string>,
  place: Place,
): EntityConstraint {
  const doings = (on === undefined ? ['create', 'update', 'delete'] : isList(on) ? on : [on]) as Doing[]
  return { text: condition, place, when, on: doings, code }
}

function leads({ transitions = [] }: EntityRules, from: string, to: string): boolean {
  return transitions.some((one) => one.to === to && (isList(one.from) ? one.from.includes(from) : one.from === from))
}
