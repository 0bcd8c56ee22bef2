/** Letters and digits of a name, in lower case: `issue_key`, `issueKey` and `issue key` are the same. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

export function isSameName(one: string, other: string): boolean {
  return plain(one) === plain(other)
}

/** Whether a word is a name in the singular or the plural: `issues` for `issue`. */
export function means(word: string, name: string): boolean {
  const [said, meant] = [plain(word), plain(name)]
  return said === meant || said === plain(plural(name)) || plain(singular(word)) === meant
}

export function plural(noun: string): string {
  if (/[^aeiou]y$/i.test(noun)) return noun.replace(/y$/i, 'ies')
  return /(s|x|z|ch|sh)$/i.test(noun) ? `${noun}es` : `${noun}s`
}

function singular(noun: string): string {
  if (/ies$/i.test(noun)) return noun.replace(/ies$/i, 'y')
  if (/(s|x|z|ch|sh)es$/i.test(noun)) return noun.replace(/es$/i, '')
  return /[^s]s$/i.test(noun) ? noun.replace(/s$/i, '') : noun
}

/** The words of a name: `transitionId` and `transition_id` are `transition` and `id`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

/** A text without an article in front and a full stop behind. */
export function trimPhrase(text: string): string {
  return text
    .trim()
    .replace(/\.$/, '')
    .replace(/^(the|an?|this|that|any|such)\s+/i, '')
    .trim()
}

/** A name for a variant: `project not found` as `project-not-found`. */
export function toVariantName(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'unnamed'
  )
}
