import type { Json } from '#base'
import { escapePattern } from '#base'
import { isList, isObject, printMember } from '#lang'
import type { Route } from '../call.ts'
import type { CollectionDraft } from '../collection/collection-draft.ts'
import { mainKeyField } from '../collection/collection-draft.ts'
import { sameNoun, singular } from '../naming.ts'
import { renameIn } from './shown-entity.ts'

/** A word of a family, with what is kept under it. */
export interface Kin {
  readonly word: string
  readonly collection: CollectionDraft
  readonly route: Route
}

export function keyFieldOf({ collection }: Kin): string {
  return mainKeyField(collection) ?? 'id'
}

/** The keys that come before those of the entities that a list shows, from its path; undefined where it does not name them. */
export function parentArguments({ route, collection }: Kin): string[] | undefined {
  const names = collection.parents.map((space) => route.segments.find((segment) => segment.space === space)?.parameter)
  return names.every((name) => name !== undefined) ? names.map((name) => `path${printMember(name)}`) : undefined
}

/** A name as the other word has it: `project` is `version`, `projects` is `versions`. */
export function nameFor(name: string, from: Kin, to: Kin): string {
  if (name === from.word) return to.word
  return sameNoun(name, from.word) ? singular(to.word) : name
}

/** A template of one word as the other has it: the names of collections, parameters and envelopes. */
export function moveTemplate(value: Json, from: Kin, to: Kin): Json {
  const named = renameIn(value, from.collection.name, to.collection.name)
  const move = (node: Json): Json => {
    if (typeof node === 'string') return moveText(node, from, to)
    if (isList(node)) return node.map(move)
    return isObject(node) ? Object.fromEntries(Object.entries(node).map(([key, item]) => [nameFor(key, from, to), move(item)])) : node
  }
  return move(named)
}

export function moveText(text: string, from: Kin, to: Kin): string {
  const parameters = from.route.segments.flatMap(({ parameter }, at) => {
    const other = to.route.segments[at]?.parameter
    return parameter !== undefined && other !== undefined && parameter !== other ? [[parameter, other] as const] : []
  })
  const named = parameters.reduce((own, [name, other]) => own.replaceAll(`path.${name}`, `path.${other}`), text)
  return named
    .replaceAll(JSON.stringify(from.collection.name), JSON.stringify(to.collection.name))
    .replace(new RegExp(`(?<=/)${escapePattern(from.word)}(?=[/."?]|$)`, 'g'), () => to.word)
    .replace(/\bbody((?:\.\w+)+)/g, (_, path: string) => `body${path.replace(/\w+/g, (part) => nameFor(part, from, to))}`)
}
