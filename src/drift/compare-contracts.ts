import { type Change, type ChangeKind, type ChangePlace, changeLevels, createChange } from './change.ts'
import { compareAnswerShapes, type NoteChange, quote, type Sides } from './compare-shapes.ts'
import type { AnswerContract, Contract, RequestField, RouteContract } from './contract.ts'
import { printTypes } from './shape.ts'

export interface Comparison {
  /** The worst first, then by route. */
  readonly changes: readonly Change[]
  /** Routes that both sides tell something of. */
  readonly routesCompared: number
  /** Routes of which the new side tells nothing, being recordings of something else. */
  readonly routesNotExercised: readonly string[]
}

/** What is different for clients of a service. */
export function compareContracts(before: Contract, after: Contract): Comparison {
  const sides: Sides = { isBeforePartial: before.isPartial, isAfterPartial: after.isPartial }
  const changes: Change[] = []
  const notExercised: string[] = []
  let compared = 0
  for (const [key, old] of before.routes) {
    const now = after.routes.get(key)
    if (now === undefined && after.isPartial) notExercised.push(old.route)
    else if (now === undefined || isGone(old, now, sides)) changes.push(createChange('route-removed', { route: old.route }))
    else {
      compared++
      changes.push(...compareAnswers(old, now, sides), ...compareRequests(old, now, sides))
    }
  }
  for (const [key, now] of after.routes) if (!before.routes.has(key)) changes.push(createChange('route-added', { route: now.route }))
  return { changes: sortChanges(changes), routesCompared: compared, routesNotExercised: notExercised }
}

/** Each once: several questions may show the same. */
function sortChanges(changes: readonly Change[]): Change[] {
  const rank = ({ level }: Change) => changeLevels.indexOf(level)
  const name = ({ route, status, path, kind }: Change) => `${route} ${status ?? ''} ${path} ${kind}`
  const once = new Map(changes.map((change) => [change.id, change]))
  return [...once.values()].sort((one, other) => rank(one) - rank(other) || (name(one) < name(other) ? -1 : 1))
}

/** Whether recordings show that nothing is served there any more: a 404 where no id is asked for, or what says so itself. */
function isGone(old: RouteContract, now: RouteContract, { isAfterPartial }: Sides): boolean {
  if (!isAfterPartial || ![...old.answers.keys()].some(isSuccess)) return false
  const gone = old.route.includes('{') ? [405, 410, 501] : [404, 405, 410, 501]
  return [...now.answers.keys()].every((status) => gone.includes(status) && !old.answers.has(status))
}

function isSuccess(status: number): boolean {
  return status < 400
}

function compareAnswers(old: RouteContract, now: RouteContract, sides: Sides): Change[] {
  const { route } = old
  const changes: Change[] = []
  const lost = [...old.answers.keys()].filter((status) => !now.answers.has(status))
  const added = [...now.answers.keys()].filter((status) => !old.answers.has(status))
  const [lostOne] = lost.filter(isSuccess)
  const [addedOne] = added.filter(isSuccess)
  const hasCommon = [...now.answers.keys()].some((status) => isSuccess(status) && old.answers.has(status))
  const isMoved = lostOne !== undefined && addedOne !== undefined && !hasCommon
  if (isMoved) {
    changes.push(
      createChange('status-changed', { route, status: lostOne, path: 'status', before: String(lostOne), after: String(addedOne) }),
    )
    changes.push(...compareAnswer(route, addedOne, old.answers.get(lostOne), now.answers.get(addedOne), sides))
  }
  for (const status of sides.isAfterPartial ? [] : lost) {
    if (isMoved && status === lostOne) continue
    changes.push(createChange('status-removed', { route, status, path: 'status', level: isSuccess(status) ? undefined : 'harmless' }))
  }
  for (const status of added)
    if (!isMoved || status !== addedOne) changes.push(createChange('status-added', { route, status, path: 'status' }))
  for (const [status, answer] of old.answers) changes.push(...compareAnswer(route, status, answer, now.answers.get(status), sides))
  return changes
}

