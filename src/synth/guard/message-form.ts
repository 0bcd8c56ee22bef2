import { escapePattern } from '#base'
/** A message about a field, without the field. */
export interface MessageForm {
  readonly before: string
  readonly after: string
  readonly spelling: (field: string) => string
}

const words = (field: string) =>
  field
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()

/** How messages spell the names of fields; the first that fits counts. */
const spellings: readonly ((field: string) => string)[] = [
  (field) => words(field).replace(/^./, (first) => first.toUpperCase()),
  (field) => field,
  words,
]

/** The form of a message that names a field; undefined where it does not. */
export function messageForm(text: string, field: string): MessageForm | undefined {
  // `Activity` stands for `activity_id`.
  for (const name of [field, field.replace(/_?(id|ID|Id)$/, '')]) {
    for (const spelling of name === '' ? [] : spellings) {
      const at = text.search(new RegExp(`(?<!\\w)${escapePattern(spelling(name))}(?!\\w)`))
      if (at >= 0) return { before: text.slice(0, at), after: text.slice(at + spelling(name).length), spelling }
    }
  }
  return undefined
}

export function messageFor({ before, after, spelling }: MessageForm, field: string): string {
  return before + spelling(field.replace(/_(id|ID)$/, '')) + after
}
