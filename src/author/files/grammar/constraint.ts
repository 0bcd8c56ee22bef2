import type { Resource } from '../resource.ts'
import { findState } from '../route-scope.ts'
import { means, trimPhrase } from '../words.ts'
import { type Refuses, readPredicate } from './predicates.ts'

export type Doing = 'create' | 'update' | 'delete'

/** What a constraint in words comes to. */
export type Constraint =
  /** What a field must be. */
  | { readonly kind: 'field'; readonly field: string; readonly tests: readonly Refuses[]; readonly isUnique: boolean }
  /** What can't be done to an entity that others (in a state) refer to. */
  | { readonly kind: 'held'; readonly doing: Doing; readonly by: string; readonly path: string; readonly state: string | undefined }
  /** What can't be done to an entity in a state, or (`isOnly`) in another one. */
  | { readonly kind: 'state'; readonly doing: Doing; readonly state: string; readonly isOnly: boolean }
  /** There must be no transition between these. */
  | { readonly kind: 'no-transition'; readonly from: string; readonly to: string }
  /** What transitions do anyway. */
  | { readonly kind: 'transitions' }

const doings: Readonly<Record<string, Doing>> = {
  create: 'create',
  add: 'create',
  delete: 'delete',
  deleted: 'delete',
  remove: 'delete',
  removed: 'delete',
  update: 'update',
  updated: 'update',
  edit: 'update',
  edited: 'update',
  change: 'update',
  changed: 'update',
  modify: 'update',
  modified: 'update',
}

const cannot = "(?:can ?not|can't|must not|may not)"

/** Reads a constraint of an entity; undefined where it is not understood. */
export function readConstraint(phrase: string, resource: Resource, resources: ReadonlyMap<string, Resource>): Constraint | undefined {
  const said = phrase.trim().replace(/\.$/, '')
  return (
    readMove(said, resource) ?? readTransitions(said) ?? readHeld(said, resource, resources) ?? readState(said, resource) ?? readField(said)
  )
}

function readMove(said: string, resource: Resource): Constraint | undefined {
  const match = new RegExp(
    `^${cannot} (?:transition|move|go|change|be moved)(?: .*?)? from (.+?) (?:directly )?to (.+?)(?: directly)?$`,
    'i',
  ).exec(said)
  const from = match && findState(resource, match[1] ?? '')
  const to = match && findState(resource, match[2] ?? '')
  return from && to ? { kind: 'no-transition', from, to } : undefined
}

function readTransitions(said: string): Constraint | undefined {
  const holds =
    /^transition(?:s| ?ids?)? (?:must|has to|have to) (?:match|be in|be one of|be) (?:the )?(?:valid|allowed|in the valid)(?: (?:set|ones|transitions))? (?:for|in|of) (?:the )?current (?:state|status)$/i
  return holds.test(said) ? { kind: 'transitions' } : undefined
}

function readHeld(said: string, resource: Resource, resources: ReadonlyMap<string, Resource>): Constraint | undefined {
  const match = new RegExp(
    `^${cannot} (\\w+) (?:an? |the )?(.+?) (?:with|that has|which has|that still has|while it has) (?:any |some )?(.+)$`,
    'i',
  ).exec(said)
  const doing = match && doings[(match[1] ?? '').toLowerCase()]
  if (!match || !doing || !means(match[2] ?? '', resource.name)) return undefined
  const words = (match[3] ?? '').split(/\s+/)
  for (let count = 1; count <= words.length; count++) {
    const other = [...resources.values()].find(({ name }) => means(words.slice(-count).join(' '), name))
    const path = other?.references.find(({ to }) => to === resource.name)?.path
    if (!other || path === undefined) continue
    const before = words.slice(0, -count).join(' ')
    const state = before === '' ? undefined : findState(other, before)
    return before !== '' && state === undefined ? undefined : { kind: 'held', doing, by: other.name, path, state }
  }
  return undefined
}

function readState(said: string, resource: Resource): Constraint | undefined {
  const refused = new RegExp(`^${cannot} (\\w+) (?:an? |the )?(.+)$`, 'i').exec(said)
  const only = /^only (.+?) can be (\w+)$/i.exec(said)
  const [verb = '', thing = ''] = refused ? [refused[1], refused[2]] : only ? [only[2], only[1]] : []
  const doing = doings[verb.toLowerCase()]
  const words = trimPhrase(thing).split(/\s+/)
  if (!doing || !means(words.at(-1) ?? '', resource.name)) return undefined
  const state = findState(resource, words.slice(0, -1).join(' '))
  return state === undefined ? undefined : { kind: 'state', doing, state, isOnly: only !== null }
}

function readField(said: string): Constraint | undefined {
  const match =
    /^(\w+(?: \w+)??) (?:must be|has to be|must have|is always|should be|must) (.+)$/i.exec(said) ??
    /^(\w+(?: \w+)??) (?:can ?not|must not) be (empty|blank|negative)$/i.exec(said)?.map((part, at) => (at === 2 ? `not ${part}` : part))
  if (!match) return undefined
  const rest = match[2] ?? ''
  const phrases = /^(?:one of|either|between) /i.test(rest) ? [rest] : rest.split(/\s*,\s*(?:and )?|\s+and\s+(?!digits)/)
  const tests: Refuses[] = []
  let isUnique = false
  for (const phrase of phrases) {
    const refuses = readPredicate(phrase)
    if (/^unique$/i.test(phrase.trim())) isUnique = true
    else if (refuses) tests.push(refuses)
    else return undefined
  }
  return { kind: 'field', field: match[1] ?? '', tests, isUnique }
}
