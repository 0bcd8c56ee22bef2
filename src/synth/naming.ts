import { memoize } from '#base'

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
export function nameRelates(field: string, noun: string): boolean {
  const stem = field.replace(/([a-z])([A-Z])/g, '$1_$2').replace(/_?(id|ids|key|code|slug)$/i, '')
  const last =
    noun
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .split('_')
      .at(-1) ?? noun
  return stem !== '' && (sameNoun(stem, noun) || sameNoun(stem.split('_').at(-1) ?? stem, last))
}

/** Whether two fields have one name, however it is written: `albumId`, `album_id`, `album-id`. */
export function sameField(a: string, b: string): boolean {
  return a === b || plain(a) === plain(b)
}

function plain(name: string): string {
  return name.replace(/[_\W]/g, '').toLowerCase()
}
