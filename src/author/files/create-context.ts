import type { Json } from '#base'
import { compileExpression, parseExpression } from '#lang'
import type { LimitRule, Machine } from '#model'
import type { AuthorContext } from './author-context.ts'
import type { EntityRules, ShortRoute } from './author-schema.ts'
import { createErrorAnswer } from './error-answer.ts'
import { findResources } from './find-resources.ts'
import type { Move } from './move.ts'
import { inside, type Place, type Problems } from './problems.ts'
import { readConstraints } from './read-constraints.ts'
import { readRoute } from './read-route.ts'
import { type ReadTransitions, readTransitions } from './read-transitions.ts'
import { effectEntity } from './route-subject.ts'
import { isSameName } from './words.ts'

interface Parts {
  readonly routes: readonly { readonly source: ShortRoute; readonly place: Place }[]
  readonly rules: Readonly<Record<string, EntityRules>>
  readonly rulesPlace: Place
  /** Entities that are named elsewhere. */
  readonly listed: readonly string[]
  readonly errorBody: Json | undefined
  readonly problems: Problems
}

/** Finds out what all parts of the files say together. */
export function createContext({ routes, rules, rulesPlace, listed, errorBody, problems }: Parts): AuthorContext {
  const names = entityNames(
    routes.map(({ source }) => source),
    [...listed, ...Object.keys(rules)],
  )
  const check = createCheck(names, problems)
  const written = routes.map(({ source, place }) => readRoute(source, place, names, problems))
  const resources = findResources(names, written, rules)
  const transitions = new Map<string, ReadTransitions>()
  const constraints = new Map<string, ReturnType<typeof readConstraints>>()
  for (const [name, own] of Object.entries(rules)) {
    const resource = resources.get(name)
    if (!resource) continue
    const place = inside(rulesPlace, 'entities', name)
    const read = readTransitions(own, resource, { routes: written, problems, place, check })
    const made = read.made.map((source) => readRoute(source, inside(place, 'transitions'), names, problems))
    written.push(...made)
    transitions.set(name, read)
    constraints.set(name, readConstraints(own, resource, { resources, problems, place, check }))
  }
  const moves = [...transitions.values()].flatMap((read) => read.moves)
  return {
    problems,
    resources,
    rules,
    routes: written,
    refuse: createErrorAnswer(errorBody),
    constraints,
    moves: new Map([...Map.groupBy(moves, ({ route }) => route)].map(([route, own]) => [route, own.map(({ move }): Move => move)])),
    machines: [...transitions.values()].flatMap(({ machine }): Machine[] => (machine ? [machine] : [])),
    later: new Map([...transitions].map(([name, { later }]) => [name, later])),
    limits: [] as LimitRule[],
    check,
  }
}

/** All entities that are named: as the files spell them first. */
function entityNames(routes: readonly ShortRoute[], listed: readonly string[]): string[] {
  const said = routes.flatMap(({ entity, state_effects = [] }) => [
    ...state_effects.map((effect) => (Object.keys(effect).length === 1 ? effectEntity(effect) : undefined)),
    entity,
  ])
  const names: string[] = []
  for (const name of [...listed, ...said]) {
    if (name !== undefined && !names.some((other) => isSameName(other, name))) names.push(name)
  }
  return names
}

function createCheck(names: readonly string[], problems: Problems): AuthorContext['check'] {
  return (expression, place, known = []) => {
    try {
      compileExpression(parseExpression(expression), {
        names: new Set(known),
        hasCollection: (name) => names.includes(name),
        view: () => () => undefined,
      })
      return true
    } catch (error) {
      problems.error(place, (error as Error).message, 'docs/guides/write-a-twin.md says what an expression may name')
      return false
    }
  }
}