function compareAnswer(
  route: string,
  status: number,
  old: AnswerContract | undefined,
  now: AnswerContract | undefined,
  sides: Sides,
): Change[] {
  if (old === undefined || now === undefined) return []
  const changes: Change[] = []
  const add = (kind: ChangeKind, place: ChangePlace) => {
    const change = createChange(kind, { ...place, status })
    // clients that look into refusals are few
    changes.push(change.level === 'breaking' && !isSuccess(status) ? { ...change, level: 'warning' } : change)
  }
  if (old.body !== undefined && now.body === undefined) add('response-body-removed', { route, path: 'body', before: printTypes(old.body) })
  else if (old.body === undefined && now.body !== undefined)
    add('response-body-added', { route, path: 'body', after: printTypes(now.body) })
  else if (old.body !== undefined && now.body !== undefined) {
    const note: NoteChange = (kind, path, place) => add(kind, { route, path, ...place })
    const known = now.bodies === undefined ? undefined : old.bodies
    compareAnswerShapes(old.body, now.body, 'body', { ...sides, isOtherQuestion: known !== undefined }, note)
    for (const [question, before] of known ?? []) {
      const after = now.bodies?.get(question)
      if (after !== undefined)
        compareAnswerShapes(before, after, 'body', sides, (kind, ...place) => isOfPresence(kind) && note(kind, ...place))
    }
  }
  for (const [name, type] of old.headers) {
    const path = `header.${name}`
    const other = now.headers.get(name)
    if (!now.headers.has(name)) add('response-header-removed', { route, path, before: type })
    else if (type !== undefined && other !== undefined && type !== other)
      add('response-media-type-changed', { route, path, before: type, after: other })
  }
  for (const name of now.headers.keys()) if (!old.headers.has(name)) add('response-header-added', { route, path: `header.${name}` })
  return changes
}

/** What values are is a matter of the route; which fields there are, of the question. */
function isOfPresence(kind: ChangeKind): boolean {
  return kind === 'response-field-removed' || kind === 'response-field-became-optional'
}

function compareRequests(old: RouteContract, now: RouteContract, sides: Sides): Change[] {
  const { route } = old
  const changes: Change[] = []
  for (const name of old.request.query) {
    if (!now.request.query.has(name) && !sides.isAfterPartial)
      changes.push(createChange('request-parameter-removed', { route, path: `query.${name}` }))
  }
  for (const name of now.request.query) {
    if (!old.request.query.has(name)) changes.push(createChange('request-parameter-added', { route, path: `query.${name}` }))
  }
  for (const [name, field] of now.request.fields)
    changes.push(...compareField(route, `request.${name}`, old.request.fields.get(name), field, sides))
  return changes
}

function compareField(route: string, path: string, old: RequestField | undefined, now: RequestField, sides: Sides): Change[] {
  const changes: Change[] = []
  const before = old?.isRequired ?? (sides.isBeforePartial ? undefined : false)
  // recordings in which it was always sent do not tell whether it had to be, nor does a rule that was not learned
  if (now.isRequired === true && before === false) {
    const isSure = sides.isBeforePartial === sides.isAfterPartial
    changes.push(createChange('request-field-became-required', { route, path, level: isSure ? undefined : 'warning' }))
  }
  if (now.isRequired === false && before === true) changes.push(createChange('request-field-became-optional', { route, path }))
  if (sides.isBeforePartial || sides.isAfterPartial) return changes
  const [was, is] = [old?.shape, now.shape]
  if (is.types.size > 0 && (was === undefined || was.types.size === 0 || [...was.types].some((type) => !is.types.has(type)))) {
    changes.push(
      createChange('request-type-narrowed', {
        route,
        path,
        before: was === undefined ? 'anything' : printTypes(was),
        after: printTypes(is),
      }),
    )
  } else if (was !== undefined && was.types.size > 0 && (is.types.size === 0 || [...is.types].some((type) => !was.types.has(type)))) {
    changes.push(createChange('request-type-widened', { route, path, before: printTypes(was), after: printTypes(is) }))
  }
  const lost = is.words === undefined ? [] : [...(was?.words ?? [])].filter((word) => is.words?.has(word) === false)
  const added = was?.words === undefined ? [] : [...(is.words ?? [])].filter((word) => was.words?.has(word) === false)
  if (lost.length > 0) changes.push(createChange('request-word-removed', { route, path, before: quote(lost.sort()) }))
  if (added.length > 0) changes.push(createChange('request-word-added', { route, path, after: quote(added.sort()) }))
  return changes
}
