import type { AuthorContext } from './author-context.ts'
import type { Refusal } from './error-answer.ts'
import { isTaken } from './grammar/condition.ts'
import type { Constraint, Doing } from './grammar/constraint.ts'
import { findField, type RouteScope, stateOf } from './route-scope.ts'
import { at, both, either, replaceName, text } from './say.ts'

/** What a route refuses because of the constraints of its entity. */
export function constraintGuards(scope: RouteScope, doing: Doing, context: AuthorContext): Refusal[] {
  const { resource, entity } = scope
  if (!resource) return []
  return (context.constraints.get(resource.name) ?? []).flatMap((constraint): Refusal[] => {
    const message = constraint.text
    if ('rule' in constraint) return guardsOf(constraint.rule, message, scope, doing)
    if (!constraint.on.includes(doing)) return []
    return [{ when: replaceName(constraint.when, 'entity', entity ?? 'absent'), status: constraint.code, message }]
  })
}

const invalid = 400
const conflict = 409

function guardsOf(rule: Constraint, message: string, { resource, entity, route }: RouteScope, doing: Doing): Refusal[] {
  if (!resource) return []
  if (rule.kind === 'field') {
    const path = doing === 'delete' ? undefined : findField(route.request, rule.field)
    if (path === undefined) return []
    const value = at('body', path)
    const refused = rule.tests.map((refuses) => refuses(value))
    return [
      ...(refused.length > 0 ? [{ when: both(`has(${value})`, either(refused)), status: invalid, message }] : []),
      ...(rule.isUnique ? [{ when: isTaken(resource.name, value, path, entity), status: conflict, message }] : []),
    ]
  }
  if (entity === undefined || !('doing' in rule) || rule.doing !== doing) return []
  if (rule.kind === 'state') {
    return [{ when: `${stateOf(entity, resource)} ${rule.isOnly ? '!=' : '=='} ${text(rule.state)}`, status: conflict, message }]
  }
  return []
}

/** What is refused because others refer to the entity. */
export function heldGuards(scope: RouteScope, doing: Doing, context: AuthorContext): Refusal[] {
  const { resource, entity } = scope
  if (!resource || entity === undefined) return []
  return (context.constraints.get(resource.name) ?? []).flatMap((constraint): Refusal[] => {
    if (!('rule' in constraint) || constraint.rule.kind !== 'held' || constraint.rule.doing !== doing) return []
    const { by, path, state } = constraint.rule
    const other = context.resources.get(by)
    const refers = `${at('other', path.split('.'))} == ${at(entity, resource.key.split('.'))}`
    const isThere = state === undefined || !other ? refers : both(refers, `${stateOf('other', other)} == ${text(state)}`)
    return [{ when: `list(${text(by)}).exists(other, ${isThere})`, status: conflict, message: constraint.text }]
  })
}
