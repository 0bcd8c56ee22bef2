import { memoize, memoizePair } from '#base'

/** A rough singular of an English noun: `issues`, `categories`, `statuses`, `boxes`. */
export function singular(word: string): string {
  const irregular = /(people|children)$/i.exec(word)?.[1]
  if (irregular) return word.slice(0, -irregular.length) + (irregular.toLowerCase() === 'people' ? 'person' : 'child')
  if (/(ss|us|is)$/i.test(word)) return word
  if (/ies$/i.test(word)) return `${word.slice(0, -3)}y`
  if (/(ch|sh|x|ss|us|z)es$/i.test(word)) return word.slice(0, -2)
  return /[^s]s$/i.test(word) ? word.slice(0, -1) : word
}

/** Whether two names mean the same noun: `issues` and `issue`, `timeEntries` and `time_entry`. */
export function sameNoun(a: string, b: string): boolean {
  return fold(a) === fold(b)
}

const fold = memoize((name) =>
  singular(
    name
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, ''),
  ),
)

/** `project_id` and `projectId` relate to `project`; so does `status_id` to `issue_status`. */
export const nameRelates = memoizePair((field, noun) => {
  const stem = field
    .replaceAll('.', '_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/_?(id|ids|key|code|slug)$/i, '')
  const last =
    noun
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .split('_')
      .at(-1) ?? noun
  return stem !== '' && (sameNoun(stem, noun) || sameNoun(stem.split('_').at(-1) ?? stem, last))
})

/** Names of keys: they say nothing without what they stand in. */
const keyName = /^(_?id|uuid|guid|key)$/i

/**
 * Whether two fields have one name, however it is written: `albumId`, `album_id`, `album-id`, and `album.id`, which stands in an `album`.
 * What just any thing has, such as an `id`, is the same only in things of one name, where both say what they stand in.
 */
export function sameField(a: string, b: string): boolean {
  return a === b || isSameField(a, b)
}

const isSameField = memoizePair((a, b) => {
  const [one, other] = [split(a), split(b)]
  if (plain(one.own) === plain(other.own))
    return !(keyName.test(one.own) && one.within && other.within) || sameNoun(one.within, other.within)
  return plain(one.within + one.own) === plain(other.own) || plain(one.own) === plain(other.within + other.own)
})

/** `issue.priority.id` as the name of the field and of what it stands in; an envelope says nothing. */
function split(name: string): { within: string; own: string } {
  const parts = name.split('.')
  const within = parts.at(-2) ?? ''
  return { within: isEnvelope(within) ? '' : within, own: parts.at(-1) ?? name }
}

/** Whether answers of all kinds put what they are about under this name: it names nothing. */
export function isEnvelope(name: string): boolean {
  return /^(data|items?|results?|records?|rows|content|list|values|entries|elements|objects?|response|payload|attributes)$/i.test(name)
}

/** Whether two fields have one name in things of one name, and both say what they stand in: `issue.project.name` and `project.name`. */
export function sameMember(a: string, b: string): boolean {
  const [one, other] = [split(a), split(b)]
  return one.within !== '' && sameNoun(one.within, other.within) && plain(one.own) === plain(other.own)
}

/** A field as its own name and that of what it stands in, `priority.id`: what `sameField` compares. Places in lists have no names. */
export function fieldName(path: readonly string[]): string {
  return fieldNameOf(path.join('\n'))
}

const fieldNameOf = memoize((path) =>
  path
    .split('\n')
    .filter((part) => part !== '[]' && !/^\d+$/.test(part))
    .slice(-2)
    .map((part) => part.replaceAll('.', '_'))
    .join('.'),
)

/** The field's own name: `id` of `priority.id`. */
export function ownName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

function plain(name: string): string {
  return name.replace(/[_\W]/g, '').toLowerCase()
}
